// A comment before the constraint.

//go:build !rpcgen_never && (linux || darwin || windows)

package constraints

import "context"

//go:generate go tool rpcgen

// Tagged is there unless a tag is set.
//
//rpcgen:service
type Tagged interface {
	Free(ctx context.Context, path string) (int64, error)
}
