package session_test

import (
	"context"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/memstore"
)

// raced says that the race detector is on, under which sync.Pool drops what it gets.
var raced bool

// TestAllocations pins what a call with a session takes, without any transport.
func TestAllocations(t *testing.T) {
	if raced {
		t.Skip("the race detector makes pools forget")
	}
	store := memstore.New()
	defer func() { _ = store.Close() }()
	manager := session.NewManager(store)
	server := runtime.NewServer(manager.Flow(), runtime.WithHandlerTimeout(0))
	do.Handle(server, func(ctx context.Context, req *doRequest) (*doResponse, error) {
		return &doResponse{}, req.do(ctx, nil)
	})
	f := &fixture{TB: t, manager: manager, server: server}
	mine := f.started()
	for _, c := range []struct {
		name string
		most float64
		do   func(ctx context.Context, _ *doResponse) error
	}{
		{"check", 8, func(context.Context, *doResponse) error { return nil }},
		{"set", 15, func(ctx context.Context, _ *doResponse) error { return number.Set(ctx, 1) }},
		{"update", 16, func(ctx context.Context, _ *doResponse) error {
			_, err := number.Update(ctx, func(n int) (int, error) { return n + 1, nil })
			return err
		}},
	} {
		req := &doRequest{BaseRequest: runtime.BaseRequest{Cookie: mine}, do: c.do}
		got := testing.AllocsPerRun(200, func() {
			if ret := server.ServeCall(context.Background(), "do", req, ""); ret.Err != nil {
				t.Fatal(ret.Err)
			}
		})
		if got > c.most {
			t.Errorf("%s: a call takes %v allocations, no more than %v before", c.name, got, c.most)
		}
	}
	if err := manager.Close(context.Background()); err != nil {
		t.Error(err)
	}
}
