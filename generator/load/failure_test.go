package load

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

const oneService = `load file=lib.go
-- go.mod --
module example.com/lib

go 1.26
-- lib.go --
package lib

import "time"

type Library interface{ M(time.Time) error }
`

func TestWithoutGoCommand(t *testing.T) {
	s := newScenario(t, txtar.Parse([]byte(oneService)))
	t.Setenv("PATH", s.root)
	const want = "the go command was not found; install Go or add it to $PATH\n"
	if got := s.load(t); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestUnreadable(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("nothing is unreadable to root")
	}
	s := newScenario(t, txtar.Parse([]byte(oneService)))
	file := filepath.Join(s.root, "lib.go")
	if err := os.Chmod(file, 0); err != nil {
		t.Fatal(err)
	}
	const want = "lib.go: it cannot be read: permission denied; change its permissions\n"
	if got := s.load(t); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if err := os.Chmod(s.root, 0); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(s.root, 0o755)
	if got := s.load(t); !strings.Contains(got, "it cannot be read: permission denied; change its permissions\n") {
		t.Errorf("got %q", got)
	}
}

func TestDirectoryNamedAsAFile(t *testing.T) {
	s := newScenario(t, txtar.Parse([]byte(oneService)))
	if err := os.Mkdir(filepath.Join(s.root, "dir.go"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("dir.go", filepath.Join(s.root, "link.go")); err != nil {
		t.Skip(err)
	}
	if got := s.load(t); !strings.HasPrefix(got, "unit .\n") {
		t.Errorf("got %s", got)
	}
}

func TestBrokenLink(t *testing.T) {
	s := newScenario(t, txtar.Parse([]byte(oneService)))
	if err := os.Symlink("nowhere", filepath.Join(s.root, "link.go")); err != nil {
		t.Skip(err)
	}
	const want = "link.go: there is no such file or directory; correct the name\n"
	if got := s.load(t); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// The name of a file stands in the output, where a line break in it would be code.
func TestNameWithLineBreak(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there are no such names")
	}
	s := newScenario(t, txtar.Parse([]byte(oneService)))
	const name = "lib\nfunc init() {}\n_.go"
	if err := os.Rename(filepath.Join(s.root, "lib.go"), filepath.Join(s.root, name)); err != nil {
		t.Fatal(err)
	}
	s.cfg.File = name
	const want = `"example.com/lib/lib\nfunc init() {}\n_.go" is not a name for Go source, as it cannot be printed; rename the file or the directory` + "\n"
	if got := s.load(t); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestCancelled(t *testing.T) {
	s := newScenario(t, txtar.Parse([]byte(oneService)))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Load(ctx, s.cfg); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestNothingToRead(t *testing.T) {
	_, err := Load(t.Context(), Config{Dir: t.TempDir()})
	if err == nil || !strings.HasPrefix(err.Error(), "nothing says what to read; ") {
		t.Errorf("got %v", err)
	}
}

// TestSameModelFromAnywhere loads one package again and again and from several
// working directories.
func TestSameModelFromAnywhere(t *testing.T) {
	a, err := txtar.ParseFile("testdata/types.txtar")
	if err != nil {
		t.Fatal(err)
	}
	s := newScenario(t, a)
	first := s.load(t)
	for range 5 {
		if got := s.load(t); got != first {
			t.Fatalf("got\n%s\nfirst\n%s", got, first)
		}
	}
	s.cfg = Config{Dir: filepath.Join(s.root, "other"), Types: []string{"Everything"}, Patterns: []string{".."}, Env: s.cfg.Env}
	got := strings.ReplaceAll(s.load(t), filepath.ToSlash(s.root)+"/", "")
	if want := strings.ReplaceAll(first, "@other/", "@"); got != want {
		t.Errorf("from below got\n%s\nwant\n%s", got, want)
	}
}
