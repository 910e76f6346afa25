// Package paging has generic types and interfaces that others instantiate.
package paging

import "context"

// A Page is a part of a list.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty"`
}

// A Pair is two values.
type Pair[K comparable, V any] struct {
	Key   K `json:"key"`
	Value V `json:"value"`
}

// A Lister gives out a list page by page.
type Lister[T any] interface {
	// List returns the page that starts after a token.
	List(ctx context.Context, after string) (Page[T], error)
	// Add puts a value at the end of the list and returns how many there are.
	Add(ctx context.Context, value T) (int, error)
}
