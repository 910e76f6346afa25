// Package api is the service that the benchmarks call: four methods with messages
// of the sizes that real programs have.
package api

import (
	"context"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
)

//go:generate go tool rpcgen

// Bench has a method for each workload. Its messages are written by hand, so that a
// caller can send a cookie of its own and look at the one that comes back.
//
//rpcgen:service
type Bench interface {
	// Greet makes a greeting.
	Greet(ctx context.Context, req *GreetRequest) (*GreetResponse, error)
	// Count counts the calls of a session.
	Count(ctx context.Context, req *GreetRequest) (*GreetResponse, error)
	// List returns a page of records.
	List(ctx context.Context, req *ListRequest) (*ListResponse, error)
	// Upload takes records.
	Upload(ctx context.Context, req *UploadRequest) (*UploadResponse, error)
}

// GreetRequest is what [Bench.Greet] and [Bench.Count] take.
type GreetRequest struct {
	runtime.BaseRequest
	Name string `json:"name"`
	N    int64  `json:"n"`
}

// GreetResponse answers [Bench.Greet] and [Bench.Count].
type GreetResponse struct {
	runtime.BaseResponse
	Greeting string `json:"greeting"`
	N        int64  `json:"n"`
}

// ListRequest is what [Bench.List] takes.
type ListRequest struct {
	runtime.BaseRequest
	Page int `json:"page"`
	Size int `json:"size"`
}

// ListResponse answers [Bench.List].
type ListResponse struct {
	runtime.BaseResponse
	Records []Record `json:"records"`
}

// UploadRequest is what [Bench.Upload] takes.
type UploadRequest struct {
	runtime.BaseRequest
	Records []Record `json:"records"`
}

// UploadResponse answers [Bench.Upload].
type UploadResponse struct {
	runtime.BaseResponse
	Count int `json:"count"`
}

// A Record is a row, about 165 bytes of JSON.
type Record struct {
	ID        int64     `json:"id"`
	Name      string    `json:"name"`
	Email     string    `json:"email"`
	Tags      []string  `json:"tags"`
	CreatedAt time.Time `json:"createdAt"`
	Balance   float64   `json:"balance"`
	Active    bool      `json:"active"`
}
