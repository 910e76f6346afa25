package generator

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/format"
	"go/importer"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/generator/diag"
)

// FuzzGenerate generates stubs for whatever source there is. It may be refused,
// with a position and a text, and then nothing is written. Otherwise what is written
// is formatted, compiles if the source does, and is taken for its own output by the
// next run.
//
// The source is changed by edits, four bytes each, because a fuzzer that changes
// text alone seldom gets past the parser.
func FuzzGenerate(f *testing.F) {
	lib := newFuzzLibrary(f)
	for _, src := range fuzzSources(f) {
		f.Add(src, []byte{})
	}
	f.Add(fuzzSeeds[0], []byte{0, 30, 1, 0, 3, 40, 7, 2})
	f.Fuzz(func(t *testing.T, src string, edits []byte) {
		if len(src) > 1<<14 || len(edits) > 64 {
			t.Skip("too large to be worth the time")
		}
		lib.generate(t, edit(src, edits))
	})
}

// A fuzzLibrary is the module that the stubs are generated in.
type fuzzLibrary struct {
	dir string
	env []string
	imp types.Importer

	exports map[string]string // files with export data, by import path
}

func newFuzzLibrary(f *testing.F) *fuzzLibrary {
	root, err := filepath.Abs("..")
	if err != nil {
		f.Fatal(err)
	}
	l := &fuzzLibrary{
		dir:     f.TempDir(),
		env:     append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOENV=off", "GOWORK=off"),
		exports: map[string]string{},
	}
	l.imp = importer.ForCompiler(token.NewFileSet(), "gc", l.export)
	mod := fmt.Sprintf("module example.com/lib\n\ngo 1.26\n\nrequire github.com/rpcgen/rpcgen v0.0.0\n\nreplace github.com/rpcgen/rpcgen => %q\n", root)
	if err := os.WriteFile(filepath.Join(l.dir, "go.mod"), []byte(mod), 0o666); err != nil {
		f.Fatal(err)
	}
	if err := l.list("github.com/rpcgen/rpcgen/runtime", "github.com/rpcgen/rpcgen/runtime/wrap", "encoding/json", "slices", "sync", "time"); err != nil {
		f.Fatal(err)
	}
	return l
}

// list finds export data.
func (l *fuzzLibrary) list(paths ...string) error {
	cmd := exec.Command("go", append([]string{"list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}", "--"}, paths...)...)
	cmd.Dir, cmd.Env = l.dir, l.env
	out, err := cmd.Output()
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(out)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), " ")
		l.exports[path] = file
	}
	return nil
}

func (l *fuzzLibrary) export(path string) (io.ReadCloser, error) {
	if l.exports[path] == "" {
		if err := l.list(path); err != nil || l.exports[path] == "" {
			return nil, fmt.Errorf("no package %q", path)
		}
	}
	return os.Open(l.exports[path])
}

func (l *fuzzLibrary) generate(t *testing.T, src string) {
	t.Log(src) // is printed if the test fails
	l.clear(t)
	file := filepath.Join(l.dir, "lib.go")
	if err := os.WriteFile(file, []byte(src), 0o666); err != nil {
		t.Fatal(err)
	}
	cfg := Config{Dir: l.dir, File: "lib.go", Env: l.env, Fake: true, Wrap: Wrappers()}
	_, err := Run(t.Context(), cfg)
	written := l.written(t)
	if err != nil {
		if len(written) > 0 {
			t.Errorf("%d files were written though there are problems", len(written))
		}
		checkProblems(t, err)
		return
	}
	fset := token.NewFileSet()
	var files []*ast.File
	for name, data := range written {
		if formatted, err := format.Source(data); err != nil || !bytes.Equal(formatted, data) {
			t.Errorf("%s is not formatted (%v):\n%s", name, err, data)
			return
		}
		parsed, err := parser.ParseFile(fset, name, data, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, parsed)
	}
	// The generator understands what does not compile yet. So no mistake of the
	// source may show in the stubs.
	if parsed, err := parser.ParseFile(fset, "lib.go", src, parser.SkipObjectResolution); err == nil {
		for _, err := range l.compile(fset, append(files, parsed)...) {
			if name := fset.Position(err.Pos).Filename; name != "lib.go" || len(l.compile(fset, parsed)) == 0 {
				t.Errorf("the stubs do not compile: %v\n%s", err, written[name])
			}
		}
	}
	cfg.Check = true
	switch res, err := Run(t.Context(), cfg); {
	case err != nil:
		t.Errorf("the second run: %v", err)
	case len(res.Changes) > 0:
		t.Errorf("the second run would change:\n%s", res.Changes[0].Diff())
	}
}

// compile type-checks files as one package.
func (l *fuzzLibrary) compile(fset *token.FileSet, files ...*ast.File) []types.Error {
	var list []types.Error
	conf := types.Config{
		Importer: l.imp, GoVersion: "go1.26", Sizes: types.SizesFor("gc", "amd64"),
		Error: func(err error) {
			if e, ok := errors.AsType[types.Error](err); ok && !strings.HasPrefix(e.Msg, "\t") {
				list = append(list, e)
			}
		},
	}
	_, _ = conf.Check("example.com/lib", fset, files, nil) // the errors are in list
	return list
}

// written returns what was written beside the source.
func (l *fuzzLibrary) written(t *testing.T) map[string][]byte {
	t.Helper()
	names, err := os.ReadDir(l.dir)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, e := range names {
		switch name := e.Name(); name {
		case "go.mod", "go.sum", "lib.go":
		default:
			if files[name], err = os.ReadFile(filepath.Join(l.dir, name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	return files
}

func (l *fuzzLibrary) clear(t *testing.T) {
	t.Helper()
	for name := range l.written(t) {
		if err := os.Remove(filepath.Join(l.dir, name)); err != nil {
			t.Fatal(err)
		}
	}
}

// checkProblems checks that an error helps the author.
func checkProblems(t *testing.T, err error) {
	t.Helper()
	problems, ok := errors.AsType[diag.List](err)
	if !ok || len(problems) == 0 {
		t.Fatalf("no diagnostics: %v", err)
	}
	for _, d := range problems {
		switch {
		case d.Pos.Filename == "":
			t.Errorf("no position: %s", d.Message)
		case strings.TrimSpace(d.Message) == "" || strings.ContainsAny(d.Message, "\n\x00"):
			t.Errorf("not a line of text: %q", d.Message)
		}
	}
}

// fuzzWords are what edits put into the source.
var fuzzWords = []string{
	"chan int", "func()", "error", "any", "int", "uint8", "byte", "rune", "string", "[]byte", "complex128", "uintptr", "float64",
	"[]", "*", "map[string]", "map[bool]", "[3]", "...", "struct{}", "struct { A int }", "interface{ M() error }",
	"json.RawMessage", "time.Time", "time.Duration", "context.Context", "runtime.BaseRequest", "runtime.BaseResponse", "runtime.Cookie",
	"Lib", "LibClient", "NewLibClient", "RegisterLib", "LibGetRequest", "LibGetResponse", "libGet", "Loan", "Page[int]", "Page[Loan]", "T",
	"ctx", "c", "req", "res", "err", "impl", "server", "client", "runtime", "context", "json", "result", "arg1", "nil", "true", "_", "len", "BaseRequest",
	"type", "func", "range", "interface", "=", ",", ";", "(", ")", "{", "}", "~", "|", "[", "]", ".", "\n", "//rpcgen:skip\n", "//rpcgen:idempotent\n", "//rpcgen:cache 1s\n", "//rpcgen:service path=\n",
	"//rpcgen:name x\n", "`json:\"a,omitempty\"`", "`json:\"__cookie\"`", "`json:\"-\"`", "`json:\",string\"`", "ß", "世界", "0", "iota",
}

// edit changes tokens of src: each edit is what to do, where (two bytes), and with
// which word or other token.
func edit(src string, edits []byte) string {
	words := tokens(src)
	for ; len(edits) >= 4 && len(words) > 0; edits = edits[4:] {
		i := (int(edits[1])<<8 | int(edits[2])) % len(words)
		word := fuzzWords[int(edits[3])%len(fuzzWords)]
		j := (i + int(edits[3]) + 1) % len(words)
		old := strings.TrimRight(words[i], " \t\n")
		space := words[i][len(old):]
		switch edits[0] % 6 {
		case 0:
			words[i] = word + space
		case 1:
			words[i] = word + " " + words[i]
		case 2:
			words[i] = space
		case 3:
			words[i] = strings.TrimRight(words[j], " \t\n") + space
		case 4:
			words[i], words[j] = words[j], words[i]
		case 5:
			words[i] = old + " " + words[i]
		}
	}
	return strings.Join(words, "")
}

// tokens cuts src into its tokens, each with the space behind it.
func tokens(src string) []string {
	fset := token.NewFileSet()
	file := fset.AddFile("", fset.Base(), len(src))
	var s scanner.Scanner
	s.Init(file, []byte(src), func(token.Position, string) {}, scanner.ScanComments)
	var words []string
	last := 0
	for {
		pos, tok, _ := s.Scan()
		if tok == token.EOF {
			return append(words, src[last:])
		}
		if offset := file.Offset(pos); offset > last {
			words = append(words, src[last:offset])
			last = offset
		}
	}
}

// fuzzSources returns the golden inputs and the seeds.
func fuzzSources(f *testing.F) []string {
	f.Helper()
	names, err := filepath.Glob("../testdata/golden/*/api.go")
	if err != nil {
		f.Fatal(err)
	}
	list := fuzzSeeds
	for _, name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		if !bytes.Contains(src, []byte("rpcgen/testdata")) { // other packages are not there
			list = append(list, string(src))
		}
	}
	return list
}

var fuzzSeeds = []string{`package lib

import (
	"context"
	"time"
)

// Lib is a library.
type Lib interface {
	// Get gets.
	Get(ctx context.Context, isbn string, days int) (Loan, error)
	All() ([]*Loan, map[string]Loan, error)
	Put(context.Context, *Loan, ...string) error
}

type Loan struct {
	ISBN  string    ` + "`json:\"isbn\"`" + `
	Until time.Time ` + "`json:\"until,omitzero\"`" + `
	Next  *Loan
	state int
}
`, `package lib

import "github.com/rpcgen/rpcgen/runtime"

type GetRequest struct {
	runtime.BaseRequest
	ID int
}

type GetResponse struct {
	runtime.BaseResponse
	Name string
}

type Lib interface {
	Get(*GetRequest) (*GetResponse, error)
	Mixed(req GetRequest) (a int, err error)
	Other(a int, b []byte) (GetResponse, error)
}
`, `package lib

import "encoding/json"

type Page[T any] struct {
	Items []T
	Raw   json.RawMessage
	Extra any
}

type Keyed[K comparable, V any] map[K]V

type Base interface{ Ping() error }

type Lib interface {
	Base
	List(p Page[int]) (Page[Page[string]], error)
	Keys(Keyed[string, int]) (res Keyed[int, []Keyed[string, bool]], err error)
	Anonymous(struct{ A int }) (struct {
		B []struct{ C string }
	}, error)
}

type Alias = Lib
`, `package lib

type T int

const (
	One T = iota
	Two
)

func (t T) MarshalText() ([]byte, error)   { return nil, nil }
func (t *T) UnmarshalText(b []byte) error { return nil }

type Custom struct{ A int }

func (c Custom) MarshalJSON() ([]byte, error)   { return nil, nil }
func (c *Custom) UnmarshalJSON(b []byte) error { return nil }

//rpcgen:service path=custom
type Lib interface {
	//rpcgen:name take
	Take(map[T]int, Custom, *Custom, []T) (T, error)
	Single(Custom) (*Custom, error)
}

//rpcgen:skip
type Skipped interface{ M(chan int) }
`, `package lib

import (
	ctx "context"
	runtime "time"
)

type LibClient struct{}

type byte string

type Lib interface {
	Get(c ctx.Context, req, res, err int, runtime runtime.Duration) (client, server, impl string, _ error)
	Bytes(a []uint8, b []byte, e [2]uint8) (any, error)
}
`, `package lib

type (
	Inner struct{ A, B int }
	Outer struct {
		Inner
		*Deep
		C int ` + "`json:\"a,string\"`" + `
	}
	Deep struct{ D float64 }
	Fn   func()
	Bad  struct{ F Fn }
)

type Lib interface {
	Embed(Outer) (*Inner, error)
	Two(Inner, Deep) (x Outer, y [2]Outer, err error)
}

type Refused interface {
	Bad(Bad) error
	NoError() int
	hidden() error
	Chan(c chan int) (func(), error)
}
`, `package lib

import . "time"

type Lib interface {
	At(Time, Duration) (Month, error)
}

var _ Lib = (*LibClient)(nil)

func use() { RegisterLib(nil, NewLibClient(nil)) }
`, `package lib

type Lib interface {
	A(Missing) error
	B(int) (missing.Type, error)
	A(string) error
}

type Cycle Cycle

type Loop interface{ Loop }
`, `//go:build linux || !linux

package lib // a comment

/* another */ type Lib interface { Get(a, b int) (int, error); Set(...int) error }
`, `package lib

type Lib interface {
	With(struct {
		Own string
		byte
		*rune
		uint8 int
	}) error
}
`}
