// Package wrap has interfaces with wrappers.
package wrap

import (
	"context"
	"io"
	stdtime "time"

	"github.com/rpcgen/rpcgen/runtime"
)

//go:generate go tool rpcgen -wrap retry,cache,log

// A Book is what there is to know of one.
type Book struct {
	ISBN  string   `json:"isbn"`
	Words []string `json:"words"`
}

// An ISBN is the number of a book.
type ISBN string

// A Place is where a book stands. It can be compared.
type Place struct {
	Room  string `json:"room"`
	Shelf [2]int `json:"shelf"`
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
	// Find finds a book.
	//
	//rpcgen:idempotent
	//rpcgen:cache 30s
	Find(ctx context.Context, isbn ISBN) (Book, error)
	// Where says where a book stands.
	//
	//rpcgen:cache 1h30m
	Where(ctx context.Context, isbn ISBN, copy int) (Place, error)
	// At says what stands at a place.
	//
	//rpcgen:cache 1m
	At(ctx context.Context, place Place) (isbn ISBN, copies int, err error)
	// Search finds books with all the words.
	//
	//rpcgen:cache 1500ms
	//rpcgen:idempotent
	Search(ctx context.Context, words ...string) ([]Book, error)
	//rpcgen:cache 1h
	Count() (int, error)
	// Borrow lends a book.
	Borrow(ctx context.Context, isbn ISBN, days int) (due int, err error)
	// Return takes a book back.
	//
	//rpcgen:idempotent
	Return(ctx context.Context, isbn ISBN) error
	//rpcgen:idempotent
	Renew(ctx context.Context, req *RenewRequest) (*RenewResponse, error)
	//rpcgen:idempotent
	RenewAll(req RenewRequest) (RenewResponse, error)
	io.Closer
}

// Plain has no marks.
type Plain interface {
	Do(n int) (int, error)
}

// Locals has parameters and results with the names that wrappers would like for
// themselves.
type Locals interface {
	//rpcgen:idempotent
	//rpcgen:cache 1s
	All(ctx context.Context, r, c, l, next, options, wrap, error, key, ok, res, err, context int) (n int, e error)
	//rpcgen:idempotent
	//rpcgen:cache 1s
	Encoded(c context.Context, ctx []int, wrap, context, error, key, ok, LocalsEncodedRequest, LocalsEncodedResponse int) (res, key2 int, e error)
	//rpcgen:idempotent
	//rpcgen:cache 1s
	Background(context, r int) (result int, _ error)
	//rpcgen:idempotent
	//rpcgen:cache 1ns
	Blank(_ context.Context, _ int, _ []string) (_ int, s string, _ *Book, err error)
	//rpcgen:idempotent
	//rpcgen:cache 1s
	Time(ctx context.Context, time stdtime.Time) (stdtime.Time, error)
	//rpcgen:idempotent
	//rpcgen:cache 1s
	Key(ctx context.Context, localsKeyKey string, LocalsKeyResponse int, string bool) (*Book, error)
	//rpcgen:idempotent
	//rpcgen:cache 1s
	Literal(ctx context.Context, at struct{ Room, Shelf int }) (struct{ N []int }, error)
	//rpcgen:cache 2ms
	Type(ctx context.Context) (map[string]int, error)
}

// localsAllKey has the name that the type of a key would like to have.
type localsAllKey struct{}

var _ = localsAllKey{}
