//go:build rpcgen_optional

package constraints

import "context"

// Optional is there if a tag is set.
//
//rpcgen:service
type Optional interface {
	Free(ctx context.Context, path string) (int64, error)
}
