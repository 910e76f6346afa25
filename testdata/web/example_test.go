package web

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/rpcgen/rpcgen/testdata/internal/node"
)

const example = "../../examples/session-and-cookie"

// TestExample uses the page of the example in Chromium: see example.test.mjs.
func TestExample(t *testing.T) {
	node.Install(t, ".")
	program := filepath.Join(t.TempDir(), "example.exe")
	node.Run(t, filepath.Join("..", ".."), "go", "build", "-o", program, "./examples/session-and-cookie")
	t.Setenv("EXAMPLE", program)
	t.Log(node.Run(t, ".", "node", "--test", "example.test.mjs"))
}

// TestBuilt builds the page of the example anew: what is committed must be the same.
func TestBuilt(t *testing.T) {
	page := filepath.Join(example, "web")
	node.Install(t, page)
	node.Run(t, page, "npm", "run", "-s", "check")
	dir := t.TempDir()
	node.Run(t, page, "node", "build.mjs", dir)
	built, committed := tree(t, dir), tree(t, filepath.Join(page, "dist"))
	if len(built) == 0 || len(built) != len(committed) {
		t.Errorf("there are %d files, and %d are committed; run make web", len(built), len(committed))
	}
	for name, data := range built {
		if !bytes.Equal(data, committed[name]) {
			t.Errorf("dist/%s is not what its sources give; run make web", name)
		}
	}
}

// TestChromium fails early where there is no browser.
func TestChromium(t *testing.T) {
	if err := exec.Command("/usr/bin/chromium", "--version").Run(); err != nil && os.Getenv("CHROMIUM") == "" {
		t.Fatalf("%v; apt install chromium, or name another with CHROMIUM", err)
	}
}

// tree returns the files of a folder by name.
func tree(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		files[name], err = os.ReadFile(filepath.Join(dir, name))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
