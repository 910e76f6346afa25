// Package single has methods with one struct as their parameter or result: its
// fields become the envelope's, if that loses nothing.
package single

import (
	"context"
	"time"

	"example.com/stock"
	"example.com/stock/shelf"

	"github.com/rpcgen/rpcgen/testdata/golden/generics/paging"
)

//go:generate go tool rpcgen

// A Loan has required fields.
type Loan struct {
	ISBN string    `json:"isbn"`
	Due  time.Time `json:"due"`
}

// An Optional has none.
type Optional struct {
	Note  string   `json:"note,omitempty"`
	Pages *int     `json:"pages"`
	Tags  []string `json:"tags,omitempty"`
}

// An Empty has no fields at all.
type Empty struct{}

// A Stringy has a method that the envelope gets, too, which does no harm.
type Stringy struct {
	Text string `json:"text"`
}

// String returns the text.
func (s Stringy) String() string { return s.Text }

// A Failure is a result that is an error, too.
type Failure struct {
	Why string `json:"why"`
}

func (f *Failure) Error() string { return f.Why }

// A Money writes itself.
type Money struct{ Cents int }

// MarshalText writes cents.
func (m Money) MarshalText() ([]byte, error) { return []byte{byte('0' + m.Cents)}, nil }

// UnmarshalText reads cents.
func (m *Money) UnmarshalText(text []byte) error { m.Cents = int(text[0] - '0'); return nil }

// A Priced has its marshaler from what it embeds.
type Priced struct {
	Money
}

// An Outer has all that it has from a pointer, which may be nil.
type Outer struct {
	*Loan
}

// A Mixed has a field that stays behind and one that may be absent.
type Mixed struct {
	Own  int    `json:"-"`
	Text string `json:"text,omitzero"`
	own  int
}

type secret struct {
	Word string `json:"word"`
}

// BaseRequest has the name of the runtime's base.
type BaseRequest struct {
	Name string `json:"name"`
}

// BaseResponse has the name of the runtime's base.
type BaseResponse struct {
	Name string `json:"name"`
}

// Cookie has the name of the base's field.
type Cookie struct {
	Taste string `json:"taste"`
}

// A Recipe has a field with the name of the base's.
type Recipe struct {
	Cookie string `json:"cookie"`
	Sugar  int    `json:"sugar"`
}

// Echo returns what it is given.
//
//rpcgen:service
type Echo interface {
	Loan(ctx context.Context, loan Loan) (Loan, error)
	LoanPtr(ctx context.Context, loan *Loan) (*Loan, error)
	Optional(ctx context.Context, o Optional) (Optional, error)
	OptionalPtr(ctx context.Context, o *Optional) (*Optional, error)
	Empty(ctx context.Context, e Empty) (Empty, error)
	EmptyPtr(ctx context.Context, e *Empty) (*Empty, error)
	Stringy(ctx context.Context, s Stringy) (Stringy, error)
	Failure(ctx context.Context, f Failure) (Failure, error)
	Money(ctx context.Context, m Money) (Money, error)
	Priced(ctx context.Context, p Priced) (Priced, error)
	Time(ctx context.Context, t time.Time) (time.Time, error)
	Secret(ctx context.Context, s secret) (secret, error)
	SecretPtr(ctx context.Context, s *secret) (*secret, error)
	Request(ctx context.Context, b BaseRequest) (BaseRequest, error)
	Response(ctx context.Context, b BaseResponse) (BaseResponse, error)
	Cookie(ctx context.Context, c Cookie) (Cookie, error)
	Recipe(ctx context.Context, r Recipe) (Recipe, error)
	Foreign(ctx context.Context, i stock.Item) (stock.Item, error)
	Place(ctx context.Context, p *shelf.Place) (*shelf.Place, error)
	Page(ctx context.Context, p paging.Page[Loan]) (*paging.Page[Loan], error)
	In(ctx context.Context, l Loan) error
	Out(ctx context.Context) (Loan, error)
	Only(l Loan) (Loan, error)
	Unnamed(context.Context, Loan) (Loan, error)
	Variadic(ctx context.Context, loans ...Loan) (*Loan, error)
	Outer(ctx context.Context, o Outer) (Outer, error)
	OuterPtr(ctx context.Context, o *Outer) (*Outer, error)
	MixedPtr(ctx context.Context, m *Mixed) (*Mixed, error)
	Beside(ctx context.Context, l Loan, n int) (Loan, int, error)
}
