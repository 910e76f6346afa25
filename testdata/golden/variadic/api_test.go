package variadic

import (
	"context"
	"testing"

	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type impl struct{}

func (impl) Strings(_ context.Context, v ...string) ([]string, error)  { return v, nil }
func (impl) Pointers(_ context.Context, v ...*Point) ([]*Point, error) { return v, nil }
func (impl) Bytes(_ context.Context, v ...byte) ([]byte, error)        { return v, nil }
func (impl) Rows(_ context.Context, v ...[]int) ([][]int, error)       { return v, nil }
func (impl) Anything(_ context.Context, v ...any) ([]any, error)       { return v, nil }
func (impl) NoContext(v ...int) ([]int, error)                         { return v, nil }
func (impl) Points(_ context.Context, name string, v ...Point) (string, []Point, error) {
	return name, v, nil
}

func TestLists(t *testing.T) {
	roundtrip.Run(t, RegisterLists, Lists(impl{}), NewListsClient, func(t *testing.T, c *ListsClient) {
		ctx := t.Context()
		for _, in := range [][]string{{}, {"a"}, {"a", "", "b"}} {
			out, err := c.Strings(ctx, in...)
			roundtrip.Same(t, err, out, in)
		}
		out, err := c.Strings(ctx) // no values come back as an empty slice
		roundtrip.Same(t, err, out, []string{})

		name, points, err := c.Points(ctx, "line", Point{1, 2}, Point{-1, 0.5})
		roundtrip.Same(t, err, name, "line")
		roundtrip.Same(t, err, points, []Point{{1, 2}, {-1, 0.5}})

		pointers, err := c.Pointers(ctx, &Point{1, 2}, nil, &Point{})
		roundtrip.Same(t, err, pointers, []*Point{{1, 2}, nil, {}})

		text, err := c.Bytes(ctx, 0, 1, 255)
		roundtrip.Same(t, err, text, []byte{0, 1, 255})
		text, err = c.Bytes(ctx)
		roundtrip.Same(t, err, text, []byte{})

		rows, err := c.Rows(ctx, []int{1, 2}, nil, []int{3})
		roundtrip.Same(t, err, rows, [][]int{{1, 2}, {}, {3}})

		list, err := c.Anything(ctx, "a", 1.5, nil, true, []any{"b"})
		roundtrip.Same(t, err, list, []any{"a", 1.5, nil, true, []any{"b"}})

		ints, err := c.NoContext(3, 2, 1)
		roundtrip.Same(t, err, ints, []int{3, 2, 1})
	})
}
