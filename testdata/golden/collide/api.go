// Package collide declares names that generated code would like for itself.
package collide

import (
	stdctx "context"
	"sync"
)

//go:generate go tool rpcgen

// The names of the packages that generated code imports.
var (
	runtime = "runtime"
	context = "context"
)

type (
	// Request is a user's type.
	Request struct{ A int }
	// Response is a user's type.
	Response struct{ B int }
	// Client is a user's type.
	Client struct{ C int }
	// LibraryBorrowRequest is a user's type where the envelope would be.
	LibraryBorrowRequest struct{ D int }
	// LibraryBorrowRequest2 is a user's type where the envelope would be next.
	LibraryBorrowRequest2 struct{ E int }
	// BaseRequest is a user's type.
	BaseRequest struct{ F int }
)

// libraryBorrow is where the method's variable would be.
func libraryBorrow() string { return runtime + context }

// mu is here to have another import, of a package that the stubs do not need.
var mu sync.Mutex

// Library is an interface whose stubs meet names of the package.
//
//rpcgen:service
type Library interface {
	Borrow(ctx stdctx.Context, in LibraryBorrowRequest, next LibraryBorrowRequest2) (LibraryBorrowRequest, LibraryBorrowRequest2, error)
	Send(ctx stdctx.Context, req Request, client Client) (Response, BaseRequest, error)
	Plain(req Request) (Response, error)
}

// LibraryBorrow is an interface whose stubs meet those of Library: a method
// Request would have the variable libraryBorrowRequest.
//
//rpcgen:service
type LibraryBorrow interface {
	Request(ctx stdctx.Context, n int) (int, error)
	ResponseResponse(ctx stdctx.Context, n int) (int, error)
	Response(ctx stdctx.Context, n int) (int, error)
}

// library is an interface that differs from Library in case only.
//
//rpcgen:service path=lower
type library interface {
	Borrow(ctx stdctx.Context, n int) (int, error)
}
