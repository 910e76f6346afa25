// Package noctx has methods without a context, without results and without
// either.
package noctx

import "context"

//go:generate go tool rpcgen

// Plain was not written with a network in mind.
//
//rpcgen:service
type Plain interface {
	Ping() error
	Save(name string, size int) error
	Size(name string) (int, error)
	Names() ([]string, error)
	Fail(ctx context.Context) error
	Half(ctx context.Context, n int) (half int, err error)
}
