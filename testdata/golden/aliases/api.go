// Package aliases has aliases of every sort of type.
package aliases

import (
	"context"
	"time"

	"github.com/rpcgen/rpcgen/testdata/golden/enums/colors"
	"github.com/rpcgen/rpcgen/testdata/golden/generics/paging"
)

//go:generate go tool rpcgen

type (
	// Text is an alias of a basic type.
	Text = string
	// Octet is an alias of byte.
	Octet = byte
	// Octets is an alias of a slice.
	Octets = []Octet
	// Moment is an alias of a type elsewhere.
	Moment = time.Time
	// Hue is an alias of an enum.
	Hue = colors.Color
	// Tome is an alias of a struct of this package.
	Tome = Book
	// Shape is an alias of an anonymous struct.
	Shape = struct {
		Sides int `json:"sides"`
	}
	// Anything is an alias of any.
	//
	//rpcgen:skip
	Anything = any
	// Ptr is an alias of a pointer.
	Ptr = *Book
	// Ctx is an alias of the context.
	//
	//rpcgen:skip
	Ctx = context.Context
	// Err is an alias of error.
	//
	//rpcgen:skip
	Err = error
	// Index is a generic alias.
	Index[T any] = map[string]T
	// Few is a generic alias of a generic type.
	Few[T any] = paging.Page[T]
	// Books is an alias of an instance.
	Books = Few[Book]
)

// A Book is a book.
type Book struct {
	Title Text `json:"title"`
}

// A Shelf has aliases as fields, one of them embedded.
type Shelf struct {
	Tome
	Made  Moment      `json:"made"`
	Hue   Hue         `json:"hue"`
	Index Index[Tome] `json:"index"`
	Shape Shape       `json:"shape"`
	Extra Anything    `json:"extra"`
}

// Reader is an interface.
type reader interface {
	// Read returns what it is given.
	Read(ctx context.Context, v Text) (Text, error)
}

// Alias is an alias of an interface.
//
//rpcgen:service
type Alias = reader

// Echo returns what it is given.
//
//rpcgen:service
type Echo interface {
	Alias
	Octet(ctx Ctx, v Octet) (Octet, Err)
	Octets(ctx Ctx, v Octets) (Octets, error)
	Moment(ctx context.Context, v Moment) (Moment, error)
	Hue(ctx context.Context, v Hue) (Hue, error)
	Tome(ctx context.Context, v Tome) (Tome, error)
	Shape(ctx context.Context, v Shape) (Shape, error)
	Anything(ctx context.Context, v Anything) (Anything, error)
	Ptr(ctx context.Context, v Ptr) (Ptr, error)
	Index(ctx context.Context, v Index[int]) (Index[int], error)
	Few(ctx context.Context, v Few[Text]) (Few[Text], error)
	Books(ctx context.Context, v Books) (Books, error)
	Shelf(ctx context.Context, v Shelf) (Shelf, error)
	Many(ctx context.Context, tomes ...Tome) ([]Tome, error)
}
