package httprpc_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
)

// quiet sends the server's log to the test's output.
func quiet(t testing.TB) runtime.ServerOption {
	return runtime.WithLogger(slog.New(slog.NewTextHandler(t.Output(), nil)))
}

func newServer(t testing.TB, opts ...runtime.ServerOption) *runtime.Server {
	server := runtime.NewServer(append([]runtime.ServerOption{quiet(t)}, opts...)...)
	register(server)
	return server
}

func newHandler(t testing.TB, server *runtime.Server, opts ...httprpc.HandlerOption) *httprpc.Handler {
	t.Helper()
	handler, err := httprpc.NewHandler(server, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return handler
}

const worldBody, worldAnswer = `{"name":"World"}`, `{"isSucc":true,"res":{"reply":"Hello, World"}}`

// post returns a request for the method Hello.
func post(headers ...string) *http.Request {
	req := httptest.NewRequest(http.MethodPost, "http://shop.example/Hello", strings.NewReader(worldBody))
	req.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	return req
}

func record(handler http.Handler, req *http.Request) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	handler.ServeHTTP(rec, req)
	return rec
}

// isRefusal expects a JSON error of the given status and code.
func isRefusal(t *testing.T, status int, body, code string, wantStatus int) {
	t.Helper()
	var got struct {
		IsSucc *bool
		Err    struct{ Message, Type, Code string }
	}
	if err := json.Unmarshal([]byte(body), &got); err != nil {
		t.Fatalf("%d %q: %v", status, body, err)
	}
	if status != wantStatus || got.IsSucc == nil || *got.IsSucc || got.Err.Code != code || got.Err.Type != "ServerError" || got.Err.Message == "" {
		t.Errorf("got %d %s, want %d with %s", status, body, wantStatus, code)
	}
}
