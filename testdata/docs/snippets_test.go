package docs

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestSnippets checks that the Go code of docs/sessions.md stands in this
// package, line by line, and so is compiled.
func TestSnippets(t *testing.T) {
	text, err := os.ReadFile("../../docs/sessions.md")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var source strings.Builder
	for _, file := range files {
		code, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		source.WriteString("\n" + flat(string(code)) + "\n")
	}
	snippets := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	if len(snippets) < 5 {
		t.Fatalf("docs/sessions.md has %d pieces of Go, which cannot be all", len(snippets))
	}
	for _, s := range snippets {
		if !strings.Contains(source.String(), "\n"+flat(s[1])+"\n") {
			t.Errorf("this code of docs/sessions.md is not in testdata/docs:\n%s", s[1])
		}
	}
}

// flat drops indentation and empty lines.
func flat(code string) string {
	var lines []string
	for line := range strings.Lines(code) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}
