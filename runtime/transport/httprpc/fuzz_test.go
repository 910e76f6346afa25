package httprpc_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
)

// FuzzHandler answers whatever comes: it never panics, the status is one of
// those that are documented, and the body is JSON that TSRPC's clients understand.
func FuzzHandler(f *testing.F) {
	f.Add("POST", "/Hello", "application/json", "", "", []byte(worldBody))
	f.Add("POST", "/Hello?type=msg", "application/json; charset=utf-8", "", "", []byte(`{"hi":"x"}`))
	f.Add("POST", "/%48ello", "text/plain", "https://evil.example", "", []byte(`{}`))
	f.Add("POST", "/Hello", "application/json", "null", "cross-site", []byte(`{"name":"x","__cookie":{"sessionId":"s"}}`))
	f.Add("OPTIONS", "/Hello", "", "https://shop.example", "", []byte(nil))
	f.Add("PUT", "//Hello/", "application/json", "", "same-origin", []byte(`[`))
	f.Add("POST", "/Hello", "application/json", "", "", []byte(`{"name":"\ud800","name":1}`))
	f.Add("POST", "/Fail", "application/json", "", "", []byte(`{"kind":"throw"}`))
	f.Add("POST", "/Hello", "application/json", "", "", bytes.Repeat([]byte("["), 5000))
	server := newServer(f, runtime.WithMaxRequest(4000), runtime.WithHandlerTimeout(time.Millisecond),
		runtime.WithLogger(slog.New(slog.DiscardHandler)))
	handler := newHandler(f, server, httprpc.AllowOrigins("https://shop.example"))
	f.Fuzz(func(t *testing.T, method, target, contentType, origin, site string, body []byte) {
		u, err := url.ParseRequestURI(target)
		if err != nil || strings.ContainsAny(method, " \r\n") || method == "" {
			return // net/http refuses it before us
		}
		req := httptest.NewRequest(http.MethodPost, "http://server.example/", bytes.NewReader(body))
		req.Method, req.URL = method, u
		for name, value := range map[string]string{"Content-Type": contentType, "Origin": origin, "Sec-Fetch-Site": site} {
			if value != "" {
				req.Header.Set(name, value)
			}
		}
		rec := record(handler, req)
		switch rec.Code {
		case 200, 403, 405, 413, 415, 500:
		default:
			t.Fatalf("status %d", rec.Code)
		}
		if method == http.MethodOptions && rec.Code == http.StatusOK {
			return
		}
		var answer struct {
			IsSucc *bool
			Res    map[string]any
			Err    *struct{ Message, Type *string }
		}
		if err := json.Unmarshal(rec.Body.Bytes(), &answer); err != nil {
			t.Fatalf("%d %q: %v", rec.Code, rec.Body, err)
		}
		ok := answer.IsSucc != nil && (*answer.IsSucc && answer.Res != nil && rec.Code == 200 ||
			!*answer.IsSucc && answer.Err != nil && answer.Err.Message != nil && answer.Err.Type != nil)
		if !ok || rec.Header().Get("Content-Type") != "application/json; charset=utf-8" {
			t.Fatalf("%d %s %v", rec.Code, rec.Body, rec.Header())
		}
		if carries := bytes.Contains(rec.Body.Bytes(), []byte(`"__cookie":{`)); carries && rec.Header().Get("Cache-Control") != "no-store" && *answer.IsSucc {
			t.Fatalf("a cookie may be cached: %s", rec.Body)
		}
		if origin != "" && origin != "https://shop.example" && rec.Header().Get("Access-Control-Allow-Origin") != "" {
			t.Fatalf("origin %q is allowed", origin)
		}
	})
}
