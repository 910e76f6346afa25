package single

import (
	"context"
	"testing"
	"time"

	"example.com/stock"
	"example.com/stock/shelf"

	"github.com/rpcgen/rpcgen/testdata/golden/generics/paging"
	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type impl struct{ in *Loan }

func (impl) Loan(_ context.Context, v Loan) (Loan, error)                     { return v, nil }
func (impl) LoanPtr(_ context.Context, v *Loan) (*Loan, error)                { return v, nil }
func (impl) Optional(_ context.Context, v Optional) (Optional, error)         { return v, nil }
func (impl) OptionalPtr(_ context.Context, v *Optional) (*Optional, error)    { return v, nil }
func (impl) Empty(_ context.Context, v Empty) (Empty, error)                  { return v, nil }
func (impl) EmptyPtr(_ context.Context, v *Empty) (*Empty, error)             { return v, nil }
func (impl) Stringy(_ context.Context, v Stringy) (Stringy, error)            { return v, nil }
func (impl) Failure(_ context.Context, v Failure) (Failure, error)            { return v, nil }
func (impl) Money(_ context.Context, v Money) (Money, error)                  { return v, nil }
func (impl) Priced(_ context.Context, v Priced) (Priced, error)               { return v, nil }
func (impl) Time(_ context.Context, v time.Time) (time.Time, error)           { return v, nil }
func (impl) Secret(_ context.Context, v secret) (secret, error)               { return v, nil }
func (impl) SecretPtr(_ context.Context, v *secret) (*secret, error)          { return v, nil }
func (impl) Request(_ context.Context, v BaseRequest) (BaseRequest, error)    { return v, nil }
func (impl) Response(_ context.Context, v BaseResponse) (BaseResponse, error) { return v, nil }
func (impl) Cookie(_ context.Context, v Cookie) (Cookie, error)               { return v, nil }
func (impl) Recipe(_ context.Context, v Recipe) (Recipe, error)               { return v, nil }
func (impl) Foreign(_ context.Context, v stock.Item) (stock.Item, error)      { return v, nil }
func (impl) Place(_ context.Context, v *shelf.Place) (*shelf.Place, error)    { return v, nil }
func (impl) Page(_ context.Context, v paging.Page[Loan]) (*paging.Page[Loan], error) {
	if len(v.Items) == 0 {
		return nil, nil
	}
	return &v, nil
}
func (i impl) In(_ context.Context, v Loan) error            { *i.in = v; return nil }
func (i impl) Out(context.Context) (Loan, error)             { return *i.in, nil }
func (impl) Only(v Loan) (Loan, error)                       { return v, nil }
func (impl) Unnamed(_ context.Context, v Loan) (Loan, error) { return v, nil }
func (impl) Variadic(_ context.Context, v ...Loan) (*Loan, error) {
	if len(v) == 0 {
		return nil, nil
	}
	return &v[len(v)-1], nil
}
func (impl) Outer(_ context.Context, v Outer) (Outer, error)            { return v, nil }
func (impl) OuterPtr(_ context.Context, v *Outer) (*Outer, error)       { return v, nil }
func (impl) MixedPtr(_ context.Context, v *Mixed) (*Mixed, error)       { return v, nil }
func (impl) Beside(_ context.Context, v Loan, n int) (Loan, int, error) { return v, n, nil }

func TestEcho(t *testing.T) {
	loan := Loan{ISBN: "978", Due: time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)}
	var in Loan
	roundtrip.Run(t, RegisterEcho, Echo(impl{&in}), NewEchoClient, func(t *testing.T, c *EchoClient) {
		ctx := t.Context()
		roundtrip.Echo(t, c.Loan, Loan{}, loan)
		// Nil and empty stay two things, whatever the envelope looks like.
		roundtrip.Echo(t, c.LoanPtr, nil, &Loan{}, &loan)
		roundtrip.Echo(t, c.Optional, Optional{}, Optional{Note: "n", Pages: new(1), Tags: []string{"t"}})
		roundtrip.Echo(t, c.OptionalPtr, nil, &Optional{}, &Optional{Note: "n"})
		roundtrip.Echo(t, c.Empty, Empty{})
		roundtrip.Echo(t, c.EmptyPtr, nil, &Empty{})
		roundtrip.Echo(t, c.Stringy, Stringy{"s"})
		roundtrip.Echo(t, c.Failure, Failure{"f"})
		roundtrip.Echo(t, c.Money, Money{7})
		roundtrip.Echo(t, c.Priced, Priced{Money{7}})
		roundtrip.Echo(t, c.Time, time.Time{}, loan.Due)
		roundtrip.Echo(t, c.Secret, secret{}, secret{"s"})
		roundtrip.Echo(t, c.SecretPtr, nil, &secret{}, &secret{"s"})
		roundtrip.Echo(t, c.Request, BaseRequest{"n"})
		roundtrip.Echo(t, c.Response, BaseResponse{"n"})
		roundtrip.Echo(t, c.Cookie, Cookie{"sweet"})
		roundtrip.Echo(t, c.Recipe, Recipe{"butter", 3})
		roundtrip.Echo(t, c.Foreign, stock.Item{}, stock.Item{SKU: "s", Count: 2})
		roundtrip.Echo(t, c.Place, nil, &shelf.Place{}, &shelf.Place{Row: 1, Level: shelf.Top})

		page, err := c.Page(ctx, paging.Page[Loan]{})
		roundtrip.Same(t, err, page, nil)
		page, err = c.Page(ctx, paging.Page[Loan]{Items: []Loan{loan}})
		roundtrip.Same(t, err, page, &paging.Page[Loan]{Items: []Loan{loan}})

		err = c.In(ctx, loan)
		roundtrip.Same(t, err, in, loan)
		out, err := c.Out(ctx)
		roundtrip.Same(t, err, out, loan)
		out, err = c.Only(loan)
		roundtrip.Same(t, err, out, loan)
		roundtrip.Echo(t, c.Unnamed, loan)

		last, err := c.Variadic(ctx)
		roundtrip.Same(t, err, last, nil)
		last, err = c.Variadic(ctx, Loan{}, loan)
		roundtrip.Same(t, err, last, &loan)

		roundtrip.Echo(t, c.Outer, Outer{}, Outer{&loan})
		roundtrip.Echo(t, c.OuterPtr, nil, &Outer{}, &Outer{&loan}, &Outer{&Loan{}})
		roundtrip.Echo(t, c.MixedPtr, nil, &Mixed{}, &Mixed{Text: "t"})
		roundtrip.Becomes(t, c.MixedPtr, &Mixed{Own: 1, Text: "t", own: 2}, &Mixed{Text: "t"})

		out, n, err := c.Beside(ctx, loan, 3)
		roundtrip.Same(t, err, roundtrip.List{out, n}, roundtrip.List{loan, 3})
	})
}
