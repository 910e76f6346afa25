package session_test

import (
	"context"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/memstore"
)

// BenchmarkCall measures whole calls within one program, to be compared with the
// one that has no session flow at all.
func BenchmarkCall(b *testing.B) {
	store := memstore.New(memstore.WithCapacity(1<<30, 1<<40)) // room for all that log in
	b.Cleanup(func() { _ = store.Close() })
	manager := session.NewManager(store) // not watched, which the manager would wait for
	b.Cleanup(func() {
		if err := manager.Close(context.Background()); err != nil {
			b.Error(err)
		}
	})
	f := &fixture{TB: b, server: runtime.NewServer(manager.Flow())}
	do.Handle(f.server, func(ctx context.Context, req *doRequest) (*doResponse, error) {
		res := &doResponse{}
		return res, req.do(ctx, res)
	})
	mine := f.started()
	bare := runtime.NewServer()
	do.Handle(bare, func(context.Context, *doRequest) (*doResponse, error) { return &doResponse{}, nil })
	run := func(name string, server *runtime.Server, cookie *runtime.Cookie, h func(ctx context.Context, _ *doResponse) error) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			req := &doRequest{BaseRequest: runtime.BaseRequest{Cookie: cookie}, do: h}
			for b.Loop() {
				if ret := server.ServeCall(context.Background(), "do", req, ""); ret.Err != nil {
					b.Fatal(ret.Err)
				}
			}
		})
	}
	nothing := func(context.Context, *doResponse) error { return nil }
	run("none", bare, mine, nil)
	run("mint", f.server, nil, nothing)
	run("forged", f.server, &runtime.Cookie{SessionID: mine.SessionID[:51] + "."}, nothing)
	run("check", f.server, mine, nothing)
	run("load", f.server, mine, func(ctx context.Context, _ *doResponse) error {
		_, err := number.Get(ctx)
		return err
	})
	run("set", f.server, mine, func(ctx context.Context, _ *doResponse) error { return number.Set(ctx, 1) })
	run("update", f.server, mine, func(ctx context.Context, _ *doResponse) error {
		_, err := number.Update(ctx, func(n int) (int, error) { return n + 1, nil })
		return err
	})
	run("login", f.server, nil, func(ctx context.Context, _ *doResponse) error { return session.From(ctx).Login(ctx, "ada") })
}
