package httprpc_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
)

// setting returns a client option that sets the fields name, value, … of each call.
func setting(fields ...string) httprpc.ClientOption {
	return httprpc.With(runtime.WithClientInterceptors(func(next runtime.CallFunc) runtime.CallFunc {
		return func(ctx context.Context, call *runtime.Call) error {
			for i := 0; i < len(fields); i += 2 {
				call.SetHeader(fields[i], fields[i+1])
			}
			return next(ctx, call)
		}
	}))
}

// A handler sees the request's header, but not what HTTP itself keeps in it.
func TestHeader(t *testing.T) {
	server := runtime.NewServer()
	hello.Handle(server, func(ctx context.Context, _ *helloRequest) (*helloResponse, error) {
		call := runtime.CallFrom(ctx)
		for name, want := range map[string]string{
			"authorization": "Bearer s", "X-LIST": "a, b, c", "X-None": "", "Cookie": "", "cookie": "",
		} {
			if got := call.Header(name); got != want {
				t.Errorf("%s is %q", name, got)
			}
		}
		return &helloResponse{Reply: "Hello, World!"}, nil
	})
	req := post("Authorization", "Bearer s", "X-List", "a, b", "Cookie", "__Host-rb=secret")
	req.Header.Add("x-list", "c")
	rec := record(newHandler(t, server), req)
	if rec.Code != http.StatusOK {
		t.Errorf("%d %s", rec.Code, rec.Body)
	}
}

// What the transport sets itself stays, and a field cannot smuggle in others.
func TestSetHeader(t *testing.T) {
	var seen http.Header
	var host string
	handler := newHandler(t, newServer(t))
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen, host = r.Header, r.Host
		handler.ServeHTTP(w, r)
	}))
	defer web.Close()
	for name, client := range map[string]*http.Client{"own": nil, "given": web.Client()} {
		dial := func(fields ...string) error {
			opts := []httprpc.ClientOption{setting(fields...)}
			if client != nil {
				opts = append(opts, httprpc.WithHTTPClient(client))
			}
			c, err := httprpc.NewClient(web.URL, opts...)
			if err != nil {
				t.Fatal(err)
			}
			defer c.CloseIdleConnections()
			seen = nil
			_, err = hello.Call(t.Context(), c, &helloRequest{Name: "World"})
			return err
		}
		err := dial("X-Shelf", "3", "content-type", "text/plain", "HOST", "evil.example", "Content-Length", "1",
			"Content-Encoding", "gzip", "rpc-timeout-ms", "1", "Transfer-Encoding", "chunked")
		if err != nil || seen.Get("X-Shelf") != "3" || host != web.Listener.Addr().String() || seen.Get("Content-Type") != "application/json" ||
			seen.Get("Content-Encoding") != "" || seen.Get("Rpc-Timeout-Ms") == "1" {
			t.Errorf("%s: %v, %s, %v", name, err, host, seen)
		}
		for _, bad := range [][]string{{"X-Shelf", "3\r\nX-Evil: 1"}, {"X-Shelf\r\nX-Evil", "1"}, {"", "1"}, {"X Shelf", "1"}, {"X-Shelf", "a\x00b"}} {
			if err := dial(bad...); err == nil || seen != nil {
				t.Errorf("%s: %q was sent: %v, %v", name, bad, err, seen)
			}
		}
	}
}
