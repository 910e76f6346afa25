package httprpc_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/cookie"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
)

// A sink is a ResponseWriter that costs nothing.
type sink struct{ header http.Header }

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) Write(p []byte) (int, error) { return len(p), nil }
func (s *sink) WriteHeader(int)             {}
func (s *sink) Flush()                      {}

// A again is a body that can be read again and again.
type again struct{ bytes.Reader }

func (*again) Close() error { return nil }

// handling returns a function that answers one request, with a cookie in it, whose net/http costs nothing.
func handling(t testing.TB) func() {
	server := runtime.NewServer(runtime.WithLogger(slog.New(slog.DiscardHandler)), cookie.Echo())
	register(server)
	handler := newHandler(t, server)
	data := []byte(`{"__cookie":{"sessionId":"0123456789abcdef0123456789abcdef"},"name":"World"}`)
	body := &again{}
	req := post()
	req.Body, req.ContentLength, req.RemoteAddr = body, int64(len(data)), "127.0.0.1:4711"
	w := &sink{header: http.Header{}}
	return func() {
		body.Reset(data)
		clear(w.header)
		handler.ServeHTTP(w, req)
		if body.Len() > 0 || w.header.Get("Content-Length") == "" {
			t.Fatal("the call was not answered")
		}
	}
}

// A fixed transport answers every request at once.
type fixed struct{ answer []byte }

func (c fixed) RoundTrip(req *http.Request) (*http.Response, error) {
	_, _ = io.Copy(io.Discard, req.Body)
	return &http.Response{
		StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{},
		ContentLength: int64(len(c.answer)), Body: io.NopCloser(bytes.NewReader(c.answer)), Request: req,
	}, nil
}

// calling returns a function that makes a call that goes through no network, in which a
// cookie is sent and comes back.
func calling(t testing.TB) func() {
	transport := fixed{[]byte(`{"isSucc":true,"res":{"__cookie":{"sessionId":"0123456789abcdef0123456789abcdef"},"reply":"Hello, World"}}`)}
	client, err := httprpc.NewClient("http://127.0.0.1:4711/", httprpc.WithHTTPClient(&http.Client{Transport: transport}))
	if err != nil {
		t.Fatal(err)
	}
	req := &helloRequest{Name: "World"}
	return func() {
		if _, err := hello.Call(context.Background(), client, req); err != nil {
			t.Fatal(err)
		}
	}
}

// raced says that the race detector is on, under which sync.Pool drops what it gets.
var raced bool

// What a call takes on either side, without the network. The client's has in it what
// http.Client takes, which it does without where the caller has given none.
func TestAllocations(t *testing.T) {
	if raced {
		t.Skip("the race detector makes pools forget")
	}
	for _, side := range []struct {
		name string
		most float64
		call func()
	}{{"handler", 13, handling(t)}, {"client", 27, calling(t)}} {
		if got := testing.AllocsPerRun(200, side.call); got > side.most {
			t.Errorf("%s: a call takes %v allocations, no more than %v before", side.name, got, side.most)
		}
	}
}

func BenchmarkSides(b *testing.B) {
	for name, f := range map[string]func(){"handler": handling(b), "client": calling(b)} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				f()
			}
		})
	}
}
