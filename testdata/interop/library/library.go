// Package library lends books. It is the example of docs/tsrpc.md.
package library

import (
	"context"
	"time"
)

//go:generate go tool rpcgen -tsrpc proto

// Library lends books.
type Library interface {
	// Borrow lends a book for some days.
	Borrow(ctx context.Context, isbn string, days int) (Loan, error)

	// Visits counts the calls of one visitor.
	Visits(ctx context.Context) (int, error)
}

// A Loan is a book that somebody has.
type Loan struct {
	ISBN string    `json:"isbn"`
	Due  time.Time `json:"due"` // when it must be back
	Note *string   `json:"note,omitempty"`
}
