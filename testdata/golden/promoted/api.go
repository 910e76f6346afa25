// Package promoted has structs that embed pointers to others.
package promoted

import (
	"context"
	"time"

	"github.com/rpcgen/rpcgen/testdata/golden/promoted/parts"
)

//go:generate go tool rpcgen

// An In is what most methods of the world take.
type In struct {
	ID    int       `json:"id"`
	Title string    `json:"title"`
	Due   time.Time `json:"due"`
	Tags  []string  `json:"tags"`
	Size  float64   `json:"size,omitempty"`
	Open  bool      `json:"open"`
}

// An Out is what they return.
type Out struct {
	OK   bool   `json:"ok"`
	Text string `json:"text,omitzero"`
}

// A Nested has a pointer within a pointer.
type Nested struct {
	Level int `json:"level"`
	*Middle
	Last string `json:"last"`
}

// A Middle is in the middle.
type Middle struct {
	Before [2]int `json:"before"`
	*Inner
	After map[string]int `json:"after"`
}

// An Inner has a number in quotes, and what a Middle has, too.
type Inner struct {
	Deep   int64 `json:"deep,string"`
	Before bool  `json:"before"`
}

// Foreign embeds pointers to structs of another package.
type Foreign struct {
	*parts.Stamp
	*Page[parts.Stamp]
}

// A Page is generic.
type Page[T any] struct {
	Items []T `json:"items"`
}

// Renamed embeds by another name, with one field of the same name.
type Renamed struct {
	*Other
	*Out
	Title string `json:"title"`
}

// Other is In by another name.
type Other = In

// Twins hide all that the other has.
type Twins struct {
	*Left
	*Right
	Own int `json:"own"`
}

// A Left is one of two.
type Left struct {
	Same int `json:"same"`
}

// A Right is the other.
type Right struct {
	Same int `json:"same"`
	More int `json:"more"`
}

// A Ring embeds itself.
type Ring struct {
	Value int `json:"value"`
	*Ring
}

// Odd and Even embed each other.
type (
	Odd struct {
		Odd int `json:"odd"`
		*Even
	}
	Even struct {
		Even int `json:"even"`
		*Odd
		List []*Odd `json:"list"`
	}
)

type holder struct {
	*Out
	Held int `json:"held"`
}

// Through has a pointer in a struct that is not exported.
type Through struct {
	holder
	Own int `json:"own"`
}

// Never has nothing that is written.
type Never struct {
	*None
	Own int `json:"own"`
}

// None has no room.
type None struct {
	Nothing [0]int `json:"nothing,omitempty"`
}

// A Sealed has fields that only another package can name, so it goes by reflection.
type Sealed struct {
	*parts.Sealed
}

// Echo returns what it is given.
//
//rpcgen:service
type Echo interface {
	Do(ctx context.Context, in *In) (*Out, error)
	Nested(ctx context.Context, v Nested) (Nested, error)
	NestedPtr(ctx context.Context, v *Nested) (*Nested, error)
	Foreign(ctx context.Context, v Foreign) (Foreign, error)
	Renamed(ctx context.Context, v Renamed) (Renamed, error)
	Twins(ctx context.Context, v Twins) (Twins, error)
	Ring(ctx context.Context, v Ring) (Ring, error)
	Odd(ctx context.Context, v *Odd) (*Odd, error)
	Through(ctx context.Context, v *Through) (*Through, error)
	Never(ctx context.Context, v *Never) (*Never, error)
	Sealed(ctx context.Context, v Sealed) (Sealed, error)
	All(ctx context.Context, list []Nested, byName map[string]*Foreign, even Even) ([]Nested, map[string]*Foreign, Even, error)
}
