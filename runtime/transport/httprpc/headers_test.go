package httprpc_test

import (
	"context"
	"crypto/tls"
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
	"github.com/rpcgen/rpcgen/runtime/transport/inproc"
)

// Only who comes over TLS is told to go on so: others could be anybody's victims.
func TestHSTS(t *testing.T) {
	const year = 365 * 24 * time.Hour
	trust := httprpc.TrustProxies("192.0.2.1")
	for _, test := range []struct {
		name    string
		opts    []httprpc.HandlerOption
		tls     bool
		headers []string
		want    string
	}{
		{"off", nil, true, nil, ""},
		{"TLS", []httprpc.HandlerOption{httprpc.HSTS(year)}, true, nil, "max-age=31536000"},
		{"taken back", []httprpc.HandlerOption{httprpc.HSTS(0)}, true, nil, "max-age=0"},
		{"plain", []httprpc.HandlerOption{httprpc.HSTS(year)}, false, nil, ""},
		{"plain, so it says", []httprpc.HandlerOption{httprpc.HSTS(year)}, false, []string{"X-Forwarded-Proto", "https"}, ""},
		{"behind a proxy", []httprpc.HandlerOption{httprpc.HSTS(year), trust}, false, []string{"X-Forwarded-Proto", "https"}, "max-age=31536000"},
		{"plain to the proxy", []httprpc.HandlerOption{httprpc.HSTS(year), trust}, false, []string{"X-Forwarded-Proto", "http"}, ""},
		{"a refusal", []httprpc.HandlerOption{httprpc.HSTS(year)}, true, []string{"Content-Type", "text/plain"}, "max-age=31536000"},
	} {
		req := post(test.headers...) // from 192.0.2.1, see httptest
		if test.tls {
			req.TLS = &tls.ConnectionState{}
		}
		rec := record(newHandler(t, newServer(t), test.opts...), req)
		if got := rec.Header().Get("Strict-Transport-Security"); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
	for _, age := range []time.Duration{-1, -time.Second, time.Millisecond} {
		if _, err := httprpc.NewHandler(runtime.NewServer(), httprpc.HSTS(age)); err == nil {
			t.Errorf("%v was taken", age)
		}
	}
}

// A handler that logs out may have the origin's storage cleared, for its own call.
func TestClearSiteData(t *testing.T) {
	server := runtime.NewServer(quiet(t))
	hello.Handle(server, func(ctx context.Context, req *helloRequest) (*helloResponse, error) {
		if req.Name == "World" {
			httprpc.ClearSiteData(ctx)
		}
		return nil, nil
	})
	fail.Handle(server, func(ctx context.Context, _ *failRequest) (*failResponse, error) {
		httprpc.ClearSiteData(ctx)
		return nil, errors.New("failed")
	})
	handler := newHandler(t, server)
	if got := record(handler, post()).Header()["Clear-Site-Data"]; len(got) != 1 || got[0] != `"storage"` {
		t.Errorf("got %q", got)
	}
	if got := record(handler, request("/Hello", `{"name":"x"}`)).Header().Get("Clear-Site-Data"); got != "" {
		t.Errorf("a call that did not ask: got %q", got)
	}
	if got := record(handler, request("/Fail", `{"kind":""}`)).Header().Get("Clear-Site-Data"); got != `"storage"` {
		t.Errorf("a call that failed: got %q", got)
	}
	if _, err := hello.Call(t.Context(), inproc.NewClient(server), &helloRequest{Name: "World"}); err != nil {
		t.Errorf("in process: %v", err)
	}
	httprpc.ClearSiteData(t.Context()) // and outside of a call, there is nothing to clear
}

// request returns a request for a method.
func request(path, body string, headers ...string) *http.Request {
	req := post(headers...)
	req.URL.Path = path
	setBody(req, body)
	return req
}
