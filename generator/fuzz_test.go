package generator

import (
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
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/rpcgen/rpcgen/generator/diag"
)

// FuzzRun generates for source that has been meddled with. Run may refuse it, but
// what it writes is formatted and compiles, if the source does.
func FuzzRun(f *testing.F) {
	for _, name := range []string{"catalog", "locals", "level"} {
		ar, err := txtar.ParseFile(filepath.Join("emit", "gogen", "testdata", name+".txtar"))
		if err != nil {
			f.Fatal(err)
		}
		for seed := range uint64(8) {
			f.Add(string(ar.Files[0].Data), seed)
		}
	}
	root, err := filepath.Abs("..")
	if err != nil {
		f.Fatal(err)
	}
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		f.Fatal(err)
	}
	dir := f.TempDir()
	mod := "module example.com/lib\n\ngo 1.26\n\nrequire github.com/rpcgen/rpcgen v0.0.0\n\nreplace github.com/rpcgen/rpcgen => " + root + "\n"
	for name, data := range map[string]string{"go.mod": mod, "go.sum": string(sum)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o666); err != nil {
			f.Fatal(err)
		}
	}
	env := append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOSUMDB=off", "GOWORK=off")
	exports := exportData(f, dir, env)

	f.Fuzz(func(t *testing.T, src string, seed uint64) {
		src = meddle(src, seed)
		file := filepath.Join(dir, "api.go")
		if err := os.WriteFile(file, []byte(src), 0o666); err != nil {
			t.Fatal(err)
		}
		res, err := Run(t.Context(), Config{Dir: dir, File: "api.go", Env: env, Check: true})
		if err != nil {
			if problems, ok := errors.AsType[diag.List](err); !ok || len(problems) == 0 {
				t.Fatalf("no diagnostics but %v for\n%s", err, src)
			}
			return
		}
		for _, c := range res.Changes {
			if text, err := format.Source(c.New); err != nil || string(text) != string(c.New) {
				t.Errorf("not formatted (%v):\n%s", err, c.New)
			}
			if err := compile(exports, src); err != nil {
				continue
			}
			if err := compile(exports, src, string(c.New)); err != nil {
				t.Errorf("does not compile: %v\n%s\n%s", err, src, c.New)
			}
		}
	})
}

// exportData returns an importer of what the seeds and the stubs import.
func exportData(f *testing.F, dir string, env []string) types.Importer {
	f.Helper()
	cmd := exec.Command("go", "list", "-export", "-deps", "-f", "{{.ImportPath}}={{.Export}}", "context", "time", "github.com/rpcgen/rpcgen/runtime")
	cmd.Dir, cmd.Env = dir, env
	out, err := cmd.Output()
	if err != nil {
		f.Fatal(err)
	}
	files := map[string]string{}
	for line := range strings.Lines(string(out)) {
		name, file, _ := strings.Cut(strings.TrimSpace(line), "=")
		files[name] = file
	}
	return importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) {
		if files[path] == "" {
			return nil, fmt.Errorf("no package %s", path)
		}
		return os.Open(files[path])
	})
}

func compile(imp types.Importer, sources ...string) error {
	fset := token.NewFileSet()
	var files []*ast.File
	for _, src := range sources {
		file, err := parser.ParseFile(fset, "", src, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		files = append(files, file)
	}
	_, err := (&types.Config{Importer: imp}).Check("example.com/lib", fset, files, nil)
	return err
}

// meddle replaces, removes or doubles a few tokens.
func meddle(src string, seed uint64) string {
	pool := strings.Fields(`string int []byte *Loan Loan chan func() map[string]int map error context.Context ...
		struct{} any time.Time nil _ ctx req c Request Catalog Client * [] [3] { } ( ) , type interface runtime.BaseRequest
		runtime.BaseResponse byte float64 complex128 uintptr Page[int] Page [T] = ~int | x.Y "a" 1 len context runtime`)
	rnd := rand.New(rand.NewPCG(seed, 1))
	for range seed % 4 {
		var from, to []int
		var s scanner.Scanner
		file := token.NewFileSet().AddFile("", -1, len(src))
		s.Init(file, []byte(src), func(token.Position, string) {}, scanner.ScanComments)
		for {
			pos, tok, lit := s.Scan()
			if tok == token.EOF {
				break
			}
			if tok == token.SEMICOLON && lit == "\n" {
				continue
			}
			if lit == "" {
				lit = tok.String()
			}
			from = append(from, file.Offset(pos))
			to = append(to, min(len(src), file.Offset(pos)+len(lit)))
		}
		if len(from) == 0 {
			break
		}
		i := rnd.IntN(len(from))
		with := pool[rnd.IntN(len(pool))]
		switch rnd.IntN(4) {
		case 0:
			with = ""
		case 1:
			j := rnd.IntN(len(from))
			with = src[from[j]:to[j]]
		}
		src = src[:from[i]] + " " + with + " " + src[to[i]:]
	}
	return src
}
