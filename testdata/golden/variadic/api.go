// Package variadic has methods whose last parameter is a list.
package variadic

import "context"

//go:generate go tool rpcgen

// A Point is a place on a plane.
type Point struct{ X, Y float64 }

// Lists returns what it is given.
//
//rpcgen:service
type Lists interface {
	Strings(ctx context.Context, values ...string) ([]string, error)
	Points(ctx context.Context, name string, points ...Point) (string, []Point, error)
	Pointers(ctx context.Context, points ...*Point) ([]*Point, error)
	Bytes(ctx context.Context, text ...byte) ([]byte, error)
	Rows(ctx context.Context, rows ...[]int) ([][]int, error)
	Anything(ctx context.Context, args ...any) ([]any, error)
	NoContext(values ...int) ([]int, error)
}
