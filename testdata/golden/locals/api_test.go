package locals

import (
	"context"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type impl struct{}

func (impl) Own(_ context.Context, a, b, c, d, e, f, g int) (int, error) {
	return a + 10*b + 100*c + 1000*d + 10000*e + 100000*f + 1000000*g, nil
}
func (impl) Err(_ context.Context, s string) (string, error)                { return s, nil }
func (impl) Ctx(_ context.Context, s string) (string, error)                { return s, nil }
func (impl) NoCtx(a, b, c string) (string, error)                           { return a + b + c, nil }
func (impl) Late(_ context.Context, s string, b bool) (string, bool, error) { return s, b, nil }
func (impl) Package(_ context.Context, a, b string) (string, error)         { return a + b, nil }
func (impl) Predeclared(_ context.Context, a, b, c, d, e, f, g int, s string) (int32, error) {
	return int32(a + b + c + d + e + f + g + len(s)), nil
}
func (impl) Types(_ context.Context, v T, when time.Time) (*T, error) {
	v.N += int(when.Unix())
	return &v, nil
}
func (impl) Shadow(_ context.Context, n int, v T) (T, error) { v.N += n; return v, nil }
func (impl) Method(_ context.Context, a, b int, s string) (int, error) {
	return a + b + len(s), nil
}
func (impl) Envelope(_ context.Context, n int, s string, b bool) (int, string, bool, error) {
	return n, s, b, nil
}
func (impl) Same(_ context.Context, a, b, c, d int) (int, int, error) { return a*10 + b, c*10 + d, nil }
func (impl) Odd(_ context.Context, a, b, c, d, e, f int) (int, error) {
	return a + 10*b + 100*c + 1000*d + 10000*e + 100000*f, nil
}
func (impl) Result(_ context.Context, a, b int) (int, int, error) { return a, b, nil }
func (impl) Keyed(_ context.Context, a, b, c, d int) (int, error) { return a + b + c + d, nil }

func TestNames(t *testing.T) {
	roundtrip.Run(t, RegisterNames, Names(impl{}), NewNamesClient, func(t *testing.T, c *NamesClient) {
		ctx := t.Context()
		n, err := c.Own(ctx, 1, 2, 3, 4, 5, 6, 7)
		roundtrip.Same(t, err, n, 7654321)
		roundtrip.Echo(t, c.Err, "a")
		roundtrip.Echo(t, c.Ctx, "a")
		s, err := c.NoCtx("a", "b", "c")
		roundtrip.Same(t, err, s, "abc")
		s, b, err := c.Late(ctx, "a", true)
		roundtrip.Same(t, err, roundtrip.List{s, b}, roundtrip.List{"a", true})
		s, err = c.Package(ctx, "a", "b")
		roundtrip.Same(t, err, s, "ab")
		n32, err := c.Predeclared(ctx, 1, 2, 3, 4, 5, 6, 7, "x")
		roundtrip.Same(t, err, n32, 29)
		v, err := c.Types(ctx, T{1}, time.Unix(2, 0))
		roundtrip.Same(t, err, v, &T{3})
		shadow, err := c.Shadow(ctx, 1, T{2})
		roundtrip.Same(t, err, shadow, T{3})
		n, err = c.Method(ctx, 1, 2, "abc")
		roundtrip.Same(t, err, n, 6)
		n, s, b, err = c.Envelope(ctx, 1, "a", true)
		roundtrip.Same(t, err, roundtrip.List{n, s, b}, roundtrip.List{1, "a", true})
		n, m, err := c.Same(ctx, 1, 2, 3, 4)
		roundtrip.Same(t, err, roundtrip.List{n, m}, roundtrip.List{12, 34})
		n, err = c.Odd(ctx, 1, 2, 3, 4, 5, 6)
		roundtrip.Same(t, err, n, 654321)
		n, m, err = c.Result(ctx, 1, 2)
		roundtrip.Same(t, err, roundtrip.List{n, m}, roundtrip.List{1, 2})
		n, err = c.Keyed(ctx, 1, 2, 3, 4)
		roundtrip.Same(t, err, n, 10)
	})
}

type request struct{}

func (request) Request(_ context.Context, s string) (string, error)  { return s, nil }
func (request) Response(_ context.Context, s string) (string, error) { return s, nil }
func (request) Client(_ context.Context, s string) (string, error)   { return s, nil }

func TestRequest(t *testing.T) {
	roundtrip.Run(t, RegisterRequest, Request(request{}), NewRequestClient, func(t *testing.T, c *RequestClient) {
		roundtrip.Echo(t, c.Request, "a")
		roundtrip.Echo(t, c.Response, "b")
		roundtrip.Echo(t, c.Client, "c")
	})
}
