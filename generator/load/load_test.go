package load

import (
	"errors"
	"flag"
	"go/build"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/rpcgen/rpcgen/generator/diag"
)

var update = flag.Bool("update", false, "rewrite what testdata expects")

// std matches positions in the standard library, which changes.
var std = regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(filepath.ToSlash(build.Default.GOROOT)) + `/(\S+):\d+:\d+:`)

// fakeRuntime stands for the runtime, of which the loader knows two names.
const fakeRuntime = `package runtime

type Cookie map[string]any

type BaseRequest struct {
	Cookie *Cookie ` + "`json:\"__cookie,omitempty\"`" + `
}

type BaseResponse struct {
	Cookie *Cookie ` + "`json:\"__cookie,omitempty\"`" + `
}
`

// A scenario is what an archive's comment says about how to load it, as words of
// the form key=value on the lines that begin with "load".
type scenario struct {
	archive *txtar.Archive
	root    string
	cfg     Config
}

func newScenario(t *testing.T, a *txtar.Archive) *scenario {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := &scenario{archive: a, root: root}
	s.cfg.Dir = root
	s.cfg.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOENV=off", "GOWORK=", "GO111MODULE=")
	for line := range strings.Lines(string(a.Comment)) {
		words, ok := strings.CutPrefix(line, "load ")
		if !ok {
			continue
		}
		for word := range strings.FieldsSeq(words) {
			key, value, _ := strings.Cut(word, "=")
			switch key {
			case "file":
				s.cfg.File = value
			case "types":
				s.cfg.Types = strings.Split(value, ",")
			case "patterns":
				s.cfg.Patterns = strings.Split(value, ",")
			case "dir":
				s.cfg.Dir = filepath.Join(root, value)
			case "tags":
				s.cfg.Tags = value
			case "out":
				s.cfg.OutDir = value
			case "pkg":
				s.cfg.OutPkg = value
			case "goflags":
				s.cfg.Env = append(s.cfg.Env, "GOFLAGS="+strings.ReplaceAll(value, ",", " "))
			case "env":
				s.cfg.Env = append(s.cfg.Env, value)
			default:
				t.Fatalf("unknown key %q", key)
			}
		}
	}
	for _, f := range a.Files {
		if f.Name != "want" {
			s.write(t, f.Name, f.Data)
		}
	}
	if i := slices.IndexFunc(a.Files, func(f txtar.File) bool { return f.Name == "go.mod" }); i >= 0 && strings.Contains(string(a.Files[i].Data), "github.com/rpcgen/rpcgen") {
		s.write(t, "rpcgen/go.mod", []byte("module github.com/rpcgen/rpcgen\n\ngo 1.26\n"))
		s.write(t, "rpcgen/runtime/runtime.go", []byte(fakeRuntime))
	}
	return s
}

func (s *scenario) write(t *testing.T, name string, data []byte) {
	t.Helper()
	file := filepath.Join(s.root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// load loads the scenario and returns the model, or what is wrong, as text.
func (s *scenario) load(t *testing.T) string {
	t.Helper()
	res, err := Load(t.Context(), s.cfg)
	if err != nil {
		var list diag.List
		if !errors.As(err, &list) {
			t.Fatalf("the error is no list of diagnostics: %v", err)
		}
		text := strings.ReplaceAll(err.Error(), s.root, "$WORK") + "\n"
		return std.ReplaceAllString(text, "$$GOROOT/$1:LINE:")
	}
	return dump(s.root, res)
}

func TestScenarios(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no scenarios", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := newScenario(t, a).load(t)
			i := slices.IndexFunc(a.Files, func(f txtar.File) bool { return f.Name == "want" })
			if i < 0 {
				i = len(a.Files)
				a.Files = append(a.Files, txtar.File{Name: "want"})
			}
			if *update {
				a.Files[i].Data = []byte(got)
				if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if want := string(a.Files[i].Data); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}
