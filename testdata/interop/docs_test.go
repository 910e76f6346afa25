package interop

import (
	"encoding/json"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/memstore"
	"github.com/rpcgen/rpcgen/testdata/interop/library"
)

func page(t *testing.T) string { return read(t, "../../docs/tsrpc.md") }

func read(t *testing.T, pattern string) string {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("%s: %v", pattern, err)
	}
	var all strings.Builder
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(text)
		all.WriteByte('\n')
	}
	return all.String()
}

// TestExamples runs the examples of docs/tsrpc.md.
func TestExamples(t *testing.T) {
	t.Parallel()
	store := memstore.New()
	sessions := session.NewManager(store)
	handler, err := library.Handler(sessions)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(func() {
		server.Close()
		_ = sessions.Close(t.Context())
		_ = store.Close()
	})
	for name, want := range map[string]string{
		"node.js":    "978-0-13-419044-0 2026-01-15T00:00:00.000Z\nApiError NO_BOOK there is no such book\n",
		"browser.js": "visit 1\nvisit 2\n",
		"miniapp.js": "visit 1\nvisit 2\n",
	} {
		out, err := node(t.Context(), t, "snippet.js", name, server.URL+"/").Output()
		if err != nil || string(out) != want {
			t.Errorf("%s: %v\ngot  %q\nwant %q", name, err, out, want)
		}
	}
	if n, err := library.Visit(t.Context(), startServer(t, "snippet.js", "server.js", "")); err != nil || n != 7 {
		t.Error(n, err)
	}
}

// TestSnippets expects the code of docs/tsrpc.md in the folders library and snippets, line
// by line, and so that it is compiled and run.
func TestSnippets(t *testing.T) {
	source := map[string]string{"go": flat(read(t, "library/*.go")), "ts": flat(read(t, "snippets/*.ts"))}
	seen := map[string]int{}
	for _, s := range regexp.MustCompile("(?s)```(\\w+)\n(.*?)```").FindAllStringSubmatch(page(t), -1) {
		seen[s[1]]++
		if s[1] != "sh" && !strings.Contains("\n"+source[s[1]], "\n"+flat(s[2])) {
			t.Errorf("this is not run:\n%s", s[2])
		}
	}
	if seen["go"] < 3 || seen["ts"] < 4 {
		t.Errorf("docs/tsrpc.md has %v pieces of code, which cannot be all", seen)
	}
}

// flat drops indentation and empty lines.
func flat(code string) string {
	var b strings.Builder
	for line := range strings.Lines(code) {
		if line = strings.TrimSpace(line); line != "" {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

// TestDifferences expects that docs/tsrpc.md lists each recorded exchange that our server
// answers otherwise, and no other.
func TestDifferences(t *testing.T) {
	var recorded struct {
		Cases []struct {
			Name      string
			Different *struct{}
		}
	}
	if err := json.Unmarshal([]byte(read(t, "../../runtime/transport/httprpc/testdata/tsrpc.json")), &recorded); err != nil {
		t.Fatal(err)
	}
	var want, got []string
	for _, c := range recorded.Cases {
		if c.Different != nil {
			want = append(want, c.Name)
		}
	}
	_, table, _ := strings.Cut(page(t), "## What differs")
	for _, name := range regexp.MustCompile("`(?:TestRecordedExchanges/)?((?:json|http)/\\w+)`").FindAllStringSubmatch(table, -1) {
		got = append(got, name[1])
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("docs/tsrpc.md lists\n%v, but these differ:\n%v", got, want)
	}
}

// TestNames expects that there is each test that docs/tsrpc.md names.
func TestNames(t *testing.T) {
	tests := map[string]bool{}
	for _, m := range regexp.MustCompile(`func (Test\w+)\(|t\.Run\("([^"]+)"`).FindAllStringSubmatch(read(t, "*_test.go")+read(t, "../../runtime/transport/httprpc/*_test.go")+read(t, "../../generator/emit/tsrpc/*_test.go"), -1) {
		tests[m[1]+m[2]] = true
	}
	for _, m := range regexp.MustCompile(`(?m)^  (?:async )?(?:'([^']+)'|(\w+))[(:]`).FindAllStringSubmatch(read(t, "client.js"), -1) {
		tests[m[1]+m[2]] = true
	}
	named := 0
	_, tables, _ := strings.Cut(page(t), "\n## What is compatible")
	for line := range strings.Lines(tables) {
		if !strings.HasPrefix(line, "| ") {
			continue
		}
		cells := strings.Split(line, " | ")
		for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(strings.Join(cells[max(1, len(cells)-2):], " "), -1) {
			parts := strings.SplitN(m[1], "/", 3)
			last := strings.ReplaceAll(parts[len(parts)-1], "_", " ")
			if !strings.HasPrefix(m[1], "Test") && len(parts) > 1 || strings.Contains(m[1], "json/") || strings.Contains(m[1], "http/") {
				continue
			}
			named++
			if !tests[last] || strings.HasPrefix(m[1], "Test") && !tests[parts[0]] {
				t.Errorf("there is no test %s", m[1])
			}
		}
	}
	if named < 20 {
		t.Errorf("docs/tsrpc.md names %d tests, which cannot be all", named)
	}
}
