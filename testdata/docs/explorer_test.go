package docs

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
)

// TestExplorer mounts the page as docs/explorer.md does, and not.
func TestExplorer(t *testing.T) {
	model := []byte(`{"services":[{"name":"Accounts","methods":[{"name":"Visit","wire":"Accounts/Visit","doc":"Visit counts."}]}]}`)
	for _, development := range []bool{true, false} {
		server := runtime.NewServer()
		RegisterAccounts(server, &accounts{})
		mux, err := withExplorer(server, development, model)
		if err != nil {
			t.Fatal(err)
		}
		web := httptest.NewServer(mux)
		defer web.Close()
		res, err := http.Get(web.URL + "/explorer/")
		if err != nil {
			t.Fatal(err)
		}
		page, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		if development != (res.StatusCode == http.StatusOK) || development != strings.Contains(string(page), "Visit counts.") {
			t.Errorf("development %t: %s\n%.200s", development, res.Status, page)
		}
	}
}

// TestExplorerSnippet checks that the code of docs/explorer.md is that of explorer.go.
func TestExplorerSnippet(t *testing.T) {
	text, err := os.ReadFile("../../docs/explorer.md")
	if err != nil {
		t.Fatal(err)
	}
	code, err := os.ReadFile("explorer.go")
	if err != nil {
		t.Fatal(err)
	}
	snippets := regexp.MustCompile("(?s)```(\\w+)\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	if len(snippets) != 1 {
		t.Errorf("docs/explorer.md has %d pieces of code, and one is tested", len(snippets))
	}
	for _, s := range snippets {
		if !strings.Contains(flat(string(code)), flat(s[2])) {
			t.Errorf("this code of docs/explorer.md is not in explorer.go:\n%s", s[2])
		}
	}
}
