package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/memstore"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
)

// The request and the response of Echo hold whatever the test sends.
type echoRequest struct {
	runtime.BaseRequest
	Text  string          `json:"text,omitempty"`
	Days  int64           `json:"days,omitempty"`
	Other json.RawMessage `json:"other,omitempty"`
}

type echoResponse struct {
	runtime.BaseResponse
	Text  string          `json:"text"`
	Days  int64           `json:"days"`
	Other json.RawMessage `json:"other,omitempty"`
	Visit int             `json:"visit"`
}

var (
	echo   = runtime.NewMethod[echoRequest, echoResponse]("Test/Echo")
	visits = session.NewKey[int]("visits")
)

// startEcho serves Test/Echo with sessions under /rpc/ and returns its URL and the
// headers of the last request.
func startEcho(t *testing.T) (url string, header func() http.Header) {
	t.Helper()
	store := memstore.New()
	t.Cleanup(func() { store.Close() })
	manager := session.NewManager(store)
	t.Cleanup(func() { manager.Close(context.Background()) })
	server := runtime.NewServer(manager.Flow(), runtime.WithLogger(slog.New(slog.DiscardHandler)))
	echo.Handle(server, func(ctx context.Context, req *echoRequest) (*echoResponse, error) {
		switch req.Text {
		case "api":
			return nil, &runtime.Error{Message: "no\nsuch\x1b book", Code: "NO_BOOK", Data: map[string]any{"isbn": "1"}}
		case "panic":
			return nil, errors.New("secret")
		}
		n, err := visits.Update(ctx, func(n int) (int, error) { return n + 1, nil })
		return &echoResponse{Text: req.Text, Days: req.Days, Other: req.Other, Visit: n}, err
	})
	handler, err := httprpc.NewHandler(server, httprpc.Prefix("/rpc/"))
	if err != nil {
		t.Fatal(err)
	}
	var last http.Header
	ts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		last = r.Header.Clone()
		handler.ServeHTTP(w, r)
	}))
	t.Cleanup(ts.Close)
	return ts.URL + "/rpc/", func() http.Header { return last }
}

// runCall runs rpcgen call and returns its exit status and what it prints.
func runCall(t *testing.T, in string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs strings.Builder
	code = callCommand.start(t.Context(), stdio{in: strings.NewReader(in), out: &out, err: &errs}, args)
	return code, out.String(), errs.String()
}

func TestCall(t *testing.T) {
	url, header := startEcho(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "text.txt")
	if err := os.WriteFile(file, []byte("from a file"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name           string
		in             string
		args           []string
		code           int
		stdout, stderr string
	}{
		{"fields", "", []string{"text=a=b", "days:=9007199254740993", `other:={"a": [1,"<é>"]}`}, 0,
			"{\n  \"text\": \"a=b\",\n  \"days\": 9007199254740993,\n  \"other\": {\n    \"a\": [\n      1,\n      \"<é>\"\n    ]\n  },\n  \"visit\": 1\n}\n", ""},
		{"no fields, on one line", "", []string{"-json"}, 0, `{"isSucc":true,"res":{"text":"","days":0,"visit":1}}` + "\n", ""},
		{"a file and standard input", "[1]", []string{"-json", "text=@" + file, "other:=@-"}, 0, `{"isSucc":true,"res":{"text":"from a file","days":0,"other":[1],"visit":1}}` + "\n", ""},
		{"a whole request", `{"days":3}`, []string{"-json", "-d", "@-", "text=x"}, 0, `{"isSucc":true,"res":{"text":"x","days":3,"visit":1}}` + "\n", ""},
		{"control characters", "", []string{"-json", "other:=\"\u009b31m\u007f\""}, 0, `{"isSucc":true,"res":{"text":"","days":0,"other":"\u009b31m\u007f","visit":1}}` + "\n", ""},
		{"an error of the application", "", []string{"text=api"}, 3, "", "rpcgen call: Test/Echo: no\\nsuch\\u001b book (NO_BOOK)\n"},
		{"the same on one line", "", []string{"text=api", "-json"}, 3,
			`{"err":{"code":"NO_BOOK","isbn":"1","message":"no\nsuch\u001b book","type":"ApiError"},"isSucc":false}` + "\n", ""},
		{"an error of the server", "", []string{"text=panic"}, 4, "", "rpcgen call: Test/Echo: Internal Server Error (INTERNAL_ERR)\n"},
		{"input that it refuses", "", []string{`days:="x"`}, 4, "", "rpcgen call: Test/Echo: "},
		{"no fields like that", "", []string{"text"}, 2, "", `rpcgen call: "text" is no field; write name=text or name:=json` + "\n"},
		{"no name", "", []string{"=x"}, 2, "", `rpcgen call: "=x" is no field`},
		{"no JSON", "", []string{"days:=x"}, 2, "", "rpcgen call: the field days is no JSON: invalid character 'x' looking for beginning of value; write days=… for a string\n"},
		{"twice", "", []string{"text=a", "text=b"}, 2, "", "rpcgen call: the field text is given twice\n"},
		{"twice, once in -d", "", []string{"-d", `{"text":"a"}`, "text=b"}, 2, "", "rpcgen call: the field text is given twice\n"},
		{"no object", "", []string{"-d", `[]`}, 2, "", "rpcgen call: -d wants a JSON object: "},
		{"null", "", []string{"-d", `null`}, 2, "", "rpcgen call: -d wants a JSON object: it is null\n"},
		{"a cookie", "", []string{"-d", `{"__cookie":{}}`}, 2, "", "rpcgen call: the cookie comes from the jar; leave __cookie out of -d\n"},
		{"a cookie's field", "", []string{"__cookie:={}"}, 2, "", "rpcgen call: the cookie comes from the jar; __cookie cannot be given\n"},
		{"a missing file", "", []string{"text=@" + filepath.Join(dir, "none")}, 1, "", "rpcgen: cannot read " + filepath.Join(dir, "none") + ": no such file or directory\n"},
		{"not UTF-8", "", []string{"text=\xff"}, 2, "", `rpcgen call: "text=\xff" is no field`},
		{"a bad header", "", []string{"-H", "x"}, 2, "", "rpcgen call: invalid value \"x\" for flag -H: a header looks like \"Name: value\"\n"},
		{"a bad time", "", []string{"-timeout", "-1s"}, 2, "", "rpcgen call: -timeout wants a positive time, such as 5s\n"},
		{"an unknown flag", "", []string{"-nope"}, 2, "", "rpcgen call: flag provided but not defined: -nope\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			code, stdout, stderr := runCall(t, tt.in, append([]string{url, "Test/Echo"}, tt.args...)...)
			if code != tt.code || stdout != tt.stdout || !strings.HasPrefix(stderr, tt.stderr) || tt.stderr == "" && stderr != "" {
				t.Errorf("got %d\n%s%s\nwant %d\n%s%s", code, stdout, stderr, tt.code, tt.stdout, tt.stderr)
			}
		})
	}
	if code, _, stderr := runCall(t, "", url, "/Test/Echo", "-H", "X-Team: blue", "-H", "x-team:red"); code != 0 || strings.Join(header()["X-Team"], " ") != "blue red" {
		t.Errorf("got %d %s, and the headers %q", code, stderr, header()["X-Team"])
	}
}

func TestCallWithoutAnAnswer(t *testing.T) {
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	page := httptest.NewServer(http.NotFoundHandler())
	defer page.Close()
	for _, tt := range []struct {
		args   []string
		code   int
		stderr string
	}{
		{[]string{gone.URL, "A/B"}, 1, "connection refused"},
		{[]string{page.URL, "A/B"}, 1, "HTTP Error 404"},
		{[]string{"localhost:1", "A/B"}, 2, "the URL of a server looks like https://example.com/api/"},
		{[]string{"http://a:b@localhost/", "A/B"}, 2, ""},
		{[]string{gone.URL}, 2, "it wants the URL of a server and the name of a method"},
		{[]string{gone.URL, "A B"}, 2, `"A B" is no name of a method`},
		{[]string{gone.URL, "A/B", "-jar", filepath.Join(t.TempDir(), "no", "\x00")}, 1, "invalid"},
	} {
		code, stdout, stderr := runCall(t, "", tt.args...)
		if code != tt.code || stdout != "" || !strings.Contains(stderr, tt.stderr) || strings.Count(strings.Split(stderr, "\nRun ")[0], "\n") > 1 {
			t.Errorf("%q: got %d %q %q, want %d %q", tt.args, code, stdout, stderr, tt.code, tt.stderr)
		}
	}
}

// TestCallKeepsASession calls with a jar, and lets curl make the next call.
func TestCallKeepsASession(t *testing.T) {
	url, _ := startEcho(t)
	jar := filepath.Join(t.TempDir(), "jar.json")
	args := []string{url, "Test/Echo", "-jar", jar, "-json", `text=it's "$HOME" @x`, "days:=1"}
	for _, want := range []string{`"visit":1}`, `"visit":2}`} {
		if code, stdout, stderr := runCall(t, "", args...); code != 0 || !strings.Contains(stdout, want) {
			t.Fatalf("got %d %s %s, want %s", code, stdout, stderr, want)
		}
	}
	code, line, stderr := runCall(t, "", append(args, "-curl", "-H", "X-Team: it's blue")...)
	if code != 0 || !strings.HasPrefix(line, "curl ") || strings.Count(line, "\n") != 1 {
		t.Fatalf("got %d %s %s", code, line, stderr)
	}
	out, err := exec.Command("sh", "-c", line).Output()
	if err != nil {
		t.Fatalf("%s: %v", line, err)
	}
	var ret struct {
		IsSucc bool
		Res    echoResponse
	}
	if err := json.Unmarshal(out, &ret); err != nil || !ret.IsSucc || ret.Res.Visit != 3 || ret.Res.Text != `it's "$HOME" @x` {
		t.Errorf("curl got %s (%v)", out, err)
	}
	if code, stdout, _ := runCall(t, "", url, "Test/Echo", "-json"); code != 0 || !strings.Contains(stdout, `"visit":1}`) || strings.Contains(stdout, "sessionId") {
		t.Errorf("without a jar, got %d %s", code, stdout)
	}
}
