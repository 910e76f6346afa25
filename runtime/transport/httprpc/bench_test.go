package httprpc_test

import (
	"log/slog"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/cookie"
)

func BenchmarkCall(b *testing.B) {
	server := runtime.NewServer(runtime.WithLogger(slog.New(slog.DiscardHandler)), cookie.Echo())
	register(server)
	client := dial(b, serve(b, server))
	req := &helloRequest{Name: "World"}
	b.Run("serial", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := hello.Call(b.Context(), client, req); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("parallel", func(b *testing.B) {
		b.ReportAllocs()
		b.SetParallelism(8)
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				if _, err := hello.Call(b.Context(), client, req); err != nil {
					b.Error(err)
					return
				}
			}
		})
	})
}
