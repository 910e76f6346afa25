// Package snippets checks that the code which a document shows is compiled.
package snippets

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Check expects each piece of Go in a document to stand, line by line, in a Go file of
// the working directory, which is that of the test's package.
func Check(t *testing.T, document string) {
	t.Helper()
	text, err := os.ReadFile(document)
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
	pieces := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	if len(pieces) == 0 {
		t.Fatalf("%s has no Go", document)
	}
	for _, p := range pieces {
		if !strings.Contains(source.String(), "\n"+flat(p[1])+"\n") {
			t.Errorf("this code of %s is not in this package:\n%s", document, p[1])
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
