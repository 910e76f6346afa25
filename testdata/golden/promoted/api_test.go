package promoted

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/testdata/golden/promoted/parts"
	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type impl struct{}

func (impl) Do(_ context.Context, in *In) (*Out, error) {
	if in == nil {
		return nil, nil
	}
	return &Out{OK: in.Open, Text: in.Title}, nil
}
func (impl) Nested(_ context.Context, v Nested) (Nested, error)      { return v, nil }
func (impl) NestedPtr(_ context.Context, v *Nested) (*Nested, error) { return v, nil }
func (impl) Foreign(_ context.Context, v Foreign) (Foreign, error)   { return v, nil }
func (impl) Renamed(_ context.Context, v Renamed) (Renamed, error)   { return v, nil }
func (impl) Twins(_ context.Context, v Twins) (Twins, error)         { return v, nil }
func (impl) Ring(_ context.Context, v Ring) (Ring, error)            { return v, nil }
func (impl) Odd(_ context.Context, v *Odd) (*Odd, error)             { return v, nil }
func (impl) Through(_ context.Context, v *Through) (*Through, error) { return v, nil }
func (impl) Never(_ context.Context, v *Never) (*Never, error)       { return v, nil }
func (impl) Sealed(_ context.Context, v Sealed) (Sealed, error)      { return v, nil }
func (impl) All(_ context.Context, list []Nested, byName map[string]*Foreign, even Even) ([]Nested, map[string]*Foreign, Even, error) {
	return list, byName, even, nil
}

func TestEcho(t *testing.T) {
	roundtrip.Run(t, RegisterEcho, Echo(impl{}), NewEchoClient, func(t *testing.T, c *EchoClient) {
		in := In{ID: 1, Title: "t", Due: time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC), Tags: []string{"a", "b"}, Size: 1.5, Open: true}
		out, err := c.Do(t.Context(), &in)
		roundtrip.Same(t, err, out, &Out{OK: true, Text: "t"})
		out, err = c.Do(t.Context(), &In{})
		roundtrip.Same(t, err, out, &Out{})
		out, err = c.Do(t.Context(), nil)
		roundtrip.Same(t, err, out, nil)

		full := Nested{1, &Middle{[2]int{2, 3}, &Inner{Deep: 4}, map[string]int{"five": 5}}, "six"}
		outer := Nested{Middle: &Middle{After: map[string]int{}}, Last: "l"}
		roundtrip.Echo(t, c.Nested, full, outer, Nested{Level: 7})
		roundtrip.Echo(t, c.NestedPtr, &full, &outer, &Nested{}, nil)
		// What is hidden stays behind, and a struct that has nothing else with it.
		roundtrip.Becomes(t, c.Nested, Nested{Middle: &Middle{After: map[string]int{}, Inner: &Inner{1, true}}},
			Nested{Middle: &Middle{After: map[string]int{}, Inner: &Inner{1, false}}})

		note := "n"
		stamp := parts.Stamp{By: "me", Note: &note, Raw: json.RawMessage(`{"a":1}`), Any: []any{"x"}}
		foreign := Foreign{&stamp, &Page[parts.Stamp]{Items: []parts.Stamp{stamp, {}}}}
		roundtrip.Echo(t, c.Foreign, foreign, Foreign{}, Foreign{Stamp: &parts.Stamp{By: "you"}}, Foreign{Page: &Page[parts.Stamp]{Items: []parts.Stamp{}}})
		// With nothing of it on the way nobody knows that it was there.
		roundtrip.Becomes(t, c.Foreign, Foreign{Stamp: &parts.Stamp{}}, Foreign{})

		hidden := in
		hidden.Title = ""
		roundtrip.Becomes(t, c.Renamed, Renamed{&in, nil, "own"}, Renamed{&hidden, nil, "own"})
		roundtrip.Echo(t, c.Renamed, Renamed{nil, &Out{Text: "o"}, "own"}, Renamed{})
		roundtrip.Becomes(t, c.Twins, Twins{&Left{1}, &Right{2, 3}, 4}, Twins{nil, &Right{0, 3}, 4})
		roundtrip.Becomes(t, c.Ring, Ring{1, &Ring{2, nil}}, Ring{1, nil})

		odd := Odd{1, &Even{2, nil, []*Odd{{3, nil}, {4, &Even{Even: 5, List: []*Odd{}}}, nil}}}
		roundtrip.Echo(t, c.Odd, &odd, &Odd{}, nil)
		roundtrip.Echo(t, c.Through, &Through{holder{&Out{true, "t"}, 1}, 2}, &Through{}, nil)
		roundtrip.Becomes(t, c.Never, &Never{&None{}, 1}, &Never{nil, 1})
		roundtrip.Echo(t, c.Sealed, Sealed{parts.NewSealed("shown", 1)}, Sealed{})

		list, byName, even, err := c.All(t.Context(), []Nested{full, {}}, map[string]*Foreign{"a": &foreign, "b": nil}, *odd.Even)
		roundtrip.Same(t, err, roundtrip.List{list, byName, even},
			roundtrip.List{[]Nested{full, {}}, map[string]*Foreign{"a": &foreign, "b": nil}, *odd.Even})
	})
}
