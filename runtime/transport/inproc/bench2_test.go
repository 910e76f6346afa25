package inproc_test

import (
	"context"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/transport/inproc"
)

type smallRequest struct {
	runtime.BaseRequest
	Name string `json:"name"`
	N    int64  `json:"n"`
}
type smallResponse struct {
	runtime.BaseResponse
	Greeting string `json:"greeting"`
	N        int64  `json:"n"`
}

var small = runtime.NewMethod[smallRequest, smallResponse]("Small")

//go:noinline
func bare(_ context.Context, r *smallRequest) (*smallResponse, error) {
	return &smallResponse{BaseResponse: runtime.BaseResponse{Cookie: r.Cookie}, Greeting: "Hello, " + r.Name + "!", N: r.N}, nil
}

func BenchmarkSmall(b *testing.B) {
	c := &runtime.Cookie{SessionID: "0123456789abcdef0123456789abcdef"}
	b.Run("bare", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			bare(context.Background(), &smallRequest{BaseRequest: runtime.BaseRequest{Cookie: c}, Name: "Ada Lovelace", N: 1234567})
		}
	})
	for _, x := range []struct {
		name string
		opts []inproc.Option
	}{
		{"direct", []inproc.Option{inproc.Direct(), inproc.WithJar(nil), inproc.With(runtime.WithCallTimeout(0))}},
		{"json", []inproc.Option{inproc.WithJar(nil), inproc.With(runtime.WithCallTimeout(0))}},
		{"direct-jar", []inproc.Option{inproc.Direct(), inproc.With(runtime.WithCallTimeout(0))}},
		{"direct-timeout", []inproc.Option{inproc.Direct(), inproc.WithJar(nil)}},
	} {
		b.Run(x.name, func(b *testing.B) {
			s := runtime.NewServer()
			small.Handle(s, bare)
			client := inproc.NewClient(s, x.opts...)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := small.Call(context.Background(), client, &smallRequest{BaseRequest: runtime.BaseRequest{Cookie: c}, Name: "Ada Lovelace", N: 1234567}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
