package scaffold

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestDocs does what docs/init-and-impl.md says, in its order: it runs the command lines,
// and its Go files are what it gives or what comes out.
func TestDocs(t *testing.T) {
	t.Setenv("GOPROXY", "off")
	t.Setenv("GOFLAGS", "-buildvcs=false")
	t.Setenv("GOWORK", "off")
	bin := t.TempDir()
	run(t, "../..", "go", "build", "-o", filepath.Join(bin, "rpcgen"), "./cmd/rpcgen")
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	text, err := os.ReadFile("../../docs/init-and-impl.md")
	if err != nil {
		t.Fatal(err)
	}
	projects, methods, ok := strings.Cut(string(text), "\n## Missing methods\n")
	if !ok {
		t.Fatal("the page has no second part")
	}
	if ran := follow(t, t.TempDir(), projects); ran != 6 {
		t.Errorf("%d commands were run of the first part", ran)
	}

	// The second part is in a module that has rpcgen, and no stubs.
	dir := filepath.Join(t.TempDir(), "docs")
	run(t, filepath.Dir(dir), "rpcgen", "init", "-module", "example.com/docs", "docs")
	for _, name := range []string{"greeter.go", "greeter_test.go", "main.go", "main_test.go", "api"} {
		if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if ran := follow(t, dir, methods); ran != 5 {
		t.Errorf("%d commands were run of the second part", ran)
	}
	run(t, dir, "go", "vet", "./...")
}

// step is a command line, or a Go file whose name is in its first line.
var step = regexp.MustCompile("(?m)^    (\\S.*)$|^```go\n// (\\S+)\n((?s:.*?))^```$")

// follow does the steps in a part of the page, and returns how many commands there were.
// A file that is not there is written; one that is there must be as the page shows it.
func follow(t *testing.T, dir, part string) (ran int) {
	t.Helper()
	for _, m := range step.FindAllStringSubmatch(part, -1) {
		if m[1] != "" {
			ran++
			if to, ok := strings.CutPrefix(m[1], "cd "); ok {
				dir = filepath.Join(dir, to)
				continue
			}
			run(t, dir, "sh", "-c", m[1])
			continue
		}
		name := filepath.Join(dir, m[2])
		got, err := os.ReadFile(name)
		if os.IsNotExist(err) {
			err = os.WriteFile(name, []byte(m[3]), 0o666)
			got = []byte(m[3])
		}
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != m[3] {
			t.Errorf("%s is\n%s", m[2], got)
		}
	}
	return ran
}
