package web

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestHandler(t *testing.T) {
	rpc := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
	handler := Handler("/api/", rpc)
	get := func(method, path, tag string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, path, nil)
		r.Header.Set("If-None-Match", tag)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w
	}
	for path, part := range map[string]string{
		"/api/":           `src="rpcgen.js"`,
		"/api/tsrpc.html": `src="tsrpc.js"`,
		"/api/rpcgen.js":  "SetSession",
		"/api/tsrpc.js":   "tsrpc-browser",
		"/api/style.css":  "light-dark(",
	} {
		w := get(http.MethodGet, path, "")
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), part) {
			t.Errorf("%s: status %d, no %q", path, w.Code, part)
		}
		h := w.Header()
		if h.Get("Content-Type") == "" || !strings.Contains(h.Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s: headers %v", path, h)
		}
		if w := get(http.MethodGet, path, h.Get("ETag")); w.Code != http.StatusNotModified || w.Body.Len() > 0 {
			t.Errorf("%s again: status %d, %d bytes", path, w.Code, w.Body.Len())
		}
	}
	for _, c := range [][2]string{{"POST", "/api/"}, {"POST", "/api/Test"}, {"GET", "/api/Test"}, {"GET", "/"}, {"GET", "/rpcgen.js"}, {"GET", "/api/../web.go"}, {"GET", "/api/."}} {
		if w := get(c[0], c[1], ""); w.Code != http.StatusTeapot {
			t.Errorf("%s %s: status %d", c[0], c[1], w.Code)
		}
	}
}

// Whatever is served has a type that a browser takes it for.
func TestTypes(t *testing.T) {
	err := fs.WalkDir(dist, "dist", func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && contentTypes[name[strings.LastIndexByte(name, '.'):]] == "" {
			t.Errorf("%s has no content type", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
