//go:build (amd64 || arm64) && !rpcgen_never

package constraints

import "context"

//go:generate go tool rpcgen

// Both is for one system, which its file's name says, and for the processors
// that its constraint says.
//
//rpcgen:service
type Both interface {
	Free(ctx context.Context, path string) (int64, error)
}
