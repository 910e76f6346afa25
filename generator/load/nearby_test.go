package load

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestNearby follows imports.
func TestNearby(t *testing.T) {
	root := t.TempDir()
	write := func(name, text string) {
		name = filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("m/go.mod", "module example.com/m\n\nreplace example.com/r => ../r\n")
	write("m/api/a.go", "package api\n\nimport (\n\t\"time\"\n\t\"example.com/m/b\"\n\t\"example.com/mm\"\n\t\"example.com/x\"\n)\n")
	write("m/api/a_test.go", "package api\n\nimport \"example.com/m/test\"\n")
	write("m/api/broken.go", "package api\n\nimport (\n")
	write("m/b/b.go", "package b\n\nimport _ \"example.com/r/c\"\nimport _ \"example.com/m/api\"\n")
	write("r/c/c.go", "package c\n\nimport _ \"example.com/m\"\n")
	r := Request{Dirs: []string{filepath.Join(root, "m/api")}}
	got := r.Nearby()
	slices.Sort(got)
	if want := []string{filepath.Join(root, "m"), filepath.Join(root, "m/b"), filepath.Join(root, "r/c")}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	var imports strings.Builder
	for i := range enough {
		fmt.Fprintf(&imports, "import _ \"example.com/m/p%d\"\n", i)
	}
	write("m/m.go", "package m\n\n"+imports.String())
	if got := r.Nearby(); got != nil {
		t.Errorf("got %d directories", len(got))
	}
}
