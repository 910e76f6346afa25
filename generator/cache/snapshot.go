package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// A Snapshot is what counted in some directories: their Go files, all that may be
// output of ours, and the module files in them and above.
type Snapshot struct {
	dirs    []string
	looked  map[place]bool
	facts   []fact
	printer printer
}

// A place is where facts come from: the files in a directory or what it says about
// modules.
type place struct {
	dir     string
	modules bool
}

// A fact is what is known of a file or a directory.
type fact struct {
	place place
	name  string
	what  string
	when  time.Time // of the last change
}

// Look takes a snapshot of directories, which need not exist. It returns nil if
// something cannot be read, or if it cannot be known what counts.
func Look(salt Salt, dirs []string) *Snapshot {
	p, err := newPrinter(salt)
	if err != nil {
		return nil
	}
	s := &Snapshot{dirs: slices.Compact(slices.Sorted(slices.Values(dirs))), looked: map[place]bool{}, printer: p}
	for _, dir := range s.dirs {
		at := place{dir: dir}
		if s.looked[at] = true; s.list(at) != nil {
			return nil
		}
		for at.modules = true; !s.looked[at]; at.dir = filepath.Dir(at.dir) {
			if s.looked[at] = true; !s.modules(at) {
				return nil
			}
		}
	}
	if !s.read() {
		return nil
	}
	return s
}

// Dirs returns the directories, sorted.
func (s *Snapshot) Dirs() []string { return s.dirs }

// list adds a directory and its files, which read fills.
func (s *Snapshot) list(at place) error {
	info, err := os.Stat(at.dir)
	if errors.Is(err, fs.ErrNotExist) {
		s.facts = append(s.facts, fact{place: at, name: at.dir, what: "absent"})
		return nil
	}
	if err != nil {
		return err
	}
	s.facts = append(s.facts, fact{place: at, name: at.dir, what: "directory", when: info.ModTime()})
	entries, err := os.ReadDir(at.dir)
	for _, e := range entries {
		if strings.HasPrefix(filepath.Ext(e.Name()), ".swig") {
			return errors.ErrUnsupported // another program makes Go files of it
		}
		if !counts(e) {
			continue
		}
		name := filepath.Join(at.dir, e.Name())
		if endless(e, name) {
			return errors.ErrUnsupported
		}
		s.facts = append(s.facts, fact{place: at, name: name, what: "file " + e.Type().String()})
	}
	return err
}

// endless says that a file is, or is a link to, a pipe or the like, which nobody may ever
// have read to its end.
func endless(e fs.DirEntry, name string) bool {
	if e.Type().IsRegular() {
		return false
	}
	info, err := os.Stat(name)
	return err == nil && !info.Mode().IsRegular() && !info.IsDir()
}

// modules adds what decides, in a directory or one above it, which module a package
// belongs to and where its imports lie. It reports false if it cannot be read, and
// for a workspace, which changes what all modules mean.
func (s *Snapshot) modules(at place) bool {
	for _, name := range []string{"go.work", "go.mod", "go.sum", "vendor", filepath.Join("vendor", "modules.txt")} {
		name = filepath.Join(at.dir, name)
		info, err := os.Stat(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil, filepath.Base(name) == "go.work":
			return false
		case info.IsDir():
			s.facts = append(s.facts, fact{place: at, name: name, what: "directory"})
		default:
			s.facts = append(s.facts, fact{place: at, name: name, what: "file"})
		}
	}
	return true
}

// counts says whether anybody may look into a file: the go command, package load, the
// search for output that nobody asks for, or the comparison with what a target beside
// Go writes. None looks at hidden files.
func counts(e fs.DirEntry) bool {
	name := e.Name()
	ext := filepath.Ext(name)
	return !e.IsDir() && name[0] != '.' && (ext == ".go" || ext == ".ts" || strings.Contains(name, ".gen.") && e.Type().IsRegular())
}

// read reads the files, on all processors. It reports false if one cannot be read.
func (s *Snapshot) read() bool {
	var next atomic.Int64
	var failed atomic.Bool
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			buf := printBuffer()
			for i := next.Add(1) - 1; i < int64(len(s.facts)); i = next.Add(1) - 1 {
				f := &s.facts[i]
				if strings.HasPrefix(f.what, "file") && s.printer.file(f, buf) != nil {
					failed.Store(true)
				}
			}
		})
	}
	wg.Wait()
	return !failed.Load()
}

// Sum returns a hash of all that counted, but not of times.
func (s *Snapshot) Sum() string {
	h := sha256.New()
	for _, f := range s.facts {
		fmt.Fprintf(h, "%q %s\n", f.name, f.what)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Since says whether nothing has changed since an earlier snapshot, which may have
// seen more directories, but files that we have written, by name, which hold what we
// wrote. A change there and back leaves a time behind.
func (s *Snapshot) Since(before *Snapshot, written map[string][]byte) bool {
	if before == nil {
		return false
	}
	for at := range s.looked {
		if !before.looked[at] {
			return false
		}
	}
	ours := map[string]bool{}
	for name := range written {
		ours[name], ours[filepath.Dir(name)] = true, true
	}
	if !slices.Equal(s.others(before, ours), s.others(s, ours)) {
		return false
	}
	for name, data := range written {
		print, err := s.printer.print(bytes.NewReader(data), printBuffer())
		holds := func(f fact) bool { return f.name == name && strings.HasSuffix(f.what, " "+print) }
		if err != nil || !slices.ContainsFunc(s.facts, holds) {
			return false
		}
	}
	return true
}

// others returns what a snapshot knows of the places that s has looked at, but of
// some names.
func (s *Snapshot) others(of *Snapshot, but map[string]bool) []string {
	var list []string
	for _, f := range of.facts {
		if s.looked[f.place] && !but[f.name] {
			list = append(list, fmt.Sprintf("%v %s %s %d", f.place, f.name, f.what, f.when.UnixNano()))
		}
	}
	slices.Sort(list)
	return list
}
