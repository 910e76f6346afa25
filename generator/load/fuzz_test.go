package load

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/model"
)

// FuzzLoad loads whatever source there is: it may be refused, with a position and
// advice, but the loader must not fail, and what it accepts must be whole. The
// seeds are the sources of the scenarios.
func FuzzLoad(f *testing.F) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		for _, src := range a.Files {
			if strings.HasSuffix(src.Name, ".go") && len(src.Data) > 150 {
				f.Add(string(src.Data))
			}
		}
	}
	dir := f.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module example.com/lib\n\ngo 1.26\n"), 0o644); err != nil {
		f.Fatal(err)
	}
	env := append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOENV=off", "GOWORK=off")
	f.Fuzz(func(t *testing.T, src string) {
		file := filepath.Join(dir, "lib.go")
		if err := os.WriteFile(file, []byte(src), 0o644); err != nil {
			t.Fatal(err)
		}
		res, err := Load(t.Context(), Config{Dir: dir, File: "lib.go", Env: env})
		if err != nil {
			var list diag.List
			if !errors.As(err, &list) || len(list) == 0 {
				t.Fatalf("no diagnostics: %v", err)
			}
			for _, d := range list {
				if strings.Contains(d.Message, "\n") || !strings.Contains(d.Message, ";") {
					t.Errorf("not one line with what to do: %q", d.Message)
				}
			}
			return
		}
		for _, u := range res.Units {
			for _, api := range u.APIs {
				checkWhole(t, api)
			}
		}
	})
}

// checkWhole checks what emitters rely on.
func checkWhole(t *testing.T, api *model.API) {
	seen := map[*model.Type]bool{}
	var walk func(*model.Type)
	walk = func(mt *model.Type) {
		if mt == nil || seen[mt] {
			return
		}
		seen[mt] = true
		switch mt.Kind {
		case model.Pointer, model.Slice, model.Array:
			if mt.Elem == nil {
				t.Error("there is no element")
			}
		case model.Map:
			if mt.Elem == nil || mt.Key == nil {
				t.Error("there is no key or element")
			}
		default:
		}
		walk(mt.Elem)
		walk(mt.Key)
		for _, f := range mt.Fields {
			walk(f.Type)
		}
	}
	for _, s := range api.Services {
		if len(s.Methods) == 0 {
			t.Errorf("%s has no methods", s.Name)
		}
		for _, m := range s.Methods {
			if m.Request == nil || m.Response == nil || m.Wire == "" {
				t.Fatalf("%s is not complete", m.Name)
			}
			for _, p := range append(m.Params[:len(m.Params):len(m.Params)], m.Results...) {
				if p.Type.Kind == model.Invalid {
					t.Errorf("%s has a parameter of no kind", m.Name)
				}
				walk(p.Type)
			}
		}
	}
}
