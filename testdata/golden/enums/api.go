// Package enums has types with constants.
package enums

import (
	"context"
	"time"

	"github.com/rpcgen/rpcgen/testdata/golden/enums/colors"
)

//go:generate go tool rpcgen

// A State is an enum of strings.
type State string

// The states.
const (
	Open   State = "open"
	Closed State = "closed" // no more
	empty  State = ""
)

// A Level is an enum with gaps.
type Level int

// The levels.
const (
	Low Level = iota * 10
	_
	High
	Top = Level(99)
)

// A Flag is an enum of bits.
type Flag uint8

// The flags.
const (
	A Flag = 1 << iota
	B
	C
	All = A | B | C
)

// A Weight is an enum of floats.
type Weight float64

// The weights.
const (
	Light Weight = 0.5
	Heavy Weight = 1e6
)

// On is an enum of bools.
type On bool

// Yes is on.
const Yes On = true

// A Door has enums as fields.
type Door struct {
	State  State                  `json:"state"`
	Level  Level                  `json:"level"`
	Flags  []Flag                 `json:"flags"`
	Color  colors.Color           `json:"color"`
	Colors map[colors.Color]Level `json:"colors"`
	Next   *State                 `json:"next,omitempty"`
}

// Echo returns what it is given.
//
//rpcgen:service
type Echo interface {
	State(ctx context.Context, v State) (State, error)
	Level(ctx context.Context, v Level) (Level, error)
	Flag(ctx context.Context, v Flag) (Flag, error)
	Weight(ctx context.Context, v Weight) (Weight, error)
	On(ctx context.Context, v On) (On, error)
	Color(ctx context.Context, v colors.Color) (colors.Color, error)
	Month(ctx context.Context, v time.Month) (time.Month, error)
	States(ctx context.Context, v []State) ([]State, error)
	Flags(ctx context.Context, v []Flag) ([]Flag, error)
	Door(ctx context.Context, v Door) (Door, error)
}
