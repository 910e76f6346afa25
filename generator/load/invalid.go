package load

import (
	"go/ast"
	"go/types"
	"sort"
	"strings"

	"github.com/rpcgen/rpcgen/generator/model"
)

// invalid refuses a type that the type checker made nothing of, with its reason.
func (c *converter) invalid(mt *model.Type, at place) {
	c.unsure = true
	mt.Kind = model.Invalid
	c.bad[mt] = c.u.whyInvalid(at, map[string]bool{})
}

// whyInvalid finds what the type checker has against the type that is written at
// a place, or against the types that it is made of.
func (u *universe) whyInvalid(at place, seen map[string]bool) problem {
	unknown := problem{text: "the type is not known; make the package compile", why: true}
	if at.x == nil || at.in == nil {
		return unknown
	}
	found := unknown
	ast.Inspect(at.x, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && found == unknown {
			if x, ok := sel.X.(*ast.Ident); ok {
				if p, ok := u.failedImport(at.in, x); ok {
					found = p
				}
			}
		}
		return found == unknown
	})
	list := at.in.errorsIn(at.x)
	for _, e := range list {
		u.said[e.Pos] = true
	}
	if found == unknown && len(list) > 0 {
		return problem{text: withAdvice(list[0].Msg), pos: u.l.position(list[0].Pos), why: true}
	}
	ast.Inspect(at.x, func(n ast.Node) bool {
		if found != unknown {
			return false
		}
		switch n := n.(type) {
		case *ast.SelectorExpr:
			return false
		case *ast.Ident:
			d := at.in.declarations().types[n.Name]
			if d == nil || seen[n.Name] {
				return true
			}
			seen[n.Name] = true
			if list := at.in.errorsIn(d.spec); len(list) > 0 {
				found = problem{text: withAdvice(list[0].Msg), pos: u.l.position(list[0].Pos), why: true}
				return false
			}
			if tn, ok := at.in.types.Scope().Lookup(n.Name).(*types.TypeName); ok && isInvalid(tn.Type()) {
				found = u.whyInvalid(place{d.spec.Type, at.in}, seen)
			}
		}
		return true
	})
	return found
}

func isInvalid(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Kind() == types.Invalid
}

// failedImport returns what is wrong with the import that a name in the source of
// p stands for.
func (u *universe) failedImport(p *sourcePackage, x *ast.Ident) (problem, bool) {
	for _, f := range p.files {
		if x.Pos() < f.syntax.FileStart || x.Pos() > f.syntax.FileEnd {
			continue
		}
		for _, im := range f.syntax.Imports {
			path := importPath(im)
			if path == "C" && x.Name == "C" {
				return problem{text: "types of C cannot be sent, as Go programs elsewhere do not have them; use a type of Go"}, true
			}
			text := p.failed[path]
			if list := p.errorsIn(im); text == "" && len(list) > 0 {
				text = withAdvice(list[0].Msg)
			}
			if text == "" {
				continue
			}
			named := im.Name != nil && im.Name.Name == x.Name
			if im.Name == nil {
				for _, guess := range guessNames(path) {
					named = named || guess == x.Name
				}
			}
			if named {
				return problem{text: text, pos: u.l.position(im.Pos()), why: true}, true
			}
		}
	}
	return problem{}, false
}

// errorsIn returns the type checker's errors in the extent of a node. Those that
// only continue the one before are left out.
func (p *sourcePackage) errorsIn(n ast.Node) []types.Error {
	i := sort.Search(len(p.errs), func(i int) bool { return p.errs[i].Pos >= n.Pos() })
	var list []types.Error
	for ; i < len(p.errs) && p.errs[i].Pos < n.End(); i++ {
		if !strings.HasPrefix(p.errs[i].Msg, "\t") {
			list = append(list, p.errs[i])
		}
	}
	return list
}

// withAdvice puts an error of the type checker into one line, with what to do.
func withAdvice(msg string) string {
	msg, _, _ = strings.Cut(msg, "\n")
	msg = strings.TrimSpace(msg)
	name, undefined := strings.CutPrefix(msg, "undefined: ")
	switch {
	case undefined && strings.Contains(name, "."):
		pkg, name, _ := strings.Cut(name, ".")
		return msg + "; declare " + name + " in package " + pkg + ", or use another type"
	case undefined:
		return msg + "; declare it or import its package"
	case strings.HasSuffix(msg, "is not a type"):
		return msg + "; use a type"
	case strings.Contains(msg, "not exported by package"):
		return msg + "; export it, or use another type"
	case strings.HasPrefix(msg, "instantiation cycle"): // a list follows
		return "instantiation cycle; use the same type arguments throughout it"
	case strings.HasPrefix(msg, "invalid recursive type"):
		return msg + "; put a pointer into the cycle"
	case strings.Contains(msg, "redeclared"):
		return msg + "; rename one"
	case strings.HasPrefix(msg, "duplicate method"):
		return msg + "; rename one"
	case strings.HasPrefix(msg, "invalid import path"):
		return msg + "; correct it"
	case strings.HasPrefix(msg, "too many type arguments"), strings.HasPrefix(msg, "not enough type arguments"):
		return msg + "; give as many as it has parameters"
	}
	return msg + "; make it compile"
}
