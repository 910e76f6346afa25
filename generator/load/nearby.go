package load

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// enough is how many directories are worth a look before the go command says which
// are needed.
const enough = 50

// Nearby returns directories, beside r.Dirs, that a load may read, by what the Go
// files there import of the modules at hand. It is a guess: most imports are not
// needed, and some may be missing. It returns nil if there are too many.
func (r Request) Nearby() []string {
	roots, _ := rootsOf(r.Dirs)
	var found []string
	for next := r.Dirs; len(next) > 0; {
		var dirs []string
		for _, path := range importedIn(next) {
			for _, root := range roots {
				rest, ok := strings.CutPrefix("/"+path, root.prefix)
				if root.prefix == "" || !ok || rest != "" && rest[0] != '/' {
					continue
				}
				if dir := filepath.Join(root.dir, filepath.FromSlash(rest)); !slices.Contains(found, dir) && !slices.Contains(r.Dirs, dir) {
					found = append(found, dir)
					dirs = append(dirs, dir)
				}
			}
		}
		if len(found) > enough {
			return nil
		}
		next = dirs
	}
	return found
}

// importedIn returns what the Go files in directories import, tests left out.
func importedIn(dirs []string) []string {
	var files []string
	for _, dir := range dirs {
		names, err := readDirNames(dir)
		if err != nil {
			continue
		}
		for _, name := range names {
			if !strings.HasSuffix(name, "_test.go") {
				files = append(files, filepath.Join(dir, name))
			}
		}
	}
	var mu sync.Mutex
	paths := map[string]bool{}
	forEach(len(files), func(i int) {
		f, err := parser.ParseFile(token.NewFileSet(), files[i], nil, parser.ImportsOnly)
		if err != nil {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		for _, im := range f.Imports {
			paths[importPath(im)] = true
		}
	})
	var list []string
	for path := range paths {
		list = append(list, path)
	}
	return list
}
