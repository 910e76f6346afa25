package explorer_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/explorer"
)

type helloRequest struct {
	runtime.BaseRequest
	Name string `json:"name"`
}

type helloResponse struct {
	runtime.BaseResponse
	Reply string `json:"reply"`
}

func handle(server *runtime.Server, name string) {
	runtime.NewMethod[helloRequest, helloResponse](name).Handle(server, func(_ context.Context, req *helloRequest) (*helloResponse, error) {
		return &helloResponse{Reply: "Hello, " + req.Name}, nil
	})
}

// get returns the answer to a request of the page.
func get(handler http.Handler, method string, header ...string) *http.Response {
	r := httptest.NewRequest(method, "/explorer/", nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, res *http.Response) string {
	t.Helper()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var (
	dataElement = regexp.MustCompile(`(?s)<script type="application/json" id="data">(.*?)</script>`)
	inline      = regexp.MustCompile(`(?s)<(script|style)>(.*?)</(?:script|style)>`)
)

// data returns the JSON in the page.
func data(t *testing.T, page string) (d struct {
	Prefix   string
	Problems []string
	Methods  []struct{ Name, Service, Short, Doc string }
	Types    []struct {
		Kind, Go, Doc string
		Fields        []struct{ Name, Doc string }
		Enum          []struct{ Value json.RawMessage }
	}
}) {
	t.Helper()
	m := dataElement.FindStringSubmatch(page)
	if m == nil {
		t.Fatal("the page has no data")
	}
	if err := json.Unmarshal([]byte(m[1]), &d); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestHeaders(t *testing.T) {
	server := runtime.NewServer()
	handle(server, "Greeter/Hello")
	res := get(explorer.Handler(server), http.MethodGet)
	page := body(t, res)
	for name, want := range map[string]string{
		"Content-Type":                 "text/html; charset=utf-8",
		"X-Frame-Options":              "DENY",
		"X-Content-Type-Options":       "nosniff",
		"Referrer-Policy":              "no-referrer",
		"Cache-Control":                "no-cache",
		"Cross-Origin-Resource-Policy": "same-origin",
	} {
		if got := res.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	policy := res.Header.Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "connect-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'"} {
		if !strings.Contains(policy, part) {
			t.Errorf("the policy lacks %s: %s", part, policy)
		}
	}
	if strings.Contains(policy, "unsafe") {
		t.Errorf("the policy is not strict: %s", policy)
	}
	parts := inline.FindAllStringSubmatch(page, -1)
	if len(parts) != 2 {
		t.Fatalf("the page has %d scripts and styles, want 1 each", len(parts))
	}
	for _, part := range parts {
		sum := sha256.Sum256([]byte(part[2]))
		if hash := "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(policy, part[1]+"-src "+hash) {
			t.Errorf("the policy does not allow the page's own %s", part[1])
		}
	}
	if attr := regexp.MustCompile(`\s(on\w+|style|src)=`).FindString(page[:strings.Index(page, "<style>")] + page[strings.Index(page, "<body>"):strings.Index(page, `<script type`)]); attr != "" {
		t.Errorf("the page has the attribute %q, which the policy forbids", attr)
	}
}

func TestRequests(t *testing.T) {
	server := runtime.NewServer()
	handle(server, "Greeter/Hello")
	handler := explorer.Handler(server)
	page := get(handler, http.MethodGet)
	tag := page.Header.Get("ETag")
	for _, c := range []struct {
		method, tag string
		status      int
	}{
		{http.MethodGet, "", http.StatusOK},
		{http.MethodHead, "", http.StatusOK},
		{http.MethodGet, tag, http.StatusNotModified},
		{http.MethodGet, `"other"`, http.StatusOK},
		{http.MethodPost, "", http.StatusMethodNotAllowed},
		{http.MethodOptions, "", http.StatusMethodNotAllowed},
		{http.MethodDelete, "", http.StatusMethodNotAllowed},
	} {
		res := get(handler, c.method, "If-None-Match", c.tag)
		if res.StatusCode != c.status {
			t.Errorf("%s with the tag %q: got %s, want %d", c.method, c.tag, res.Status, c.status)
		}
		if allow := res.Header.Get("Allow"); (c.status == http.StatusMethodNotAllowed) != (allow == "GET, HEAD") {
			t.Errorf("%s: Allow is %q", c.method, allow)
		}
		if res.Header.Get("Content-Security-Policy") == "" {
			t.Errorf("%s: there is no policy", c.method)
		}
	}
}

// A method that is registered after the handler was made is on the next page.
func TestLater(t *testing.T) {
	server := runtime.NewServer()
	handler := explorer.Handler(server)
	first := get(handler, http.MethodGet)
	if got := data(t, body(t, first)); len(got.Methods) != 0 {
		t.Errorf("got %v", got.Methods)
	}
	handle(server, "Greeter/Hello")
	second := get(handler, http.MethodGet)
	if got := data(t, body(t, second)); len(got.Methods) != 1 || got.Methods[0].Name != "Greeter/Hello" || got.Methods[0].Service != "Greeter" || got.Methods[0].Short != "Hello" {
		t.Errorf("got %v", got.Methods)
	}
	if first.Header.Get("ETag") == second.Header.Get("ETag") {
		t.Error("two pages have one tag")
	}
}

// What comes from outside cannot end the element that it stands in.
func TestEscapes(t *testing.T) {
	const evil = `</script><script>alert(1)</script><!-- <script> & ` + "\u2028."
	server := runtime.NewServer()
	handle(server, "Greeter/"+evil)
	doc, err := json.Marshal(map[string]any{"services": []any{map[string]any{"name": evil, "methods": []any{
		map[string]any{"name": "Hello", "wire": "Greeter/" + evil, "doc": evil},
	}}}})
	if err != nil {
		t.Fatal(err)
	}
	page := body(t, get(explorer.Handler(server, explorer.Model(doc), explorer.Model([]byte(evil)), explorer.Prefix("?"+evil)), http.MethodGet))
	if strings.Contains(page, "alert(1)</script>") || strings.Contains(page, "<!--") {
		t.Error("the page contains markup of others")
	}
	got := data(t, page)
	if len(got.Methods) != 1 || got.Methods[0].Doc != evil || len(got.Problems) != 2 {
		t.Errorf("got %+v", got)
	}
	if strings.Count(page, "<script") != 2 || strings.Count(page, "</script") != 2 {
		t.Error("the page has other scripts than its own")
	}
}

func TestPrefix(t *testing.T) {
	for path, want := range map[string]string{"": "/", "/": "/", "api": "/api/", "/api/v1/": "/api/v1/"} {
		page := body(t, get(explorer.Handler(runtime.NewServer(), explorer.Prefix(path)), http.MethodGet))
		if got := data(t, page).Prefix; got != want {
			t.Errorf("%q becomes %q, want %q", path, got, want)
		}
	}
}

// Mistakes are logged, and shown.
func TestProblems(t *testing.T) {
	var log bytes.Buffer
	server := runtime.NewServer(runtime.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	page := body(t, get(explorer.Handler(server, explorer.Prefix("/a b/"), explorer.Model([]byte("{"))), http.MethodGet))
	want := []string{
		`"/a b/" cannot be the prefix of a path; give what httprpc.Prefix is given`,
		"the model cannot be read; write it anew with rpcgen -json-model: unexpected end of JSON input",
	}
	got := data(t, page).Problems
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, part := range []string{"httprpc.Prefix", "rpcgen -json-model"} {
		if !strings.Contains(log.String(), part) {
			t.Errorf("the log lacks %q:\n%s", part, &log)
		}
	}
}
