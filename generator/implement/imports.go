package implement

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/packages"
)

// imports are those of a file, and what is to be added to them.
type imports struct {
	own   *types.Package
	local map[string]string // the name of a package in the file, by path
	taken map[string]bool   // names that an import must not have
	added []added
}

// An added import has a name if that is not the package's own.
type added struct{ name, path string }

func (a added) String() string {
	if a.name != "" {
		return a.name + " " + strconv.Quote(a.path)
	}
	return strconv.Quote(a.path)
}

// newImports returns the imports of a file, which is nil if it is new. They must not have
// the name of the type, which may be new as well.
func newImports(pkg *packages.Package, f *ast.File, typ string) *imports {
	im := &imports{own: pkg.Types, local: map[string]string{}, taken: map[string]bool{typ: true}}
	for _, name := range pkg.Types.Scope().Names() {
		im.taken[name] = true
	}
	if f == nil {
		return im
	}
	for _, spec := range f.Imports {
		name := localName(spec, pkg)
		im.taken[name] = true
		if path, err := strconv.Unquote(spec.Path.Value); err == nil && name != "_" {
			im.local[path] = name
		}
	}
	return im
}

// localName is the name that an import has in its file.
func localName(spec *ast.ImportSpec, pkg *packages.Package) string {
	if spec.Name != nil {
		return spec.Name.Name
	}
	p, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return ""
	}
	if imported := pkg.Imports[p]; imported != nil && imported.Name != "" {
		return imported.Name
	}
	return path.Base(p)
}

// qualifier is a [types.Qualifier] that imports what it names.
func (im *imports) qualifier(p *types.Package) string {
	if p.Path() == im.own.Path() {
		return ""
	}
	return im.name(p.Path(), p.Name())
}

// name returns what a package is called in the file, "" after a dot import.
func (im *imports) name(importPath, name string) string {
	if local, ok := im.local[importPath]; ok {
		if local == "." {
			return ""
		}
		return local
	}
	free := name
	if im.taken[free] {
		free = strings.Map(func(r rune) rune {
			if r == '-' || r == '.' {
				return -1
			}
			return r
		}, path.Base(path.Dir(importPath))) + name
	}
	for i := 2; im.taken[free] || !token.IsIdentifier(free); i++ {
		free = name + strconv.Itoa(i)
	}
	im.taken[free], im.local[importPath] = true, free
	a := added{path: importPath}
	if free != name || name != path.Base(importPath) {
		a.name = free
	}
	im.added = append(im.added, a)
	return free
}

// known is name without importing anything.
func (im *imports) known(p *types.Package) string {
	if p.Path() == im.own.Path() {
		return ""
	}
	if local, ok := im.local[p.Path()]; ok && local != "." {
		return local
	}
	return p.Name()
}

// standard says whether a path is one of the standard library.
func standard(importPath string) bool {
	first, _, _ := strings.Cut(importPath, "/")
	return !strings.Contains(first, ".")
}

// declaration is an import declaration with all that is added.
func (im *imports) declaration() string {
	var std, others []string
	slices.SortFunc(im.added, func(a, b added) int { return strings.Compare(a.path, b.path) })
	for _, a := range im.added {
		if standard(a.path) {
			std = append(std, "\t"+a.String()+"\n")
		} else {
			others = append(others, "\t"+a.String()+"\n")
		}
	}
	if len(std)+len(others) == 1 {
		return "import " + im.added[0].String() + "\n"
	}
	gap := ""
	if len(std) > 0 && len(others) > 0 {
		gap = "\n"
	}
	return fmt.Sprintf("import (\n%s%s%s)\n", strings.Join(std, ""), gap, strings.Join(others, ""))
}
