package unnamed

import (
	"context"
	"testing"

	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type impl struct{}

func (impl) Add(_ context.Context, a, b int) (int, error)         { return a + b, nil }
func (impl) DivMod(_ context.Context, a, b int) (int, int, error) { return a / b, a % b, nil }
func (impl) Blank(_ context.Context, i int, s string, ok bool) (int, string, bool, error) {
	return i, s, ok, nil
}
func (impl) One(_ context.Context, s string) (string, error)     { return s, nil }
func (impl) Pair(_ context.Context, p [2]int) ([2]int, error)    { return p, nil }
func (impl) Taken(_ context.Context, a, b int) (int, int, error) { return a, b, nil }
func (impl) Sum(_ context.Context, list ...int) (sum int, _ error) {
	for _, n := range list {
		sum += n
	}
	return sum, nil
}

func TestCalc(t *testing.T) {
	roundtrip.Run(t, RegisterCalc, Calc(impl{}), NewCalcClient, func(t *testing.T, c *CalcClient) {
		ctx := t.Context()
		sum, err := c.Add(ctx, 2, 3)
		roundtrip.Same(t, err, sum, 5)

		div, mod, err := c.DivMod(ctx, 17, 5)
		roundtrip.Same(t, err, roundtrip.List{div, mod}, roundtrip.List{3, 2})

		i, s, ok, err := c.Blank(ctx, 7, "seven", true)
		roundtrip.Same(t, err, roundtrip.List{i, s, ok}, roundtrip.List{7, "seven", true})

		sum, err = c.Sum(ctx, 1, 2, 3)
		roundtrip.Same(t, err, sum, 6)

		a, b, err := c.Taken(ctx, 1, 2)
		roundtrip.Same(t, err, roundtrip.List{a, b}, roundtrip.List{1, 2})

		roundtrip.Echo(t, c.One, "", "<&>\u2028 \x00")
		roundtrip.Echo(t, c.Pair, [2]int{}, [2]int{1, 2})
	})
}
