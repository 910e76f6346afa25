package httprpc_test

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/cookie"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
)

// Whatever is asked, the answer is JSON, has one of the statuses that clients
// know, and no call panics.
func FuzzHandler(f *testing.F) {
	f.Add("POST", "/Hello", "", "application/json", worldBody)
	f.Add("POST", "/Hello", "type=msg", "application/json; charset=utf-8", `{"name":"w","when":1600000000123,"data":"AQID"}`)
	f.Add("POST", "/Hello", "", "application/json", `{"name":"w","__cookie":{"sessionId":"s-9","k":{"deep":[1,null]}}}`)
	f.Add("POST", "/Fail", "x", "application/json", `{"kind":"throw","__cookie":null}`)
	f.Add("POST", "/user/Login", "", "text/plain;application/json", `{"user":"u","pass":"ok"}`)
	f.Add("OPTIONS", "/%48ello", "", "", "")
	f.Add("GET", "//Hello/../x", "", "", "{")
	server := runtime.NewServer(cookie.Echo(), runtime.WithHandlerTimeout(1), runtime.WithLogger(slog.New(slog.DiscardHandler)), runtime.WithMaxRequest(4096))
	register(server)
	handler, err := httprpc.NewHandler(server)
	if err != nil {
		f.Fatal(err)
	}
	known := map[int]bool{200: true, 405: true, 413: true, 415: true, 500: true}
	f.Fuzz(func(t *testing.T, method, path, query, contentType, body string) {
		req := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		req.Method, req.URL = method, &url.URL{Path: path, RawPath: path, RawQuery: query}
		req.Header.Set("Content-Type", contentType)
		rec := record(handler, req)
		if method == http.MethodOptions && rec.Body.Len() == 0 {
			return
		}
		var answer struct {
			IsSucc bool
			Res    map[string]any
			Err    *struct{ Message, Type string }
		}
		if err := json.Unmarshal(rec.Body.Bytes(), &answer); err != nil || answer.IsSucc != (answer.Res != nil) || answer.IsSucc != (answer.Err == nil) || !known[rec.Code] {
			t.Errorf("%d %s: %v", rec.Code, rec.Body, err)
		}
	})
}
