package docs

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/testdata/internal/snippets"
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

// TestExplorerSnippet checks that the code of docs/explorer.md stands in this package.
func TestExplorerSnippet(t *testing.T) { snippets.Check(t, "../../docs/explorer.md") }
