package load

import (
	"crypto/sha256"
	"fmt"
	"go/parser"
	"go/token"
	"hash"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// Lists keeps what the go command has said, for a process that loads again and again, such
// as one that watches files: to ask it takes longer than all the rest. An answer is used as
// long as the files that it depends on are as they were. The zero value is empty and ready.
// It may be used by several goroutines at once.
type Lists struct {
	mu      sync.Mutex
	kept    map[string]*keptList
	headers map[string]beginning // by path
}

// A keptList is an answer, and what it depends on.
type keptList struct {
	list  []*listed
	of    dependence
	print string // of the state of what it depends on
}

// A dependence is what an answer of the go command depends on.
type dependence struct {
	dir   string   // the go command's own directory: its go.mod and so on
	trees []string // directories whose packages were looked for; with ... behind, those below too
	dirs  []string // of packages that were compiled, and of those that they import
}

// A beginning is that of a Go file, up to its last import, and the state of the file
// when it was read.
type beginning struct {
	size int64
	time time.Time
	sum  [sha256.Size]byte
}

// get returns the answer to a question that is still right.
func (l *Lists) get(key string) ([]*listed, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	k := l.kept[key]
	if k == nil {
		return nil, false
	}
	print, ok := l.fingerprint(k.of, time.Time{})
	return k.list, ok && print == k.print
}

// put keeps an answer that the go command was asked for at a time. Where a file has changed
// since then, nobody knows what the answer is about.
func (l *Lists) put(key string, list []*listed, of dependence, asked time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.kept == nil {
		l.kept, l.headers = map[string]*keptList{}, map[string]beginning{}
	}
	delete(l.kept, key)
	if print, ok := l.fingerprint(of, asked); ok {
		l.kept[key] = &keptList{list, of, print}
	}
}

// fingerprint returns a text for the state of files. It reports false if one of them is
// younger than a time, or cannot be read.
func (l *Lists) fingerprint(of dependence, asked time.Time) (string, bool) {
	sum := sha256.New()
	young := func(info fs.FileInfo) bool { return !asked.IsZero() && info.ModTime().After(asked) }
	for _, name := range moduleFiles(of.dir) {
		info, err := os.Stat(name)
		if err != nil {
			fmt.Fprintln(sum, name, "none")
			continue
		}
		if young(info) {
			return "", false
		}
		fmt.Fprintln(sum, name, info.Size(), info.ModTime().UnixNano())
	}
	for _, dir := range of.dirs {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return "", false
		}
		for _, e := range entries {
			info, err := e.Info()
			if err != nil || young(info) && filepath.Ext(e.Name()) == ".go" {
				return "", false
			}
			if filepath.Ext(e.Name()) == ".go" {
				fmt.Fprintln(sum, dir, e.Name(), info.Size(), info.ModTime().UnixNano())
			}
		}
	}
	for _, tree := range of.trees {
		if !l.tree(sum, tree) {
			return "", false
		}
	}
	return fmt.Sprintf("%x", sum.Sum(nil)), true
}

// moduleFiles returns the files that decide about modules, for the go command in a directory.
func moduleFiles(dir string) (names []string) {
	for {
		for _, name := range []string{"go.mod", "go.sum", "go.work", "go.work.sum", "vendor/modules.txt"} {
			names = append(names, filepath.Join(dir, name))
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return names
		}
		dir = parent
	}
}

// tree adds the packages of a tree: the names of the Go files, and how they begin.
func (l *Lists) tree(sum hash.Hash, tree string) bool {
	top, deep := strings.CutSuffix(tree, "...")
	top = filepath.Clean(top)
	err := filepath.WalkDir(top, func(name string, e fs.DirEntry, err error) error {
		switch base := filepath.Base(name); {
		case err != nil:
			return err
		case e.IsDir() && name != top && (!deep || base[0] == '.' || base[0] == '_' || base == "testdata" || base == "vendor" || base == "node_modules"):
			return fs.SkipDir
		case e.IsDir():
			fmt.Fprintln(sum, name)
		case filepath.Ext(name) == ".go" || base == "go.mod":
			h, err := l.header(name)
			if err != nil {
				return err
			}
			fmt.Fprintf(sum, "%s %x\n", name, h.sum)
		}
		return nil
	})
	return err == nil
}

// header returns how a file begins.
func (l *Lists) header(name string) (beginning, error) {
	info, err := os.Stat(name)
	if err != nil {
		return beginning{}, err
	}
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
	l.headers[name] = h
	return h, nil
}
