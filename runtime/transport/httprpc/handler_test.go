package httprpc_test

import (
	"context"
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/cookie"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
)

func TestAnswerHeaders(t *testing.T) {
	handler := newHandler(t, newServer(t, cookie.Echo()))
	rec := record(handler, post())
	want := http.Header{
		"Content-Type":           {"application/json; charset=utf-8"},
		"Content-Length":         {strconv.Itoa(len(worldAnswer))},
		"X-Content-Type-Options": {"nosniff"},
	}
	if rec.Code != 200 || rec.Body.String() != worldAnswer || len(rec.Header()) != len(want) {
		t.Errorf("got %d %v %s", rec.Code, rec.Header(), rec.Body)
	}
	for k := range want {
		if rec.Header().Get(k) != want.Get(k) {
			t.Errorf("%s: %q", k, rec.Header().Get(k))
		}
	}
	req := post()
	req.Body = http.NoBody
	withCookie := httptest.NewRequest(http.MethodPost, "/Hello", strings.NewReader(`{"name":"x","__cookie":{"a":1}}`))
	withCookie.Header = req.Header
	if rec := record(handler, withCookie); rec.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("an answer with a cookie has headers %v", rec.Header())
	}
}

func TestPaths(t *testing.T) {
	server := newServer(t)
	runtime.NewMethod[failRequest, failResponse]("Größe/%").Handle(server, func(context.Context, *failRequest) (*failResponse, error) {
		return &failResponse{OK: true}, nil
	})
	for _, test := range []struct {
		prefix, path string
		found        bool
	}{
		{"", "/Hello", true},
		{"", "/Hello?x=1&type=msgs", true},
		{"", "/Hello?type=msg", false},
		{"", "/Hello?a&type=msg&b", false},
		{"", "/hello", false},
		{"", "/Hello/", false},
		{"", "//Hello", false},
		{"", "/./Hello", false},
		{"", "/x/../Hello", false},
		{"", "/%48ello", false},
		{"", "/user%2FLogin", false},
		{"", "/user/Login", true},
		{"", "/", false},
		{"", "/Gr%C3%B6%C3%9Fe/%25", true},
		{"", "/Gr%c3%b6%c3%9fe/%25", false},
		{"", "/__proto__", false},
		{"/api/", "/api/Hello", true},
		{"api", "/api/Hello", true},
		{"/api", "/api/Hello", true},
		{"/api/", "/Hello", false},
		{"/api/", "/apiHello", false},
		{"/api/", "/API/Hello", false},
		{"/a/b", "/a/b/Hello", true},
	} {
		rec := httptest.NewRecorder()
		req := httptest.NewRequest(http.MethodPost, test.path, strings.NewReader(`{"name":"x","user":"u","pass":"ok","kind":""}`))
		req.Header.Set("Content-Type", "application/json")
		newHandler(t, server, httprpc.Prefix(test.prefix)).ServeHTTP(rec, req)
		path, _, _ := strings.Cut(test.path, "?")
		refused := `{"isSucc":false,"err":{"message":"Invalid URL path: ` + path + `","type":"ServerError","code":"INPUT_DATA_ERR"}}`
		if rec.Code != 200 || test.found != strings.HasPrefix(rec.Body.String(), `{"isSucc":true`) || !test.found && rec.Body.String() != refused {
			t.Errorf("prefix %q, path %s: %d %s", test.prefix, test.path, rec.Code, rec.Body)
		}
	}
	if _, err := httprpc.NewHandler(server, httprpc.Prefix("/a?b")); err == nil {
		t.Error("a prefix with a query was taken")
	}
	rec := record(newHandler(t, server), httptest.NewRequest(http.MethodPost, "/"+strings.Repeat("x", 5000), nil))
	if rec.Body.Len() > 500 {
		t.Errorf("a long path comes back whole: %d bytes", rec.Body.Len())
	}
}

func TestMounted(t *testing.T) {
	mux := http.NewServeMux()
	mux.Handle("/api/", newHandler(t, newServer(t), httprpc.Prefix("/api/")))
	mux.Handle("/v2/", http.StripPrefix("/v2", newHandler(t, newServer(t))))
	for _, path := range []string{"/api/Hello", "/v2/Hello"} {
		req := httptest.NewRequest(http.MethodPost, path, strings.NewReader(worldBody))
		req.Header.Set("Content-Type", "application/json")
		if rec := record(mux, req); rec.Body.String() != worldAnswer {
			t.Errorf("%s: %d %s", path, rec.Code, rec.Body)
		}
	}
}

func TestContentTypes(t *testing.T) {
	handler := newHandler(t, newServer(t))
	for _, test := range []struct {
		contentType string
		ok          bool
	}{
		{"application/json", true},
		{"APPLICATION/JSON", true},
		{"application/json; charset=utf-8", true},
		{" application/json;charset=UTF-8", true},
		{"", false},
		{"text/plain", false},
		{"text/plain; application/json", false}, // a form may send this anywhere
		{"text/plain;x=application/json", false},
		{"multipart/form-data; boundary=application/json", false},
		{"application/x-www-form-urlencoded", false},
		{"application/x-www-form-urlencoded; a=application/json", false},
		{"application/octet-stream", false},
		{"application/jso", false},
		{"text/html", false},
	} {
		rec := record(handler, post("Content-Type", test.contentType))
		if test.ok {
			if rec.Body.String() != worldAnswer {
				t.Errorf("%q: %d %s", test.contentType, rec.Code, rec.Body)
			}
			continue
		}
		isRefusal(t, rec.Code, rec.Body.String(), "INPUT_DATA_ERR", http.StatusUnsupportedMediaType)
	}
	none, twice := post(), post()
	none.Header.Del("Content-Type")
	twice.Header["Content-Type"] = []string{"text/plain", "application/json"}
	for _, req := range []*http.Request{none, twice, post("Content-Encoding", "gzip"), post("Content-Encoding", "identity, br")} {
		rec := record(handler, req)
		isRefusal(t, rec.Code, rec.Body.String(), "INPUT_DATA_ERR", http.StatusUnsupportedMediaType)
	}
	if rec := record(handler, post("Content-Encoding", "identity")); rec.Code != 200 {
		t.Errorf("identity: %d", rec.Code)
	}
}

func TestMethods(t *testing.T) {
	handler := newHandler(t, newServer(t))
	for _, method := range []string{"GET", "HEAD", "PUT", "PATCH", "DELETE", "TRACE", "QUERY", "post"} {
		req := post()
		req.Method = method
		rec := record(handler, req)
		isRefusal(t, rec.Code, rec.Body.String(), "INPUT_DATA_ERR", http.StatusMethodNotAllowed)
		if rec.Header().Get("Allow") != "POST, OPTIONS" {
			t.Errorf("%s: Allow: %s", method, rec.Header().Get("Allow"))
		}
	}
	req := post()
	req.Method = http.MethodOptions
	if rec := record(handler, req); rec.Code != 200 || rec.Body.Len() > 0 || rec.Header().Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("OPTIONS: %d %v", rec.Code, rec.Header())
	}
}

func TestRequireTLS(t *testing.T) {
	handler := newHandler(t, newServer(t), httprpc.RequireTLS(), httprpc.TrustProxies("10.0.0.0/8"))
	from := func(addr string, headers ...string) *http.Request {
		req := post(headers...)
		req.RemoteAddr = addr
		return req
	}
	for _, req := range []*http.Request{
		from("192.0.2.1:1"),
		from("192.0.2.1:1", "X-Forwarded-Proto", "https"),
		from("10.0.0.1:1"),
		from("10.0.0.1:1", "X-Forwarded-Proto", "http"),
		from("10.0.0.1:1", "X-Forwarded-Proto", "https, http"),
	} {
		rec := record(handler, req)
		isRefusal(t, rec.Code, rec.Body.String(), "FORBIDDEN", http.StatusForbidden)
	}
	secure := from("192.0.2.1:1")
	secure.TLS = &tls.ConnectionState{}
	for _, req := range []*http.Request{secure, from("10.9.9.9:1", "X-Forwarded-Proto", "https")} {
		if rec := record(handler, req); rec.Code != 200 {
			t.Errorf("%d %s", rec.Code, rec.Body)
		}
	}
}

func TestPeer(t *testing.T) {
	for _, test := range []struct {
		remote, forwarded, want string
		trust                   []string
	}{
		{"192.0.2.1:5", "", "192.0.2.1", nil},
		{"192.0.2.1:5", "203.0.113.9", "192.0.2.1", nil},
		{"[2001:db8::1]:5", "", "2001:db8::1", nil},
		{"[::ffff:192.0.2.1]:5", "", "192.0.2.1", nil},
		{"@", "203.0.113.9", "", nil},
		{"192.0.2.1:5", "203.0.113.9", "192.0.2.1", []string{"10.0.0.0/8"}},
		{"10.0.0.1:5", "203.0.113.9", "203.0.113.9", []string{"10.0.0.0/8"}},
		{"10.0.0.1:5", "6.6.6.6, 203.0.113.9", "203.0.113.9", []string{"10.0.0.0/8"}},
		{"10.0.0.1:5", "6.6.6.6, 203.0.113.9, 10.0.0.2", "203.0.113.9", []string{"10.0.0.0/8"}},
		{"10.0.0.1:5", "203.0.113.9:4711", "203.0.113.9", []string{"10.0.0.1"}},
		{"10.0.0.1:5", "203.0.113.9", "203.0.113.9", []string{"::ffff:10.0.0.0/104"}},
		{"10.0.0.1:5", "203.0.113.9", "203.0.113.9", []string{"::ffff:10.0.0.1"}},
		{"[::ffff:10.0.0.1]:5", "203.0.113.9", "203.0.113.9", []string{"10.0.0.0/8"}},
		{"10.0.0.1:5", "[2001:db8::9]:4711", "2001:db8::9", []string{"10.0.0.1"}},
		{"10.0.0.1:5", "203.0.113.9, rubbish", "10.0.0.1", []string{"10.0.0.1"}},
		{"10.0.0.1:5", "", "10.0.0.1", []string{"10.0.0.1"}},
		{"10.0.0.1:5", "10.0.0.3, 10.0.0.2", "10.0.0.3", []string{"10.0.0.0/8"}},
	} {
		var got string
		server := runtime.NewServer()
		hello.Handle(server, func(ctx context.Context, _ *helloRequest) (*helloResponse, error) {
			got = runtime.CallFrom(ctx).Peer
			return nil, nil
		})
		req := post()
		req.RemoteAddr = test.remote
		if test.forwarded != "" {
			req.Header.Set("X-Forwarded-For", test.forwarded)
		}
		record(newHandler(t, server, httprpc.TrustProxies(test.trust...)), req)
		if got != test.want {
			t.Errorf("%+v: got %q", test, got)
		}
	}
	for _, network := range []string{"", "proxy.example", "10.0.0.0/33", "10.0.0.1:80", "::ffff:10.0.0.0/8", "10.0.0.0/8, 10.0.0.1"} {
		if _, err := httprpc.NewHandler(runtime.NewServer(), httprpc.TrustProxies(network)); err == nil {
			t.Errorf("%q was taken for a network", network)
		}
	}
}

// The client's own deadline shortens the call, and nonsense does not.
func TestTimeoutHeader(t *testing.T) {
	server := newServer(t)
	handler := newHandler(t, server)
	req := httptest.NewRequest(http.MethodPost, "/Fail", strings.NewReader(`{"kind":"slow"}`))
	req.Header = http.Header{"Content-Type": {"application/json"}, "Rpc-Timeout-Ms": {"1"}}
	rec := record(handler, req)
	isRefusal(t, rec.Code, rec.Body.String(), "SERVER_TIMEOUT", http.StatusInternalServerError)
	for _, value := range []string{"0", "-1", "1.5", "1e3", " 1", "+1", "999999999999", "one"} {
		if rec := record(handler, post("Rpc-Timeout-Ms", value)); rec.Body.String() != worldAnswer {
			t.Errorf("%q: %d %s", value, rec.Code, rec.Body)
		}
	}
}

// What is neither in the body nor in the path says nothing about the caller.
func TestOnlyTheBodyCarriesCookies(t *testing.T) {
	var seen *runtime.Cookie
	server := runtime.NewServer()
	hello.Handle(server, func(_ context.Context, req *helloRequest) (*helloResponse, error) {
		seen = req.Cookie
		return nil, nil
	})
	req := post("Cookie", "sessionId=s; __cookie=s", "X-Session-Id", "s", "Authorization", "Bearer s")
	req.URL.RawQuery = "__cookie={%22sessionId%22:%22s%22}"
	rec := record(newHandler(t, server), req)
	if rec.Code != 200 || seen != nil || rec.Header().Get("Set-Cookie") != "" {
		t.Errorf("%d, the handler saw %v", rec.Code, seen)
	}
}

// A server that has stopped says so in JSON, with the one status for it.
func TestStoppedServer(t *testing.T) {
	server := newServer(t)
	if err := server.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	rec := record(newHandler(t, server), post())
	isRefusal(t, rec.Code, rec.Body.String(), "UNAVAILABLE", http.StatusServiceUnavailable)
}
