package codecs

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type impl struct{}

func (impl) Kinds(_ context.Context, v Kinds) (Kinds, error)    { return v, nil }
func (impl) Left(_ context.Context, v Left) (Left, error)       { return v, nil }
func (impl) Quoted(_ context.Context, v Quoted) (Quoted, error) { return v, nil }
func (impl) Lists(_ context.Context, v []Quoted, w map[Name]Left) ([]Quoted, map[Name]Left, error) {
	return v, w, nil
}

var when = time.Date(2024, 2, 29, 12, 30, 15, 120e6, time.UTC)

func kinds() Kinds {
	n, s := 5, "twice"
	ps := &s
	part := Part{Name: "a", Size: 1.5, Next: &Part{Name: "ü\n\"\\"}}
	return Kinds{
		B: true, I: -1, I8: -128, I64: 1 << 62, U: 7, U8: 255, F32: 0.1, F64: 1e21, S: "Grüße", Bytes: []byte{0, 255}, Blob: Blob("blob"),
		Time: when, Wait: time.Second, Raw: json.RawMessage(`[1,null]`), Any: map[string]any{"x": []any{1.0, nil}}, Num: "1.50",
		Part: part, Names: Names{"x", ""}, Grid: Grid{{1, 2}, {3, 4}}, Count: Counts{"b": 2, "a": 1},
		Rows: [][]Part{{}, {part, part}}, Ptrs: []*int{&n, nil}, Twice: &ps, Deep: map[string][]map[string]Part{"k": {{"p": part}, {}}},
		Page: Page[[]*Part]{Items: [][]*Part{{&part, nil}}}, Free: map[string]any{"y": true}, ByInt: map[int]Part{-1: part},
		Times: []time.Time{when}, Maybe: []any{nil, "x"},
	}
}

func left() Left {
	l := Level(1)
	return Left{
		B: true, I: 1, U: 2, F: 0.5, S: "s", L: []int{1}, Z: []int{}, M: map[string]int{"m": 1}, N: map[string]int{}, One: [1]int{1}, Two: [2]int{0, 1},
		T: when, Y: when, YP: &when, P: &Part{}, Part: Part{Name: "p"}, Any: false, Raw: json.RawMessage(`{}`), Lvl: 1, LvlP: &l, Blob: Blob("b"),
	}
}

func quoted() Quoted {
	u, p := uint8(200), "pointer"
	return Quoted{I: -1, U: &u, F: 0.5, B: true, S: `a "string"`, P: &p, N: "12", L: []int{1}}
}

func TestEcho(t *testing.T) {
	roundtrip.Run(t, RegisterEcho, Echo(impl{}), NewEchoClient, func(t *testing.T, c *EchoClient) {
		roundtrip.Echo(t, c.Kinds, kinds())
		roundtrip.Echo(t, c.Left, left(), Left{T: time.Unix(0, 0).UTC(), Lvl: 0})
		zero := Left{Lvl: 7, LvlP: new(Level(7))}
		got := zero
		got.Lvl, got.LvlP = 0, nil // what is left out comes back as nothing
		roundtrip.Becomes(t, c.Left, zero, got)
		roundtrip.Echo(t, c.Quoted, quoted(), Quoted{N: "0", L: []int{}})
		list, byName, err := c.Lists(t.Context(), []Quoted{quoted()}, map[Name]Left{"b": left(), "a": left()})
		roundtrip.Same(t, err, list, []Quoted{quoted()})
		roundtrip.Same(t, err, byName, map[Name]Left{"b": left(), "a": left()})
	})
}

// What each method writes is pinned.
func TestSizes(t *testing.T) {
	roundtrip.Sizes(t, RegisterEcho, Echo(impl{}), NewEchoClient, func(c *EchoClient) {
		_, _ = c.Kinds(t.Context(), kinds())
		_, _ = c.Left(t.Context(), left())
		_, _ = c.Quoted(t.Context(), quoted())
		_, _, _ = c.Lists(t.Context(), []Quoted{quoted()}, map[Name]Left{"a": left()})
	}, map[string]roundtrip.Size{
		"Echo/Kinds":  {Request: 803, Response: 803},
		"Echo/Left":   {Request: 273, Response: 273},
		"Echo/Quoted": {Request: 103, Response: 103},
		"Echo/Lists":  {Request: 395, Response: 407},
	})
}
