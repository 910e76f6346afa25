// Package embedded has interfaces that embed others: of the same package, of
// another one, over several levels, and with methods in common.
package embedded

import (
	"context"
	"io"

	"github.com/rpcgen/rpcgen/testdata/golden/embedded/base"
	"github.com/rpcgen/rpcgen/testdata/golden/embedded/deep"
)

//go:generate go tool rpcgen

// Reader reads.
//
//rpcgen:service
type Reader interface {
	// Read returns the value of a key.
	Read(ctx context.Context, key string) (string, error)
}

// writer is not a service of its own.
type writer interface {
	// Write sets the value of a key.
	Write(ctx context.Context, key, value string) error
	Reader
}

// Store reads and writes, and tells how it is.
//
//rpcgen:service
type Store interface {
	Reader
	writer
	deep.Health

	// Drop forgets a key.
	Drop(ctx context.Context, key string) error
}

// Journal has nothing of its own.
//
//rpcgen:service
type Journal interface {
	base.Notes
}

// Both has Status through two ways, and Close from the standard library.
//
//rpcgen:service
type Both interface {
	base.Notes
	deep.Health
	io.Closer
	interface {
		// Extra is declared in a literal.
		Extra(ctx context.Context) (string, error)
	}
}
