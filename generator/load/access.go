package load

import (
	"go/token"
	"go/types"
	"strings"

	"github.com/rpcgen/rpcgen/generator/model"
)

// canName says whether the output can write the name of a type.
func (c *converter) canName(obj *types.TypeName) bool {
	if obj.Pkg() == nil {
		return true
	}
	return c.whyUnnameable(model.Package{Path: obj.Pkg().Path(), Name: obj.Pkg().Name()}, obj.Name()) == ""
}

// whyUnnameable says why the output cannot write a name, "" if it can.
func (c *converter) whyUnnameable(pkg model.Package, name string) string {
	switch {
	case pkg.Path == "" || pkg.Path == c.out.Path:
		return ""
	case !token.IsExported(name):
		return pkg.Name + "." + name + " is unexported, so package " + c.out.Name + " cannot mention it; export it, or use another type"
	case pkg.Name == "main":
		return "package " + pkg.Path + " is a program, so package " + c.out.Name + " cannot import it; move " + name + " to another package"
	case !importable(pkg.Path, c.out.Path):
		return "package " + c.out.Name + " cannot import " + pkg.Path + ", which is internal; use another type"
	}
	return ""
}

// importable says whether the rules for internal packages let a package import
// another one.
func importable(path, from string) bool {
	if strings.HasPrefix(path, "vendor/") {
		return false
	}
	from = strings.TrimSuffix(from, "_test")
	parent, ok := "", false
	if i := strings.LastIndex(path, "/internal/"); i >= 0 {
		parent, ok = path[:i], true
	} else if strings.HasPrefix(path, "internal/") {
		ok = true
	} else if s, found := strings.CutSuffix(path, "/internal"); found {
		parent, ok = s, true
	}
	switch {
	case !ok:
		return true
	case parent == "":
		return !strings.Contains(strings.Split(from, "/")[0], ".")
	}
	return from == parent || strings.HasPrefix(from, parent+"/")
}

// canWrite says whether the output can write down a type as it stands in Go.
func (c *converter) canWrite(t *model.Type) bool {
	switch {
	case t == nil:
		return true
	case t.Decl != nil:
		return c.whyUnnameable(t.Decl.Package, t.Decl.Name) == ""
	case t.Kind == model.Invalid:
		return false
	}
	for _, f := range t.Fields {
		if !c.canWrite(f.Type) {
			return false
		}
	}
	return c.canWrite(t.Elem) && c.canWrite(t.Key)
}
