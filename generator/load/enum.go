package load

import (
	"cmp"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/rpcgen/rpcgen/generator/model"
)

// values returns the constants that the package of a type declares for it, in
// source order: those that the output can mention.
func (c *converter) values(t *types.Named) []*model.Value {
	pkg := t.Obj().Pkg()
	if pkg == nil || t.TypeArgs().Len() > 0 {
		return nil
	}
	if c.enums[pkg] == nil {
		c.enums[pkg] = c.constantsByType(pkg)
	}
	return c.enums[pkg][t.Obj()]
}

func (c *converter) constantsByType(pkg *types.Package) map[*types.TypeName][]*model.Value {
	byType := map[*types.TypeName][]*model.Value{}
	for _, k := range c.constants(pkg) {
		n, ok := types.Unalias(k.Type()).(*types.Named)
		if !ok || k.Val().Kind() == constant.Unknown || n.Obj().Pkg() != pkg || !k.Exported() && pkg.Path() != c.out.Path {
			continue
		}
		v := &model.Value{Name: k.Name(), Value: k.Val()}
		if !c.u.standard(pkg) {
			if x := c.u.declarationsOf(k); x != nil {
				d := x.consts[k.Name()]
				v.Doc = docOf(d.above, d.beside)
			}
		}
		byType[n.Obj()] = append(byType[n.Obj()], v)
	}
	return byType
}

// constants returns the constants of a package in source order.
func (c *converter) constants(pkg *types.Package) []*types.Const {
	var list []*types.Const
	if p := c.u.sources[pkg.Path()]; p != nil {
		for _, name := range p.declarations().constants {
			if k, ok := pkg.Scope().Lookup(name).(*types.Const); ok {
				list = append(list, k)
			}
		}
		return list
	}
	if p := c.u.listed[pkg.Path()]; !pkg.Complete() && p != nil && p.Export != "" {
		// Only what other packages mention of it is known so far.
		if _, err := c.u.loadExport(p); err != nil {
			return nil
		}
	}
	pos := map[*types.Const]token.Position{}
	for _, name := range pkg.Scope().Names() {
		if k, ok := pkg.Scope().Lookup(name).(*types.Const); ok {
			list = append(list, k)
			pos[k] = c.u.l.position(k.Pos())
		}
	}
	slices.SortStableFunc(list, func(a, b *types.Const) int {
		return cmp.Or(strings.Compare(pos[a].Filename, pos[b].Filename), cmp.Compare(pos[a].Line, pos[b].Line), cmp.Compare(pos[a].Column, pos[b].Column))
	})
	return list
}
