// Package embedding has structs that embed others.
package embedding

import (
	"context"

	"github.com/rpcgen/rpcgen/testdata/golden/embedding/parts"
)

//go:generate go tool rpcgen

// A Base is embedded by value.
type Base struct {
	ID   int    `json:"id"`
	Name string `json:"name"`
}

// An Extra is embedded by pointer.
type Extra struct {
	Color string `json:"color"`
	Depth int    `json:"depth,omitempty"`
}

// A Promoted has the fields of three others.
type Promoted struct {
	Base
	*Extra
	parts.Stamp
	Own bool `json:"own"`
}

// A Shadow has a name of its own, which hides that of Base.
type Shadow struct {
	Base
	Name int `json:"name"`
}

// A Tagged embeds Base under a name, so that nothing is promoted.
type Tagged struct {
	Base   `json:"base"`
	*Extra `json:"extra,omitempty"`
	Name   string `json:"name"`
}

type lower struct {
	Low  int `json:"low"`
	own  int
	Same int
}

type other struct {
	Same int
}

// Unexported embeds structs that are not exported; both have a field named
// Same, so that neither travels.
type Unexported struct {
	lower
	other
	High int `json:"high"`
}

// Word is embedded, but it is no struct.
type Word string

// Counts is embedded, but it is no struct.
type Counts []int

// Plain embeds types that are no structs: they are fields like others.
type Plain struct {
	Word
	Counts `json:"counts"`
}

// Deep has three levels.
type Deep struct {
	*Promoted
	Level int `json:"level"`
}

// Skipped embeds a struct that does not travel.
type Skipped struct {
	Base  `json:"-"`
	Count int `json:"count"`
}

// Echo returns what it is given.
//
//rpcgen:service
type Echo interface {
	Promoted(ctx context.Context, v Promoted) (Promoted, error)
	Shadow(ctx context.Context, v Shadow) (Shadow, error)
	Tagged(ctx context.Context, v Tagged) (Tagged, error)
	Unexported(ctx context.Context, v Unexported) (Unexported, error)
	Plain(ctx context.Context, v Plain) (Plain, error)
	Deep(ctx context.Context, v Deep) (Deep, error)
	Skipped(ctx context.Context, v Skipped) (Skipped, error)
	Box(ctx context.Context, v parts.Box) (parts.Box, error)
	All(ctx context.Context, promoted Promoted, shadow *Shadow, deep Deep, boxes []parts.Box) (Promoted, *Shadow, Deep, []parts.Box, error)
}
