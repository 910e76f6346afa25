package times

import (
	"context"
	"math"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type impl struct{}

func (impl) Time(_ context.Context, v time.Time) (time.Time, error)             { return v, nil }
func (impl) Pointer(_ context.Context, v *time.Time) (*time.Time, error)        { return v, nil }
func (impl) Duration(_ context.Context, v time.Duration) (time.Duration, error) { return v, nil }
func (impl) Wait(_ context.Context, v Wait) (Wait, error)                       { return v, nil }
func (impl) Event(_ context.Context, v Event) (Event, error)                    { return v, nil }
func (impl) Between(_ context.Context, from, to time.Time) (time.Duration, error) {
	return to.Sub(from), nil
}

func TestEcho(t *testing.T) {
	roundtrip.Run(t, RegisterEcho, Echo(impl{}), NewEchoClient, func(t *testing.T, c *EchoClient) {
		nano := time.Date(2026, 1, 2, 3, 4, 5, 123456789, time.UTC)
		east := time.Date(2026, 1, 2, 3, 4, 5, 6, time.FixedZone("east", 9*3600+30*60))
		roundtrip.Echo(t, c.Time, time.Time{}, nano, east, time.Date(9999, 12, 31, 23, 59, 59, 999999999, time.UTC))
		roundtrip.Echo(t, c.Pointer, nil, &nano, &time.Time{})

		// The moment survives, its zone does not: all times arrive in UTC.
		got, err := c.Time(t.Context(), east)
		roundtrip.Same(t, err, got.Location(), time.UTC)
		roundtrip.Same(t, err, got.Format(time.RFC3339Nano), "2026-01-01T17:34:05.000000006Z")
		got, err = c.Time(t.Context(), time.Time{})
		roundtrip.Same(t, err, got.IsZero(), true)

		roundtrip.Echo(t, c.Duration, 0, 1, -time.Hour, math.MaxInt64, math.MinInt64)
		roundtrip.Echo(t, c.Wait, 0, Wait(time.Minute))
		roundtrip.Echo(t, c.Event,
			Event{All: []time.Time{}, By: map[string]time.Duration{}, Keys: map[time.Duration]time.Time{}},
			Event{
				At: nano, Until: &east, Maybe: east, Takes: time.Second, Wait: 1, All: []time.Time{{}, nano},
				By: map[string]time.Duration{"a": 1}, Keys: map[time.Duration]time.Time{time.Second: nano},
			},
		)
		d, err := c.Between(t.Context(), nano, nano.Add(time.Nanosecond))
		roundtrip.Same(t, err, d, 1)
	})
}
