// Package api declares the service that the interop tests call from both sides. The
// folder proto has the same service as TSRPC sees it.
package api

import (
	"context"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
)

//go:generate go tool rpcgen -tsrpc proto

// Interop has a method for each thing that has to look the same to TSRPC.
//
//rpcgen:service path=
type Interop interface {
	// Echo returns what it is given.
	Echo(ctx context.Context, req *EchoRequest) (*EchoResponse, error)

	// Types returns what it is given.
	Types(ctx context.Context, every Every) (Every, error)

	// Zero returns what a Go program has that sets nothing.
	Zero(ctx context.Context) (Every, error)

	// Fail fails in the way that kind names.
	Fail(ctx context.Context, kind string) error

	// Slow answers when the call ends, or never.
	Slow(ctx context.Context) error

	// Test tells what the session holds.
	Test(ctx context.Context) (*TestResponse, error)

	// SetSession writes value into the session.
	SetSession(ctx context.Context, value string) error

	// SetCookie puts value into the cookie.
	SetCookie(ctx context.Context, value string) error

	// Clear empties the client's cookie.
	Clear(ctx context.Context, req *ClearRequest) (*ClearResponse, error)
}

// A Color is an enum of strings.
type Color string

// The colors.
const (
	Red  Color = "red"
	Blue Color = "blue"
)

// A Level is an enum of numbers.
type Level int

// The levels.
const (
	Low  Level = 1
	High Level = 9
)

// A Node is a recursive type.
type Node struct {
	Name string `json:"name"`
	Kids []Node `json:"kids"`
}

// Values has a field of every kind of type.
type Values struct {
	Bool   bool           `json:"bool"`
	Text   string         `json:"text"`
	Double float64        `json:"double"`
	Int    int            `json:"int"`
	Uint   uint32         `json:"uint"`
	Bytes  []byte         `json:"bytes"`
	When   time.Time      `json:"when"`
	List   []int          `json:"list"`
	Pair   [2]float64     `json:"pair"`
	Map    map[string]int `json:"map"`
	ByNum  map[int]string `json:"byNum"`
	Any    any            `json:"any"`
	Color  Color          `json:"color"`
	Level  Level          `json:"level"`
	Tree   Node           `json:"tree"`
	Maybe  *string        `json:"maybe,omitempty"`
}

// EchoRequest is what [Interop.Echo] takes.
type EchoRequest struct {
	runtime.BaseRequest
	Values Values `json:"values"`
}

// EchoResponse is what [Interop.Echo] returns.
type EchoResponse struct {
	runtime.BaseResponse
	Values Values `json:"values"`
}

// TestResponse answers [Interop.Test].
type TestResponse struct {
	runtime.BaseResponse
	TestSession *string `json:"testSession,omitempty"`
}

// ClearRequest is what [Interop.Clear] takes: nothing but the cookie.
type ClearRequest struct {
	runtime.BaseRequest
}

// ClearResponse answers [Interop.Clear].
type ClearResponse struct {
	runtime.BaseResponse
}
