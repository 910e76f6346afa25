// Package authored has messages that the author has written: they embed the
// runtime's base types and are used as they stand.
package authored

import (
	"context"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/testdata/golden/authored/base"
)

//go:generate go tool rpcgen

// A SetRequest asks for a cookie.
type SetRequest struct {
	runtime.BaseRequest
	Value string `json:"value"`
}

// A SetResponse has the cookie.
type SetResponse struct {
	runtime.BaseResponse
	Old string `json:"old"`
}

// A TraceRequest embeds the base through another struct.
type TraceRequest struct {
	base.Request
	Value string `json:"value"`
}

// A TraceResponse embeds the base through another struct.
type TraceResponse struct {
	base.Response
	Value string `json:"value"`
}

// A Values is an ordinary struct.
type Values struct {
	Value string `json:"value"`
}

// A Typed is a generic message.
type Typed[T any] struct {
	runtime.BaseRequest
	Value T `json:"value"`
}

// Cookies sets, keeps and clears the client's cookie.
//
//rpcgen:service
type Cookies interface {
	// Set has both messages by pointer.
	Set(ctx context.Context, req *SetRequest) (*SetResponse, error)
	// SetValue has both messages by value.
	SetValue(ctx context.Context, req SetRequest) (SetResponse, error)
	// SetIn has a message by pointer in and one by value out.
	SetIn(ctx context.Context, req *SetRequest) (SetResponse, error)
	// SetOut has a message by value in and one by pointer out.
	SetOut(ctx context.Context, req SetRequest) (res *SetResponse, err error)
	// Request has an authored request only.
	Request(ctx context.Context, in *SetRequest) (string, error)
	// Response has an authored response only.
	Response(ctx context.Context, value string, n int) (*SetResponse, error)
	// RequestOnly returns nothing.
	RequestOnly(ctx context.Context, in SetRequest) error
	// ResponseOnly takes nothing.
	ResponseOnly(ctx context.Context) (*SetResponse, error)
	// NoContext has no context.
	NoContext(*SetRequest) (*SetResponse, error)
	// Trace embeds the base through another struct.
	Trace(ctx context.Context, req *TraceRequest) (*TraceResponse, error)
	// Typed has a generic message.
	Typed(ctx context.Context, req *Typed[Values]) (Values, error)
	// Clear clears the cookie.
	Clear(ctx context.Context, req *SetRequest) (*SetResponse, error)
	// Keep leaves the cookie as it is.
	Keep(ctx context.Context, req *SetRequest) (*SetResponse, error)
	// Nil returns neither a response nor an error.
	Nil(ctx context.Context, req *SetRequest) (*SetResponse, error)
	// Fail fails.
	Fail(ctx context.Context, req *SetRequest) (*SetResponse, error)
}
