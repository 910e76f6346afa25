package multifile

import (
	"context"
	"time"
)

//go:generate go tool rpcgen

// Lending lends books.
//
//rpcgen:service
type Lending interface {
	Catalog
	Lend(ctx context.Context, book Book, days int) (due time.Time, err error)
}
