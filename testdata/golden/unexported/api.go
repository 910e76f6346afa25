// Package unexported has a service that the package keeps for itself.
package unexported

import "context"

//go:generate go tool rpcgen -type store

// An entry is not exported either.
type entry struct {
	Key   string `json:"key"`
	Value int    `json:"value"`
}

// store keeps entries.
//
//rpcgen:service
type store interface {
	// Put keeps an entry.
	Put(ctx context.Context, e entry, more ...*entry) (entry, []*entry, error)
}
