package api

import (
	"context"
	"log/slog"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/cookie"
	"github.com/rpcgen/rpcgen/runtime/session"
)

// counter is what Count counts in.
var counter = session.NewKey[int64]("counter")

// handlers do next to nothing, so that a call is what is measured.
type handlers struct{ records []Record }

func (handlers) Greet(_ context.Context, req *GreetRequest) (*GreetResponse, error) {
	return &GreetResponse{Greeting: "Hello, " + req.Name + "!", N: req.N}, nil
}

func (handlers) Count(ctx context.Context, req *GreetRequest) (*GreetResponse, error) {
	n, err := counter.Update(ctx, func(n int64) (int64, error) { return n + 1, nil })
	return &GreetResponse{Greeting: "Hello, " + req.Name + "!", N: n}, err
}

func (h handlers) List(context.Context, *ListRequest) (*ListResponse, error) {
	return &ListResponse{Records: h.records}, nil
}

func (handlers) Upload(_ context.Context, req *UploadRequest) (*UploadResponse, error) {
	return &UploadResponse{Count: len(req.Records)}, nil
}

// NewHandlers returns what answers the calls, to be called without a server.
func NewHandlers(records []Record) Bench { return handlers{records} }

// NewServer returns a server that lists records. It has sessions if manager is not
// nil, and Count works on it; else it returns cookies as they came.
func NewServer(records []Record, manager *session.Manager) *runtime.Server {
	flow := cookie.Echo()
	if manager != nil {
		flow = manager.Flow()
	}
	server := runtime.NewServer(runtime.WithLogger(slog.New(slog.DiscardHandler)), flow)
	RegisterBench(server, handlers{records})
	return server
}
