package load

import (
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"
)

// importPath returns the path of an import, "" if it is malformed.
func importPath(im *ast.ImportSpec) string {
	p, err := strconv.Unquote(im.Path.Value)
	if err != nil {
		return ""
	}
	return p
}

// usedImports returns the imports that the file's types and constants need. The
// others, that only functions and variables mention, are not worth loading: they
// may be large, and slow to compile after an edit. Where it takes knowledge of
// the imported packages to tell, it errs towards needing.
func usedImports(f *ast.File) map[string]bool {
	uses := map[string]bool{}
	if len(f.Imports) == 0 {
		return uses
	}
	names := qualifiers(f)
	claimed := map[string]bool{}
	for _, im := range f.Imports {
		p := importPath(im)
		if im.Name != nil {
			claimed[im.Name.Name] = true
			if names[im.Name.Name] || im.Name.Name == "." {
				uses[p] = true
			}
			continue
		}
		for _, guess := range guessNames(p) {
			claimed[guess] = true
			if names[guess] {
				uses[p] = true
			}
		}
	}
	for name := range names {
		if claimed[name] {
			continue
		}
		// One of the packages has a name that its path does not show.
		for _, im := range f.Imports {
			if im.Name == nil {
				uses[importPath(im)] = true
			}
		}
		break
	}
	return uses
}

// qualifiers returns the x of every x.Name in declarations of types and constants.
func qualifiers(f *ast.File) map[string]bool {
	names := map[string]bool{}
	visit := func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := sel.X.(*ast.Ident); ok {
				names[x.Name] = true
			}
		}
		return true
	}
	for _, d := range f.Decls {
		if g, ok := d.(*ast.GenDecl); ok && (g.Tok == token.TYPE || g.Tok == token.CONST) {
			for _, spec := range g.Specs {
				ast.Inspect(spec, visit)
			}
		}
	}
	return names
}

// guessNames returns the names that a package with the path may well have.
func guessNames(p string) []string {
	base := path.Base(p)
	var list []string
	if len(base) > 1 && base[0] == 'v' && strings.Trim(base[1:], "0123456789") == "" {
		list = append(list, base)
		base = path.Base(path.Dir(p))
	}
	list = append(list, base)
	pieces := strings.FieldsFunc(base, func(r rune) bool { return r == '-' || r == '.' })
	if len(pieces) > 1 {
		list = append(list, pieces...)
		list = append(list, strings.Join(pieces, ""), strings.Join(pieces, "_"))
		list = append(list, strings.Join(pieces[1:], ""), strings.Join(pieces[:len(pieces)-1], ""))
	}
	return list
}

// imports returns the paths that the package's files import, of those that are
// to be loaded, sorted.
func (p *sourcePackage) imports() []string {
	var list []string
	for _, f := range p.files {
		for _, im := range f.syntax.Imports {
			if path := importPath(im); p.needs == nil || p.needs[path] {
				list = append(list, path)
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// loadable says whether the go command can be asked for an import path, which
// could also look like a flag, a pattern or a directory.
func loadable(p string) bool {
	switch p {
	case "", "C", "unsafe", "all", "std", "cmd", "tool", "work", "main":
		return false
	}
	return !strings.ContainsAny(p, "@\\ \t\n\"'`") && !strings.Contains(p, "...") && !strings.ContainsAny(p[:1], "-./")
}
