// Package multifile has services in several files, and more than one in a file.
package multifile

import "context"

//go:generate go tool rpcgen

// A Book is a book, for all services.
type Book struct {
	Title string `json:"title"`
}

// Catalog lists books.
//
//rpcgen:service
type Catalog interface {
	List(ctx context.Context, author string) ([]Book, error)
}

// Desk answers questions. It is not marked, but as go generate takes it, so does
// "rpcgen ./...".
type Desk interface {
	Ask(ctx context.Context, question string) (answer string, err error)
}
