package analyzer_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/rpcgen/rpcgen/generator"
	"github.com/rpcgen/rpcgen/generator/analyzer"
)

// module writes a module that uses the checkout, and returns its directory.
func module(t *testing.T, files map[string]string) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	files["go.mod"] = "module example.com/library\n\ngo 1.26\n\nrequire github.com/rpcgen/rpcgen v0.0.0\n\nreplace github.com/rpcgen/rpcgen => " + root + "\n"
	files["go.sum"] = string(sum)
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("GOFLAGS", "-mod=mod")
	return dir
}

const refused = `package refused

//rpcgen:service
type Catalog interface {
	NoError(isbn string)            // want "method NoError: it has no error result"
	One() int                       // want "method One: it has no error result"
	Empty() ()                      // want "method Empty: it has no error result"
	Named() (n int, s string)       // want "method Named: it has no error result"
	Several() (int, string)         // want "method Several: it has no error result"
	Chan(c chan int) error          // want "method Chan: param c: chan int cannot be sent"
	Recv() (<-chan []string, error) // want "method Recv: result 1: .*chan .*cannot be sent"
	Func(f func()) error            // want "method Func: param f: func\\(\\) cannot be sent"
}
`

const mended = `package refused

//rpcgen:service
type Catalog interface {
	NoError(isbn string) error               // want "method NoError: it has no error result"
	One() (int, error)                       // want "method One: it has no error result"
	Empty() error                            // want "method Empty: it has no error result"
	Named() (n int, s string, err error)     // want "method Named: it has no error result"
	Several() (int, string, error)           // want "method Several: it has no error result"
	Chan(c []int) error                      // want "method Chan: param c: chan int cannot be sent"
	Recv() ([][]string, error)               // want "method Recv: result 1: .*chan .*cannot be sent"
	Func(f func()) error                     // want "method Func: param f: func\\(\\) cannot be sent"
}
`

func TestRefused(t *testing.T) {
	dir := module(t, map[string]string{"refused/a.go": refused, "refused/a.go.golden": mended})
	analysistest.RunWithSuggestedFixes(t, dir, analyzer.Analyzer, "./refused")
}

const fresh = `package fresh

//rpcgen:service
type Catalog interface {
	Borrow(isbn string) error
}

//go:generate go tool rpcgen -type Plain .
type Plain interface {
	Do() error
}
`

// TestStale generates, changes the source, and applies the fixes.
func TestStale(t *testing.T) {
	dir := module(t, map[string]string{"stale/a.go": fresh})
	cfg := generator.Config{Dir: filepath.Join(dir, "stale"), Patterns: []string{"."}, Types: []string{"Catalog", "Plain"}}
	generate := func() {
		t.Helper()
		if _, err := generator.Run(t.Context(), cfg); err != nil {
			t.Fatal(err)
		}
	}
	generate()
	old := map[string][]byte{}
	for _, name := range []string{"a_rpc.gen.go", "a_codec.gen.go"} {
		text, err := os.ReadFile(filepath.Join(dir, "stale", name))
		if err != nil {
			t.Fatal(err)
		}
		old[name] = text
	}
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, "stale", name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("a.go", strings.Replace(strings.Replace(fresh, "package fresh", `package fresh // want "a_codec.gen.go is out of date; run rpcgen" "a_rpc.gen.go is out of date; run rpcgen"`, 1), "isbn string", "isbn string, days int", 1))
	cfg.Types = []string{"Catalog", "Plain"}
	generate()
	for name, text := range old { // the new ones are what the fixes make of the old ones
		want, err := os.ReadFile(filepath.Join(dir, "stale", name))
		if err != nil {
			t.Fatal(err)
		}
		write(name+".golden", string(want))
		write(name, string(text))
	}
	analysistest.RunWithSuggestedFixes(t, dir, analyzer.Analyzer, "./stale")
}

// TestVet lets go vet run rpcgen.
func TestVet(t *testing.T) {
	dir := module(t, map[string]string{
		"refused/a.go":      "package refused\n\n//rpcgen:service\ntype A interface {\n\tDo(c chan int) error\n}\n",
		"missing/a.go":      "package missing\n\n//go:generate go tool rpcgen\n\ntype A interface {\n\tDo() error\n}\n",
		"nothing/a.go":      "package nothing\n",
		"nothing/a_test.go": "package nothing\n",
		"other/other.go":    "package other\n\n//go:generate go tool rpcgen -type Reader -o ../x io\n",
	})
	bin := filepath.Join(t.TempDir(), "rpcgen")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", bin, "../../cmd/rpcgen").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	cmd := exec.CommandContext(t.Context(), "go", "vet", "-vettool="+bin, "./...")
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	for _, want := range []string{
		"refused/a.go:5:5: method Do: param c: chan int cannot be sent; use a slice of what it delivers\n",
		"missing/a.go:1:1: a_rpc.gen.go is out of date; run rpcgen\n",
		"missing/a.go:1:1: a_codec.gen.go is out of date; run rpcgen\n",
	} {
		if !strings.Contains(string(out), want) {
			t.Errorf("go vet says nothing of %q: %v\n%s", want, err, out)
		}
	}
	if err == nil || strings.Contains(string(out), "nothing/") || strings.Contains(string(out), "other/") {
		t.Errorf("go vet: %v\n%s", err, out)
	}
}
