package enums

import (
	"context"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/testdata/golden/enums/colors"
	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type impl struct{}

func (impl) State(_ context.Context, v State) (State, error)               { return v, nil }
func (impl) Level(_ context.Context, v Level) (Level, error)               { return v, nil }
func (impl) Flag(_ context.Context, v Flag) (Flag, error)                  { return v, nil }
func (impl) Weight(_ context.Context, v Weight) (Weight, error)            { return v, nil }
func (impl) On(_ context.Context, v On) (On, error)                        { return v, nil }
func (impl) Color(_ context.Context, v colors.Color) (colors.Color, error) { return v, nil }
func (impl) Month(_ context.Context, v time.Month) (time.Month, error)     { return v, nil }
func (impl) States(_ context.Context, v []State) ([]State, error)          { return v, nil }
func (impl) Flags(_ context.Context, v []Flag) ([]Flag, error)             { return v, nil }
func (impl) Door(_ context.Context, v Door) (Door, error)                  { return v, nil }

func TestEcho(t *testing.T) {
	roundtrip.Run(t, RegisterEcho, Echo(impl{}), NewEchoClient, func(t *testing.T, c *EchoClient) {
		// A value outside of the enum is fine: Go does not know the difference.
		roundtrip.Echo(t, c.State, Open, Closed, empty, "other")
		roundtrip.Echo(t, c.Level, Low, High, Top, -1)
		roundtrip.Echo(t, c.Flag, 0, A, B, C, All, 255)
		roundtrip.Echo(t, c.Weight, Light, Heavy, -0.25)
		roundtrip.Echo(t, c.On, Yes, false)
		roundtrip.Echo(t, c.Color, colors.Red, "blue")
		roundtrip.Echo(t, c.Month, time.May)
		roundtrip.Echo(t, c.States, []State{}, []State{Open, empty})
		// A slice of named bytes is base64, like []byte.
		roundtrip.Echo(t, c.Flags, []Flag{}, []Flag{A, 0, 255})
		closed := Closed
		roundtrip.Echo(t, c.Door,
			Door{Flags: []Flag{}, Colors: map[colors.Color]Level{}},
			Door{Open, High, []Flag{A}, colors.Green, map[colors.Color]Level{colors.Red: Top}, &closed},
		)
	})
}
