// Package generics uses instances of generic types.
package generics

import (
	"context"
	"time"

	"github.com/rpcgen/rpcgen/testdata/golden/generics/paging"
)

//go:generate go tool rpcgen

// A Book is a book.
type Book struct {
	Title string `json:"title"`
}

// An Option is a value or none.
type Option[T any] struct {
	Value *T `json:"value,omitempty"`
}

// A Tree is a generic type that mentions itself.
type Tree[T any] struct {
	Value       T          `json:"value"`
	Left, Right *Tree[T]   `json:",omitempty"`
	Others      []*Tree[T] `json:"others"`
}

// A List is a generic slice.
type List[T any] []T

// A Table is a generic map.
type Table[K comparable, V any] map[K]List[V]

// Numbers constrains the type argument of Range.
//
//rpcgen:skip
type Numbers interface{ ~int | ~float64 }

// A Range has a type argument with a constraint.
type Range[N Numbers] struct{ Low, High N }

// A Keyed is generic and embeds its type argument's user.
type Keyed[K comparable] struct {
	Range[int]
	Key K `json:"key"`
}

// Books gives out books.
//
//rpcgen:service
type Books interface {
	paging.Lister[Book]

	Page(ctx context.Context, page paging.Page[Book]) (paging.Page[Book], error)
	Pages(ctx context.Context, pages []paging.Page[*Book], n int) ([]paging.Page[*Book], int, error)
	Pair(ctx context.Context, pair paging.Pair[string, int]) (paging.Pair[string, int], error)
	Nested(ctx context.Context, value paging.Pair[string, paging.Page[Option[Book]]]) (paging.Pair[string, paging.Page[Option[Book]]], error)
	Tree(ctx context.Context, tree *Tree[time.Duration]) (*Tree[time.Duration], error)
	List(ctx context.Context, after string) (paging.Page[Book], error)
	Lists(ctx context.Context, list List[List[int]]) (List[List[int]], error)
	Table(ctx context.Context, table Table[string, Range[float64]]) (Table[string, Range[float64]], error)
	Ranges(ctx context.Context, from Range[int], to Range[float64]) (Range[int], Range[float64], error)
	Keyed(ctx context.Context, keyed Keyed[int64]) (Keyed[int64], error)
	Literal(ctx context.Context, o Option[struct {
		Name string `json:"name"`
	}]) (Option[map[string][]int], error)
}

// Ints is an instance under a name of its own.
//
//rpcgen:service
type Ints paging.Lister[int]
