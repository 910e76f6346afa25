package load

import (
	"cmp"
	"errors"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/rpcgen/rpcgen/generator/diag"
)

// A target is a package that stubs are written for, and which of its interfaces.
type target struct {
	pkg     *sourcePackage
	tested  *sourcePackage     // the package under test if pkg is its external test, else nil
	listDir string             // where the go command is asked about its imports
	listed  map[string]*listed // what the go command already told

	file   string   // base name: the exported interfaces of that file
	types  []string // these interfaces
	marked bool     // the marked interfaces
}

func (t *target) packages() []*sourcePackage {
	if t.tested != nil {
		return []*sourcePackage{t.tested, t.pkg}
	}
	return []*sourcePackage{t.pkg}
}

// byFile returns the target for the file that go generate is at.
func (l *loader) byFile() []*target {
	if filepath.Base(l.cfg.File) != l.cfg.File {
		l.diags.Addf(diag.NoSuchFile, token.Position{Filename: l.label(l.cfg.File)}, "it is not a file of the working directory; run rpcgen in the directory of the file")
		return nil
	}
	t := l.readPackage(l.dir, l.cfg.File)
	if t == nil {
		return nil
	}
	t.file = l.cfg.File
	return []*target{t}
}

// byType returns the target for -type.
func (l *loader) byType() []*target {
	pattern := "."
	switch len(l.cfg.Patterns) {
	case 0:
	case 1:
		pattern = l.cfg.Patterns[0]
	default:
		l.diags.Add(diag.SeveralMeant, token.Position{}, "-type reads one package; name one")
		return nil
	}
	if strings.Contains(pattern, "...") {
		l.diags.Addf(diag.SeveralMeant, token.Position{}, "-type reads one package, and %s can be many; name one", pattern)
		return nil
	}
	var t *target
	if pattern == "." || pattern == ".." || strings.HasPrefix(pattern, "./") || strings.HasPrefix(pattern, "../") || filepath.IsAbs(pattern) {
		dir := pattern
		if !filepath.IsAbs(dir) {
			dir = filepath.Join(l.dir, pattern)
		}
		file := ""
		if filepath.Clean(dir) == l.dir && strings.HasSuffix(l.cfg.File, "_test.go") {
			file = l.cfg.File
		}
		t = l.readPackage(filepath.Clean(dir), file)
	} else {
		t = l.findPackage(pattern)
	}
	if t == nil {
		return nil
	}
	t.types = l.cfg.Types
	return []*target{t}
}

// readPackage reads the package in dir: the one that file belongs to, with its
// tests if that is a test file. It needs no go command.
func (l *loader) readPackage(dir, file string) *target {
	names, err := readDirNames(dir)
	if err != nil {
		l.reportFileError(dir, err)
		return nil
	}
	pos := token.Position{Filename: l.label(filepath.Join(dir, file))}
	if file != "" && !slices.Contains(names, file) {
		l.diags.Add(diag.NoSuchFile, pos, "there is no such file; run rpcgen from a //go:generate line, or name packages or interfaces")
		return nil
	}
	tests := strings.HasSuffix(file, "_test.go")
	names = slices.DeleteFunc(names, func(n string) bool { return !tests && strings.HasSuffix(n, "_test.go") })
	files, ok := l.readFiles(dir, names)
	if !ok {
		return nil
	}
	i := slices.IndexFunc(files, func(f *sourceFile) bool { return f.name == file })
	switch {
	case len(files) == 0 && file == "":
		l.diags.Add(diag.ExcludedFile, pos, "there are no Go files for this build here; name another package, or set GOOS, GOARCH or -tags")
		return nil
	case file == "":
	case i < 0:
		l.diags.Addf(diag.ExcludedFile, pos, "it is left out of the build for %s/%s by its constraint; set GOOS, GOARCH or -tags so that it is in", l.build.GOOS, l.build.GOARCH)
		return nil
	case files[i].ours:
		l.diags.Add(diag.NoServices, pos, "it is rpcgen's own output; put the //go:generate line into the file with the interfaces")
		return nil
	}
	pkg, ext, ok := l.arrange(dir, l.importPathOf(dir), files)
	if !ok {
		return nil
	}
	t := &target{pkg: pkg, listDir: dir}
	if file != "" && slices.Contains(ext.allFiles, files[i]) {
		t.pkg, t.tested = ext, pkg
	}
	t.pkg.target = true
	if t.pkg.name == "" {
		l.diags.Add(diag.NoServices, token.Position{Filename: l.label(dir)}, "there are no Go files here besides generated ones; name another package")
		return nil
	}
	return t
}

// readFiles reads those of the files that belong to the build. It reports false
// if one cannot be read.
func (l *loader) readFiles(dir string, names []string) ([]*sourceFile, bool) {
	files := make([]*sourceFile, len(names))
	errs := make([]error, len(names))
	forEach(len(names), func(i int) { files[i], errs[i] = readFile(dir, names[i]) })
	if l.cfg.Lists != nil {
		l.cfg.Lists.noteFiles(dir, names)
	}
	ok := true
	var kept []*sourceFile
	for i, f := range files {
		if vanished(filepath.Join(dir, names[i]), errs[i]) {
			continue // another run has removed its output
		}
		if errs[i] != nil {
			l.reportFileError(filepath.Join(dir, names[i]), errs[i])
			ok = false
		} else if l.matches(f) {
			kept = append(kept, f)
		}
	}
	return kept, ok
}

// vanished says that a file cannot be read because it is no longer there. A link
// to nowhere is there.
func vanished(file string, err error) bool {
	if !errors.Is(err, fs.ErrNotExist) {
		return false
	}
	_, err = os.Lstat(file)
	return errors.Is(err, fs.ErrNotExist)
}

// arrange parses the files of a directory and sorts them into the package there
// and its external test. It reports false if they do not go together.
func (l *loader) arrange(dir, path string, files []*sourceFile) (pkg, ext *sourcePackage, ok bool) {
	before := len(l.diags)
	l.parse(slices.DeleteFunc(slices.Clone(files), func(f *sourceFile) bool { return f.ours }), true)
	if len(l.diags) > before {
		return nil, nil, false
	}
	pkg = &sourcePackage{path: path, dir: dir}
	ext = &sourcePackage{path: path + "_test", dir: dir}
	var first *sourceFile
	for _, f := range files {
		name := f.packageName()
		to := pkg
		switch {
		case f.test && strings.HasSuffix(name, "_test"):
			ext.name = name
			to = ext
		case name == "documentation", !f.ours && f.importsC() && !l.build.CgoEnabled:
			continue
		case f.ours:
		case first == nil:
			first, pkg.name = f, name
		case first.packageName() != name:
			l.diags.Addf(diag.SeveralMeant, l.position(f.syntax.Name.Pos()), "package %s is in the same directory as package %s (%s); move one of them", name, pkg.name, first.name)
		}
		to.allFiles = append(to.allFiles, f)
	}
	return pkg, ext, len(l.diags) == before
}

// packageName returns the name in the package clause, also of a file that is not
// parsed.
func (f *sourceFile) packageName() string {
	if f.syntax != nil {
		return f.syntax.Name.Name
	}
	for line := range strings.Lines(string(f.src)) {
		if name, ok := strings.CutPrefix(strings.TrimSpace(line), "package "); ok {
			return strings.TrimSpace(name)
		}
	}
	return ""
}

// importPathOf returns the import path of the package in dir, from the go.mod
// file above it.
func (l *loader) importPathOf(dir string) string {
	for root := dir; ; root = filepath.Dir(root) {
		if data, err := os.ReadFile(filepath.Join(root, "go.mod")); err == nil && l.env.get("GO111MODULE") != "off" {
			rel, _ := filepath.Rel(root, dir)
			path := modulePath(string(data))
			if path == "std" && filepath.Base(root) == "src" {
				path = ""
			}
			return strings.Trim(path+"/"+strings.TrimPrefix(filepath.ToSlash(rel), "."), "/")
		}
		if filepath.Dir(root) == root {
			break
		}
	}
	for _, gopath := range filepath.SplitList(cmp.Or(l.env.get("GOPATH"), l.build.GOPATH)) {
		if rel, err := filepath.Rel(filepath.Join(gopath, "src"), dir); err == nil && !strings.HasPrefix(rel, "..") {
			return filepath.ToSlash(rel)
		}
	}
	return noModule
}

// noModule is the path that the go command gives to packages without one.
const noModule = "command-line-arguments"

// modulePath returns the module's path from the text of a go.mod file.
func modulePath(mod string) string {
	for line := range strings.Lines(mod) {
		line, _, _ = strings.Cut(line, "//")
		f := strings.Fields(line)
		if len(f) != 2 || f[0] != "module" {
			continue
		}
		if p, err := strconv.Unquote(f[1]); err == nil {
			return p
		}
		return f[1]
	}
	return noModule
}
