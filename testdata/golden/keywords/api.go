// Package keywords has names that mean something to Go or to the methods of
// generated types.
package keywords

import "context"

//go:generate go tool rpcgen

type (
	// Type is a type.
	Type struct {
		Func string `json:"func"`
		Type int    `json:"type"`
	}
	// Error has a method of the same name.
	Error struct {
		Error string `json:"error"`
	}
)

// Func has methods with names that mean something to Go.
//
//rpcgen:service
type Func interface {
	Type(ctx context.Context, typ Type) (Type, error)
	Range(ctx context.Context, from, to int) (int, error)
	String(ctx context.Context) (string, error)
	Error(ctx context.Context, err Error) (Error, error)
	Close(ctx context.Context) error
	Call(ctx context.Context, call string) (string, error)
	Handle(ctx context.Context, handle string) (string, error)
	Marshal(ctx context.Context, v string) (string, error)
	Client(ctx context.Context, client string) (string, error)
	Init(ctx context.Context, init string) (main string, err error)
}
