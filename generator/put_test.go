package generator

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPut(t *testing.T) {
	dir := t.TempDir()
	real, link, fresh := filepath.Join(dir, "real"), filepath.Join(dir, "link"), filepath.Join(dir, "a", "b", "fresh")
	if err := os.WriteFile(real, []byte("old"), 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(real, 0o640); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("real", link); err != nil {
		t.Fatal(err)
	}
	change := Change{Name: link, Old: []byte("old"), New: []byte("new")}
	if err := Put([]Change{change, {Name: fresh, New: []byte("1")}}); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(real)
	if err != nil || string(data) != "new" {
		t.Errorf("behind the link there is %q, %v", data, err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link is %v, %v", info, err)
	}
	if info, err := os.Stat(real); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("the file is %v, %v", info, err)
	}

	// What somebody else has written stays, and nothing beside it is written either.
	other := filepath.Join(dir, "c", "other")
	for _, stale := range []Change{change, {Name: fresh, New: []byte("2")}, {Name: link, New: []byte("2")}} {
		err := Put([]Change{{Name: other, New: []byte("x")}, stale})
		if err == nil || !strings.Contains(err.Error(), "; ") {
			t.Errorf("%s: got %v", stale.Name, err)
		}
		if _, err := os.Stat(filepath.Dir(other)); !os.IsNotExist(err) {
			t.Errorf("%s is there: %v", other, err)
		}
	}
	if err := Put([]Change{{Name: other, New: []byte("x")}, {Name: filepath.Join(real, "below"), New: []byte("x")}}); err == nil {
		t.Error("there is a file below a file")
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 3 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
}
