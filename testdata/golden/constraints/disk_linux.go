package constraints

import "context"

//go:generate go tool rpcgen

// Disk is for one system only, which its file's name says.
//
//rpcgen:service
type Disk interface {
	// Free tells how many bytes are free.
	Free(ctx context.Context, path string) (int64, error)
}
