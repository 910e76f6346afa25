package gogen_test

import (
	"flag"
	"go/format"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/emit/gogen"
	"github.com/rpcgen/rpcgen/generator/model"
)

var update = flag.Bool("update", false, "rewrite the expected output")

// TestGolden writes the stubs and codecs for each archive of testdata, compares them
// with the files at the end of it, and type-checks the whole. An archive whose comment
// has a line "out: PATH NAME" wants the output in that package; one whose comment has
// a line "codecs" holds the codecs as well.
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
			if strings.Contains("\n"+string(ar.Comment), "\ncodecs\n") {
				compare(t, name, ar, got)
			} else {
				compare(t, name, ar, got[:1])
			}
			if got[0].Name == "problems" {
				return
			}
			p := libPath
			if out.Path != "" {
				p = out.Path
			}
			for _, f := range got {
				if text, err := format.Source(f.Data); err != nil || string(text) != string(f.Data) {
					t.Errorf("gofmt would change %s (%v) to\n%s", f.Name, err, text)
				}
				w.add(t, p+"/"+f.Name, f.Data)
			}
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
func emitted(t *testing.T, w *world, out model.Package) (list []txtar.File) {
	t.Helper()
	var problems diag.List
	files := gogen.New().Emit(emit.Input{APIs: []*model.API{w.api(t, out)}}, &problems)
	if len(problems) > 0 {
		problems.Sort()
		return []txtar.File{{Name: "problems", Data: []byte(problems.Error() + "\n")}}
	}
	for _, f := range files {
		list = append(list, txtar.File{Name: f.Name, Data: f.Data})
	}
	return list
}

// compare compares got with the archive's last files or, with -update, makes it them.
func compare(t *testing.T, name string, ar *txtar.Archive, got []txtar.File) {
	t.Helper()
	isOutput := func(f txtar.File) bool { return strings.Contains(f.Name, ".gen") || f.Name == "problems" }
	n := slices.IndexFunc(ar.Files, isOutput)
	if n < 0 {
		n = len(ar.Files)
	}
	if *update {
		ar.Files = append(ar.Files[:n], got...)
		if err := os.WriteFile(name, txtar.Format(ar), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want := ar.Files[n:]
	if len(want) != len(got) {
		t.Fatalf("got %d files, want %d", len(got), len(want))
	}
	for i, want := range want {
		if want.Name != got[i].Name || string(want.Data) != string(got[i].Data) {
			t.Errorf("got %s:\n%s\nwant %s:\n%s\n(go test ./generator/emit/gogen -update rewrites it)", got[i].Name, got[i].Data, want.Name, want.Data)
		}
	}
}

// What is written for a struct of six fields without options takes forty lines, and two
// more where they are embedded by pointer.
func TestCodecSize(t *testing.T) {
	ar, err := txtar.ParseFile("testdata/codecs.txtar")
	if err != nil {
		t.Fatal(err)
	}
	text := string(ar.Files[len(ar.Files)-1].Data)
	for list, most := range map[string]int{"loanForCatalog2Fields": 40, "pointedForCatalogFields": 42} {
		_, codec, found := strings.Cut(text, "// "+list+" are")
		codec, _, more := strings.Cut(codec, "Fields are")
		codec = strings.TrimSpace(codec[:max(0, strings.LastIndex(codec, "\n"))])
		if n := strings.Count(codec, "\n") + 1; !found || !more || n > most || strings.Count(codec, "case ") != 6 {
			t.Errorf("the codec that begins with %s has %d lines, more than %d:\n%s", list, n, most, codec)
		}
	}
}
