package load

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Inputs are what a load has read, and what it may read the next time.
type Inputs struct {
	// Dirs are the directories, beside those of the units, whose Go files were read,
	// by us or the go command, or would be if there were any, and may change. Those
	// of the standard library and of the module cache do not.
	Dirs []string
	// Known says that these, and the module files in them and above, are all that
	// decided.
	Known bool
	// Output says that output of ours was read in a directory of a unit: what is
	// written there now may have a say in the next load.
	Output bool
}

// A root is a directory in which the go command looks for packages whose paths
// begin with a prefix, "" for all.
type root struct{ prefix, dir string }

// inputs adds what an attempt has read.
func (u *universe) inputs(in *Inputs, units []*Unit) {
	at := []string{u.l.dir}
	for _, p := range u.sources {
		in.Dirs = append(in.Dirs, p.dir)
		in.Known = in.Known && len(p.failed) == 0
		if p.target {
			at = append(at, p.dir)
		}
		in.Output = in.Output || !p.target && writes(units, p.dir)
	}
	in.Output = in.Output || u.full
	roots, ok := rootsOf(at)
	in.Known = in.Known && ok
	modules := u.l.moduleCache()
	for _, p := range u.listed {
		if p.Standard {
			continue
		}
		if p.Error != nil || p.Dir == "" || len(p.CgoFiles) > 0 {
			in.Known = false
		}
		if modules == "" || !strings.HasPrefix(p.Dir, modules+string(filepath.Separator)) {
			in.Dirs = append(in.Dirs, p.Dir)
			in.Output = in.Output || writes(units, p.Dir)
		}
		// Where a module here would have this package: it may be this one, and if not,
		// two by one path are an error.
		for _, r := range roots {
			if rest, ok := strings.CutPrefix("/"+p.ImportPath, r.prefix); ok && (rest == "" || rest[0] == '/') {
				in.Dirs = append(in.Dirs, filepath.Join(r.dir, filepath.FromSlash(rest)))
			}
		}
	}
}

func writes(units []*Unit, dir string) bool {
	return slices.ContainsFunc(units, func(u *Unit) bool { return u.Dir == dir })
}

// vendors returns the vendor directories of roots, though most do not exist: what
// counts are the go.mod files above.
func vendors(roots []root) []string {
	var dirs []string
	for _, r := range roots {
		if r.prefix != "" {
			dirs = append(dirs, filepath.Join(r.dir, "vendor"))
		}
	}
	return dirs
}

// rootsOf returns the roots of the modules that directories belong to and of those
// that these modules name by their directories. It reports false if there is a
// go.mod file that it cannot read.
func rootsOf(dirs []string) (list []root, ok bool) {
	seen := map[string]bool{}
	for _, dir := range dirs {
		for ; !seen[dir]; dir = filepath.Dir(dir) {
			seen[dir] = true
			data, err := os.ReadFile(filepath.Join(dir, "go.mod"))
			if err != nil {
				continue
			}
			path := modulePath(string(data))
			if path == noModule {
				return nil, false
			}
			list = append(list, root{"/" + path, dir})
			if info, err := os.Stat(filepath.Join(dir, "vendor")); err == nil && info.IsDir() {
				list = append(list, root{"", filepath.Join(dir, "vendor")})
			}
			replaced, ok := replacements(dir, string(data))
			if !ok {
				return nil, false
			}
			list = append(list, replaced...)
		}
	}
	return list, true
}

// replacements returns the modules that a go.mod file in a directory replaces by
// directories: "replace path [version] => directory". It reports false if there may
// be one with spaces in it.
func replacements(dir, mod string) (list []root, ok bool) {
	for line := range strings.Lines(mod) {
		line, _, _ = strings.Cut(line, "//")
		if strings.ContainsAny(line, "\"`") {
			return nil, false
		}
		from, to, ok := strings.Cut(line, "=>")
		words := strings.Fields(from)
		if len(words) > 1 && words[0] == "replace" {
			words = words[1:]
		}
		to = strings.TrimSpace(to)
		switch {
		case !ok || len(words) == 0:
			continue
		case filepath.IsAbs(to):
			to = filepath.Clean(to)
		case strings.HasPrefix(to, "."):
			to = filepath.Join(dir, to)
		default:
			continue // another module, with a version
		}
		list = append(list, root{"/" + words[0], to})
	}
	return list, true
}

// moduleCache returns where the go command keeps modules, "" if that is not known.
func (l *loader) moduleCache() string {
	if dir := l.env.get("GOMODCACHE"); dir != "" {
		return filepath.Clean(dir)
	}
	list := filepath.SplitList(cmp.Or(l.env.get("GOPATH"), l.build.GOPATH))
	if len(list) == 0 || list[0] == "" {
		return ""
	}
	return filepath.Join(list[0], "pkg", "mod")
}
