package load

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"hash"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A printer writes the state of files into a sum.
type printer struct {
	l     *Lists
	sum   hash.Hash
	asked time.Time // nothing may be younger, unless it is zero
}

// fingerprint returns a text for the state of files. It reports false if one of them is
// younger than a time, or cannot be read.
func (l *Lists) fingerprint(of dependence, asked time.Time) (string, bool) {
	p := &printer{l, sha256.New(), asked}
	if !p.modules(append([]string{of.dir}, of.dirs...)) {
		return "", false
	}
	for _, dir := range of.dirs {
		if !p.dir(dir) {
			return "", false
		}
	}
	for _, tree := range of.trees {
		if !p.tree(tree) {
			return "", false
		}
	}
	return fmt.Sprintf("%x", p.sum.Sum(nil)), true
}

func (p *printer) young(info fs.FileInfo) bool {
	return !p.asked.IsZero() && info.ModTime().After(p.asked.Add(-racy))
}

// modules adds the files that decide about modules, for the go command in directories.
func (p *printer) modules(dirs []string) bool {
	for _, name := range moduleFiles(dirs) {
		info, err := os.Stat(name)
		if err != nil {
			fmt.Fprintln(p.sum, name, "none")
			continue
		}
		p.l.note(name)
		if p.young(info) {
			return false
		}
		fmt.Fprintln(p.sum, name, info.Size(), info.ModTime().UnixNano())
	}
	return true
}

// moduleFiles returns the files that decide about modules, be they there or not.
func moduleFiles(dirs []string) (names []string) {
	seen := map[string]bool{}
	for _, dir := range dirs {
		for ; !seen[dir]; dir = filepath.Dir(dir) {
			seen[dir] = true
			for _, name := range []string{"go.mod", "go.sum", "go.work", "go.work.sum", "vendor/modules.txt"} {
				names = append(names, filepath.Join(dir, name))
			}
		}
	}
	return names
}

// dir adds the Go files of a directory. One that has come or gone shows in the directory's
// own time, even if it was moved here and is older.
func (p *printer) dir(dir string) bool {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return false
	}
	if info, err := os.Stat(dir); err != nil || p.young(info) {
		return false
	}
	for _, e := range entries {
		name := filepath.Join(dir, e.Name())
		if !isSource(e) {
			continue
		}
		info, err := p.l.stat(name, e)
		if err != nil || p.young(info) {
			return false
		}
		fmt.Fprintln(p.sum, name, info.Size(), info.ModTime().UnixNano())
	}
	return true
}

// tree adds the packages of a tree: the names of the Go files, and how they begin.
func (p *printer) tree(tree string) bool {
	top, deep := strings.CutSuffix(tree, "...")
	top, err := filepath.EvalSymlinks(top)
	if err != nil {
		return false
	}
	return nil == filepath.WalkDir(top, func(name string, e fs.DirEntry, err error) error {
		base := filepath.Base(name)
		switch {
		case err != nil:
			return err
		case e.IsDir() && name != top && (!deep || base[0] == '.' || base[0] == '_' || base == "testdata" || base == "vendor" || base == "node_modules"):
			return fs.SkipDir
		case !e.IsDir() && base != "go.mod" && !isSource(e):
			return nil
		}
		info, err := p.l.stat(name, e)
		switch {
		case err != nil:
			return err
		case p.young(info):
			return errYoung
		case info.IsDir():
			fmt.Fprintln(p.sum, name)
			return nil
		}
		h, err := p.l.header(name, info)
		fmt.Fprintf(p.sum, "%s %x\n", name, h.sum)
		return err
	})
}

var errYoung = errors.New("changed meanwhile")

// isSource says whether the go command would look at a file.
func isSource(e fs.DirEntry) bool {
	return filepath.Ext(e.Name()) == ".go" && e.Name()[0] != '.' && e.Name()[0] != '_'
}

// A beginning is that of a Go file, up to its last import, and the state of the file
// when it was read.
type beginning struct {
	size int64
	time time.Time
	sum  [sha256.Size]byte
}

// header returns how a file begins.
func (l *Lists) header(name string, info fs.FileInfo) (beginning, error) {
	if h, ok := l.headers[name]; ok && h.size == info.Size() && h.time.Equal(info.ModTime()) {
		return h, nil
	}
	src, err := os.ReadFile(name)
	if err != nil {
		return beginning{}, err
	}
	text := src
	if f, err := parser.ParseFile(token.NewFileSet(), name, src, parser.ImportsOnly); err == nil {
		end := f.Name.End()
		for _, im := range f.Imports {
			end = im.End()
		}
		text = src[:int(end-f.FileStart)]
	}
	// A mark decides whether a package is looked into.
	h := beginning{info.Size(), info.ModTime(), sha256.Sum256(fmt.Append(text[:len(text):len(text)], strings.Contains(string(src), marker)))}
	delete(l.headers, name)
	if time.Since(info.ModTime()) > racy {
		l.headers[name] = h
	}
	return h, nil
}
