// Package unnamed has parameters and results without names.
package unnamed

import "context"

//go:generate go tool rpcgen

// Calc takes everything by position.
//
//rpcgen:service
type Calc interface {
	Add(context.Context, int, int) (int, error)
	DivMod(context.Context, int, int) (int, int, error)
	Blank(_ context.Context, _ int, _ string, named bool) (_ int, _ string, ok bool, _ error)
	One(context.Context, string) (string, error)
	Sum(context.Context, ...int) (int, error)
	Taken(_ context.Context, arg2 int, _ int) (result int, _ int, err error)
	Pair(context.Context, [2]int) (pair [2]int, err error)
}
