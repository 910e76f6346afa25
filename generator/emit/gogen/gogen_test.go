package gogen_test

import (
	"flag"
	"go/format"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/emit/gogen"
	"github.com/rpcgen/rpcgen/generator/model"
)

var update = flag.Bool("update", false, "rewrite the expected output")

// TestGolden writes the stubs for each archive of testdata, compares them with the
// last file of it, and type-checks the whole. An archive whose comment has a line
// "out: PATH NAME" wants the output in that package.
func TestGolden(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("no testdata: ", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			t.Parallel()
			ar, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			w := parseWorld(t, ar)
			out := wantedPackage(string(ar.Comment))
			got := emitted(t, w, out)
			compare(t, name, ar, got)
			if got.Name == "problems" {
				return
			}
			if text, err := format.Source(got.Data); err != nil || string(text) != string(got.Data) {
				t.Errorf("gofmt would change the output (%v) to\n%s", err, text)
			}
			p := libPath
			if out.Path != "" {
				p = out.Path
			}
			w.add(t, p+"/api_rpc.gen.go", got.Data)
			w.check(t, p)
		})
	}
}

func wantedPackage(comment string) (p model.Package) {
	for line := range strings.Lines(comment) {
		if rest, ok := strings.CutPrefix(line, "out: "); ok {
			p.Path, p.Name, _ = strings.Cut(strings.TrimSpace(rest), " ")
		}
	}
	return p
}

// emitted returns the output, or the problems as a file of that name.
func emitted(t *testing.T, w *world, out model.Package) txtar.File {
	t.Helper()
	var problems diag.List
	files := gogen.New().Emit(w.api(t, out), &problems)
	if len(problems) > 0 {
		problems.Sort()
		return txtar.File{Name: "problems", Data: []byte(problems.Error() + "\n")}
	}
	return txtar.File{Name: files[0].Name, Data: files[0].Data}
}

// compare compares got with the archive's last file or, with -update, makes it that.
func compare(t *testing.T, name string, ar *txtar.Archive, got txtar.File) {
	t.Helper()
	last := len(ar.Files) - 1
	isOutput := func(f txtar.File) bool { return strings.Contains(f.Name, ".gen") || f.Name == "problems" }
	if *update {
		if isOutput(ar.Files[last]) {
			ar.Files = ar.Files[:last]
		}
		ar.Files = append(ar.Files, got)
		if err := os.WriteFile(name, txtar.Format(ar), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want := ar.Files[last]; want.Name != got.Name || string(want.Data) != string(got.Data) {
		t.Errorf("got %s:\n%s\nwant %s:\n%s\n(go test ./generator/emit/gogen -update rewrites it)", got.Name, got.Data, want.Name, want.Data)
	}
}
