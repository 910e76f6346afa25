package anonymous

import (
	"context"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type point = struct {
	X int `json:"x"`
	Y int `json:"y"`
}

type entry = struct {
	At   time.Time      `json:"at,omitzero"`
	Tags map[string]any `json:"tags" yaml:"tags"`
}

type deep = map[string]struct{ In []struct{ V *int } }

type with = struct {
	Embedded
	B, C string
	Own  string `json:"-"`
}

type hidden = struct {
	Name   string
	secret int
}

type quoted = struct {
	N int `json:"a-b,string" x:"\"y\"\\"`
}

type impl struct{}

func (impl) Shop(_ context.Context, v Shop) (Shop, error)           { return v, nil }
func (impl) Point(_ context.Context, v point) (point, error)        { return v, nil }
func (impl) Lists(_ context.Context, v []entry) ([]entry, error)    { return v, nil }
func (impl) Deep(_ context.Context, v deep) (deep, error)           { return v, nil }
func (impl) With(_ context.Context, v with) (with, error)           { return v, nil }
func (impl) Hidden(_ context.Context, v []hidden) ([]hidden, error) { return v, nil }
func (impl) Empty(_ context.Context, v struct{}) (struct{}, error)  { return v, nil }
func (impl) Quoted(_ context.Context, v []quoted) (sum int, err error) {
	for _, q := range v {
		sum += q.N
	}
	return sum, nil
}
func (impl) Two(_ context.Context, a struct{ N int }, b *struct{ N int }) (struct{ N int }, *struct{ N int }, error) {
	if b == nil {
		return a, nil, nil
	}
	return struct{ N int }{a.N + b.N}, b, nil
}

func TestEcho(t *testing.T) {
	roundtrip.Run(t, RegisterEcho, Echo(impl{}), NewEchoClient, func(t *testing.T, c *EchoClient) {
		ctx := t.Context()
		var shop Shop
		shop.Address.Street = "Main"
		shop.Address.City.Name = "York"
		shop.Address.City.Zip = 1
		shop.Hours = []struct{ From, To int }{{8, 12}, {14, 18}}
		shop.ByDay = map[string]struct {
			Open bool `json:"open"`
		}{"Monday": {true}, "Sunday": {}}
		shop.Owner = &struct {
			Name string `json:"name"`
		}{"Ann"}
		roundtrip.Echo(t, c.Shop, shop)
		shop.Owner = nil
		roundtrip.Echo(t, c.Shop, shop)

		roundtrip.Echo(t, c.Point, point{}, point{1, 2})

		sum, copied, err := c.Two(ctx, struct{ N int }{1}, nil)
		roundtrip.Same(t, err, roundtrip.List{sum, copied}, roundtrip.List{struct{ N int }{1}, (*struct{ N int })(nil)})
		sum, copied, err = c.Two(ctx, struct{ N int }{1}, &struct{ N int }{2})
		roundtrip.Same(t, err, roundtrip.List{sum, copied}, roundtrip.List{struct{ N int }{3}, &struct{ N int }{2}})

		roundtrip.Echo(t, c.Lists, []entry{}, []entry{
			{Tags: map[string]any{}},
			{At: time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC), Tags: map[string]any{"a": []any{1.0, nil}}},
		})
		one := 1
		roundtrip.Echo(t, c.Deep, deep{}, deep{"a": {[]struct{ V *int }{{nil}, {&one}}}})

		// A field tagged "-" and one that is not exported stay behind.
		roundtrip.Becomes(t, c.With, with{Embedded{1}, "b", "c", "own"}, with{Embedded{1}, "b", "c", ""})
		roundtrip.Becomes(t, c.Hidden, []hidden{{"a", 1}}, []hidden{{"a", 0}})

		roundtrip.Echo(t, c.Empty, struct{}{})
		n, err := c.Quoted(ctx, []quoted{{1}, {2}})
		roundtrip.Same(t, err, n, 3)
	})
}
