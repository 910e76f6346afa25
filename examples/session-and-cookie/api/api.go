// Package api declares the service of the example. The other files in this
// folder are generated from this one.
package api

import (
	"context"

	"github.com/rpcgen/rpcgen/runtime"
)

//go:generate go tool rpcgen -ts ../web/rpc -tsrpc ../web/tsrpc .

// Demo has the four methods of TSRPC's example "session-and-cookie". They stand
// at the root, so that they are called at POST /Test and so on.
//
//rpcgen:service path=
type Demo interface {
	// Test tells what the caller's session holds.
	Test(ctx context.Context) (*TestResponse, error)

	// SetSession writes a new value into the caller's session and returns nothing:
	// the value stays on the server.
	SetSession(ctx context.Context) error

	// SetCookie puts a new value into the caller's cookie, which the client stores
	// and sends again.
	SetCookie(ctx context.Context) error

	// Clear empties the caller's cookie. Its messages are written by hand, because
	// it looks at the cookie itself.
	Clear(ctx context.Context, req *ClearRequest) (*ClearResponse, error)
}

// TestResponse answers [Demo.Test].
type TestResponse struct {
	runtime.BaseResponse
	// TestSession is what the last SetSession wrote, absent if there was none.
	TestSession *string `json:"testSession"`
}

// ClearRequest is what [Demo.Clear] takes: nothing but the cookie.
type ClearRequest struct {
	runtime.BaseRequest
}

// ClearResponse answers [Demo.Clear]. An empty cookie in it clears the client's.
type ClearResponse struct {
	runtime.BaseResponse
	// Cleared is how many fields the cookie had.
	Cleared int `json:"cleared"`
}
