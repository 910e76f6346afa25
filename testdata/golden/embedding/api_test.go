package embedding

import (
	"context"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/testdata/golden/embedding/parts"
	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type impl struct{}

func (impl) Promoted(_ context.Context, v Promoted) (Promoted, error)       { return v, nil }
func (impl) Shadow(_ context.Context, v Shadow) (Shadow, error)             { return v, nil }
func (impl) Tagged(_ context.Context, v Tagged) (Tagged, error)             { return v, nil }
func (impl) Unexported(_ context.Context, v Unexported) (Unexported, error) { return v, nil }
func (impl) Plain(_ context.Context, v Plain) (Plain, error)                { return v, nil }
func (impl) Deep(_ context.Context, v Deep) (Deep, error)                   { return v, nil }
func (impl) Skipped(_ context.Context, v Skipped) (Skipped, error)          { return v, nil }
func (impl) Box(_ context.Context, v parts.Box) (parts.Box, error)          { return v, nil }
func (impl) All(_ context.Context, p Promoted, s *Shadow, d Deep, b []parts.Box) (Promoted, *Shadow, Deep, []parts.Box, error) {
	return p, s, d, b, nil
}

func TestEcho(t *testing.T) {
	roundtrip.Run(t, RegisterEcho, Echo(impl{}), NewEchoClient, func(t *testing.T, c *EchoClient) {
		stamp := parts.Stamp{Made: time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC), By: "me"}
		full := Promoted{Base{1, "n"}, &Extra{"red", 2}, stamp, true}
		// Without any of its fields an embedded pointer stays nil.
		bare := Promoted{Base: Base{1, "n"}, Stamp: stamp}
		roundtrip.Echo(t, c.Promoted, Promoted{}, full, bare)
		roundtrip.Echo(t, c.Shadow, Shadow{}, Shadow{Base{ID: 1}, 2})
		roundtrip.Becomes(t, c.Shadow, Shadow{Base{1, "hidden"}, 2}, Shadow{Base{ID: 1}, 2})
		roundtrip.Echo(t, c.Tagged, Tagged{}, Tagged{Base{1, "in"}, &Extra{"red", 0}, "out"})
		roundtrip.Becomes(t, c.Unexported,
			Unexported{lower{1, 2, 3}, other{4}, 5}, Unexported{lower{Low: 1}, other{}, 5})
		roundtrip.Becomes(t, c.Plain, Plain{}, Plain{"", Counts{}})
		roundtrip.Echo(t, c.Plain, Plain{"w", Counts{1, 2}})
		roundtrip.Echo(t, c.Deep, Deep{}, Deep{nil, 3}, Deep{&full, 1}, Deep{&bare, 2})
		roundtrip.Becomes(t, c.Skipped, Skipped{Base{1, "n"}, 2}, Skipped{Count: 2})
		roundtrip.Echo(t, c.Box, parts.Box{}, parts.NewBox("shown", 2))

		p, s, d, b, err := c.All(t.Context(), full, &Shadow{Base{ID: 1}, 2}, Deep{&bare, 2}, []parts.Box{parts.NewBox("a", 1)})
		roundtrip.Same(t, err, roundtrip.List{p, s, d, b},
			roundtrip.List{full, &Shadow{Base{ID: 1}, 2}, Deep{&bare, 2}, []parts.Box{parts.NewBox("a", 1)}})
		_, s, _, _, err = c.All(t.Context(), full, nil, Deep{}, nil)
		roundtrip.Same(t, err, s, nil)
	})
}
