package inproc_test

import (
	"context"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/cookie"
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

func answerSmall(_ context.Context, r *smallRequest) (*smallResponse, error) {
	res := &smallResponse{Greeting: "Hello, " + r.Name + "!", N: r.N}
	if r.Cookie == nil { // a jar's first call
		res.Cookie = &runtime.Cookie{SessionID: "0123456789abcdef0123456789abcdef"}
	}
	return res, nil
}

// The ways to call in process, each with the most allocations that a call may take.
var smallCalls = []struct {
	name string
	most float64
	opts []inproc.Option
}{
	{"Direct", 7, []inproc.Option{inproc.Direct(), inproc.WithJar(nil), inproc.With(runtime.WithCallTimeout(0))}},
	{"Direct/jar", 9, []inproc.Option{inproc.Direct(), inproc.With(runtime.WithCallTimeout(0))}},
	{"Direct/timeout", 20, []inproc.Option{inproc.Direct(), inproc.WithJar(nil)}},
	{"Direct/inline", 8, []inproc.Option{inproc.Direct(), inproc.Inline(), inproc.WithJar(nil)}},
	{"JSON/inline", 14, []inproc.Option{inproc.Inline(), inproc.WithJar(nil)}},
	{"JSON", 13, []inproc.Option{inproc.WithJar(nil), inproc.With(runtime.WithCallTimeout(0))}},
	{"JSON/jar", 15, []inproc.Option{inproc.With(runtime.WithCallTimeout(0))}},
}

// calling returns a function that makes one call, with a cookie there and back.
func calling(t testing.TB, opts ...inproc.Option) func() {
	server := runtime.NewServer(cookie.Echo())
	small.Handle(server, answerSmall)
	client := inproc.NewClient(server, opts...)
	sent := &runtime.Cookie{SessionID: "0123456789abcdef0123456789abcdef"}
	return func() {
		req := &smallRequest{Name: "Ada Lovelace", N: 1234567}
		req.Cookie = sent
		res, err := small.Call(context.Background(), client, req)
		if err != nil || res.N != req.N || res.Cookie == nil || res.Cookie == sent {
			t.Fatal(res, err)
		}
	}
}

// raced says that the race detector is on, under which sync.Pool drops what it gets.
var raced bool

func TestAllocations(t *testing.T) {
	if raced {
		t.Skip("the race detector makes pools forget")
	}
	for _, c := range smallCalls {
		if got := testing.AllocsPerRun(200, calling(t, c.opts...)); got > c.most {
			t.Errorf("%s: a call takes %v allocations, no more than %v before", c.name, got, c.most)
		}
	}
}

func BenchmarkSmall(b *testing.B) {
	b.Run("bare", func(b *testing.B) {
		handler := answerSmall
		b.ReportAllocs()
		for b.Loop() {
			if _, err := handler(context.Background(), &smallRequest{Name: "Ada Lovelace", N: 1234567}); err != nil {
				b.Fatal(err)
			}
		}
	})
	for _, c := range smallCalls {
		b.Run(c.name, func(b *testing.B) {
			call := calling(b, c.opts...)
			b.ReportAllocs()
			for b.Loop() {
				call()
			}
		})
	}
}
