// Package fake has interfaces with fakes for tests.
package fake

import (
	"context"
	"io"
	stdtime "time"

	"github.com/rpcgen/rpcgen/runtime"
)

//go:generate go tool rpcgen -fake

// A Loan says when a book is due.
type Loan struct {
	ISBN string `json:"isbn"`
	Due  int    `json:"due"`
}

// A Page is some of a list.
type Page[T any] struct {
	Items []T `json:"items"`
	Next  int `json:"next"`
}

// RenewRequest is an envelope of the author's.
type RenewRequest struct {
	runtime.BaseRequest
	ISBN string `json:"isbn"`
}

// RenewResponse is an envelope of the author's.
type RenewResponse struct {
	runtime.BaseResponse
	Due int `json:"due"`
}

// Library lends books.
type Library interface {
	// Borrow lends the book for the given number of days.
	Borrow(ctx context.Context, isbn string, days int) (Loan, error)
	// Return takes the book back.
	Return(ctx context.Context, isbn string) error
	Search(ctx context.Context, words ...string) (page Page[Loan], total int, err error)
	Renew(ctx context.Context, req *RenewRequest) (*RenewResponse, error)
	RenewAll(req RenewRequest) (res RenewResponse, err error)
	Put(context.Context, Loan, struct {
		A, B int
		C    []Page[string] `json:"c"`
	}) error
	Move(ctx context.Context, isbnOfTheBookToMove, shelfFromWhereItIsToGo, shelfToWhichItIsToGo string, onlyIfThereIsRoom bool) error
	Count() (int, error)
	Closer
}

// A Closer is embedded, and so is io.Closer in it.
type Closer interface {
	io.Closer
	// CloseAt closes later.
	CloseAt(time stdtime.Time) error
}

// Members has methods with the names that a fake would like for its members.
type Members interface {
	Borrow(n int) error
	BorrowFunc(n int) error
	BorrowCalls(n int) error
	BorrowFunc2() (int, error)
	HTTPGet() error
	HttpGet() error
	Mu() error
	Lock() error
}

// Locals has parameters with the names that a fake would like for itself.
type Locals interface {
	All(f, ctx, append, panic, nil, slices, sync, context int) (int, error)
	Record(ctx context.Context, LocalsFakeRecordCall, LocalsFake string) (mu string, err error)
	Ctx(c context.Context, ctx string, Ctx int) (f string, _ error)
	Types(ctx context.Context, string int, Loan Loan, error bool, int int32) (*Loan, error)
	Blank(_ context.Context, _ int, _ string, arg1 bool) (_ int, err error)
}

// MembersFakeBorrowCall has the name that a record would like to have.
type MembersFakeBorrowCall struct{ N int }

// Old is out of use.
//
// Deprecated: Use [Library].
type Old interface {
	// Get gets.
	//
	// Deprecated: Use Library.Borrow.
	Get() error
}
