package load

import (
	"bufio"
	"errors"
	"fmt"
	"go/types"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/tools/go/gcexportdata"
)

// An importer imports for one package.
type importer struct {
	u    *universe
	from *sourcePackage
}

var errNotNeeded = errors.New("not needed")

// Import implements [types.Importer].
func (im importer) Import(path string) (*types.Package, error) {
	if im.from.needs != nil && !im.from.needs[path] {
		return nil, errNotNeeded
	}
	pkg, err := im.u.load(path, im.from)
	if err != nil {
		if im.from.failed == nil {
			im.from.failed = map[string]string{}
		}
		im.from.failed[path] = err.Error()
	}
	return pkg, err
}

func (u *universe) load(path string, from *sourcePackage) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if m := from.importMap[path]; m != "" {
		path = m
	}
	if p := u.sources[path]; p != nil {
		return u.loadSource(p, from)
	}
	if pkg := u.imports[path]; pkg != nil && pkg.Complete() {
		return pkg, nil
	}
	p := u.listed[path]
	switch {
	case p == nil && !loadable(path):
		return nil, fmt.Errorf("invalid import path %q; correct it", path)
	case p == nil:
		return nil, fmt.Errorf("package %s was not found; run \"go get %s\"", path, path)
	case p.Export != "":
		return u.loadExport(p)
	case len(p.GoFiles)+len(p.CgoFiles) > 0:
		return u.loadSource(u.addSource(p), from)
	case p.Error != nil:
		return nil, errors.New(importError(path, p.Error.Err))
	}
	return nil, fmt.Errorf("package %s has no Go files; add some or do not import it", path)
}

func (u *universe) loadSource(p, from *sourcePackage) (*types.Package, error) {
	switch p.state {
	case checking:
		if p == from {
			return nil, fmt.Errorf("package %s imports itself; remove the import", p.path)
		}
		return nil, fmt.Errorf("import cycle: %s imports %s, which imports it; break the cycle", from.path, p.path)
	case unchecked:
		u.check(p)
	case checked:
	}
	return p.types, nil
}

// addSource makes a package out of a dependency that has no export data. Its
// output of ours is part of it: what is wrong in there does no harm.
func (u *universe) addSource(p *listed) *sourcePackage {
	s := &sourcePackage{path: p.ImportPath, name: p.Name, dir: p.Dir, importMap: p.ImportMap}
	for _, name := range slices.Concat(p.GoFiles, p.CgoFiles) {
		path := filepath.Join(p.Dir, name)
		if src, err := os.ReadFile(path); err == nil {
			s.files = append(s.files, &sourceFile{name: name, path: path, src: src})
		}
	}
	u.l.parse(s.files, false)
	if s.name == "" && len(s.files) > 0 {
		s.name = s.files[0].syntax.Name.Name
	}
	u.sources[s.path] = s
	return s
}

// loadExport reads export data, after everything it may mention that has to be
// checked from source.
func (u *universe) loadExport(p *listed) (pkg *types.Package, err error) {
	u.prepare(p)
	file, err := os.Open(p.Export)
	if err != nil {
		return nil, fmt.Errorf("the compiler's data on %s cannot be read; run \"go clean -cache\" and try again", p.ImportPath)
	}
	defer func() { _ = file.Close() }()
	defer func() {
		if r := recover(); r != nil || err != nil {
			pkg, err = nil, fmt.Errorf("the compiler's data on %s cannot be understood; build rpcgen with the Go version that you use", p.ImportPath)
		}
	}()
	//nolint:staticcheck // Go versions before 1.28 wrap the export data in an archive.
	r, err := gcexportdata.NewReader(bufio.NewReaderSize(file, 1<<16))
	if err != nil {
		return nil, err
	}
	return gcexportdata.Read(r, u.l.fset, u.imports, p.ImportPath)
}

// prepare checks the targets that p depends on.
func (u *universe) prepare(p *listed) {
	if u.ready[p.ImportPath] || p.Standard {
		return
	}
	u.ready[p.ImportPath] = true
	for _, path := range p.Imports {
		if s := u.sources[path]; s != nil {
			if s.state == unchecked {
				u.check(s)
			}
		} else if dep := u.listed[path]; dep != nil {
			u.prepare(dep)
		}
	}
}
