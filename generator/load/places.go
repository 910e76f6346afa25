package load

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Places returns what loads have looked at and what may change, sorted: directories, those
// with "..." behind them with all below, and single files, such as a go.work or what a link
// among the Go files points to. The paths are absolute, and without links if what they name
// exists. The standard library and the module cache are left out.
func (l *Lists) Places() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Sorted(maps.Keys(l.places))
}

// note adds a place.
func (l *Lists) note(place string) {
	if l.places == nil {
		l.places = map[string]bool{}
	}
	name, deep := strings.CutSuffix(place, "...")
	name = filepath.Clean(name)
	if real, err := filepath.EvalSymlinks(name); err == nil {
		name = real
	}
	if deep {
		name = filepath.Join(name, "...")
	}
	l.places[name] = true
}

// stat returns what a directory's entry is or, if it is a link, points to.
func (l *Lists) stat(name string, e fs.DirEntry) (fs.FileInfo, error) {
	if e.Type()&fs.ModeSymlink == 0 {
		return e.Info()
	}
	l.note(name)
	return os.Stat(name)
}

// noteFiles adds a directory and what is behind the links among files in it.
func (l *Lists) noteFiles(dir string, names []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.note(dir)
	for _, name := range names {
		name = filepath.Join(dir, name)
		if info, err := os.Lstat(name); err == nil && info.Mode()&fs.ModeSymlink != 0 {
			l.note(name)
		}
	}
}

// noteAll adds what an answer depends on.
func (l *Lists) noteAll(of dependence) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, name := range slices.Concat(of.trees, of.dirs) {
		l.note(name)
	}
}
