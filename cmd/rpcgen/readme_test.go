package main_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestReadme does what README.md says under "A complete program", word for word,
// in an empty folder.
func TestReadme(t *testing.T) {
	checkout, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(checkout, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, ok := strings.Cut(string(text), "## A complete program")
	section, _, ok2 := strings.Cut(section, "\n## ")
	before, after, ok3 := strings.Cut(section, "```go\n")
	program, after, ok4 := strings.Cut(after, "```\n")
	if !ok || !ok2 || !ok3 || !ok4 {
		t.Fatal("README.md has no complete program")
	}

	gocache, err := exec.Command("go", "env", "GOCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	dir, cache := t.TempDir(), t.TempDir()
	run := func(commands string) string {
		t.Helper()
		var out []byte
		for _, line := range regexp.MustCompile(`(?m)^    (.+)$`).FindAllStringSubmatch(commands, -1) {
			cmd := exec.Command("bash", "-c", strings.ReplaceAll(line[1], "CHECKOUT", checkout))
			cmd.Dir = dir
			cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off", "XDG_CACHE_HOME="+cache, "GOCACHE="+strings.TrimSpace(string(gocache)))
			var progress bytes.Buffer // of the go command, which may have to download
			cmd.Stderr = &progress
			if out, err = cmd.Output(); err != nil {
				t.Fatalf("%s: %v\n%s%s", line[1], err, out, &progress)
			}
		}
		return string(out)
	}
	run(before)
	if err := os.WriteFile(filepath.Join(dir, "library.go"), []byte(program), 0o644); err != nil {
		t.Fatal(err)
	}
	if got, want := run(after), "1 <nil>\n2 <nil>\n"; got != want || !strings.Contains(after, "`1 <nil>` and `2 <nil>`") {
		t.Errorf("the program prints %q, want %q", got, want)
	}
}
