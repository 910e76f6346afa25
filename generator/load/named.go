package load

import (
	"go/ast"
	"go/types"

	"github.com/rpcgen/rpcgen/generator/model"
)

// alias returns the model of an alias: its own declaration if its name can be
// written where the output goes, else what it stands for.
func (c *converter) alias(t *types.Alias) *model.Type {
	obj := t.Obj()
	if obj.Pkg() == nil || !c.canName(obj) {
		return c.typ(t.Rhs(), place{})
	}
	key := obj.Pkg().Path() + "." + obj.Name()
	if t.TypeArgs().Len() > 0 {
		key = types.TypeString(t, nil)
	}
	if mt := c.aliases[key]; mt != nil {
		return mt
	}
	mt := &model.Type{}
	c.aliases[key] = mt
	decl, src := c.declare(obj, true)
	decl.Args = c.args(t.TypeArgs())
	target := c.typ(t.Rhs(), src)
	decl.Target = target
	c.later = append(c.later, func() {
		*mt = *target
		mt.Decl = decl
		if p, ok := c.bad[target]; ok {
			c.bad[mt] = p
		}
		c.goFields[mt] = c.goFields[target]
	})
	return mt
}

func (c *converter) namedType(t *types.Named, at place) *model.Type {
	if mt, ok := c.named.At(t).(*model.Type); ok {
		return mt
	}
	mt := &model.Type{}
	if t.TypeArgs().Len() > 0 && argDepth(t, maxArgs) < 0 {
		return c.refuse(mt, "the arguments of "+t.Obj().Name()+" are nested too deeply, perhaps without end; make it simpler")
	}
	c.named.Set(t, mt)
	decl, src := c.declare(t.Obj(), false)
	decl.Args = c.args(t.TypeArgs())
	mt.Decl = decl
	mt.IsZero = mayHaveMethods(t) && hasIsZero(t)
	mt.Validates = hasValidate(t)
	if k := wellKnown(t); k != model.Invalid {
		mt.Kind, mt.Under = k, under(t, k)
		return mt
	}
	if b, ok := t.Underlying().(*types.Basic); ok && b.Kind() != types.Invalid {
		decl.Values = c.values(t)
	}
	if b, ok := t.Underlying().(*types.Basic); ok && b.Kind() == types.Invalid {
		if at.x != nil {
			src = at // from where the declaration is found too
		}
	}
	c.fill(mt, t, src)
	return mt
}

func (c *converter) args(list *types.TypeList) []*model.Type {
	var args []*model.Type
	for t := range list.Types() {
		args = append(args, c.typ(t, place{}))
	}
	return args
}

// argDepth returns how much of limit the type arguments of a type leave, counting
// how deep they are nested. It is negative if that is not enough.
func argDepth(t types.Type, limit int) int {
	if limit < 0 {
		return limit
	}
	left := limit
	into := func(t types.Type) { left = min(left, argDepth(t, limit-1)) }
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		for arg := range t.TypeArgs().Types() {
			into(arg)
		}
	case *types.Pointer:
		into(t.Elem())
	case *types.Slice:
		into(t.Elem())
	case *types.Array:
		into(t.Elem())
	case *types.Map:
		into(t.Key())
		into(t.Elem())
	case *types.Struct:
		for f := range t.Fields() {
			into(f.Type())
		}
	}
	return left
}

// declare returns the declaration behind a name, and where its type stands.
func (c *converter) declare(obj *types.TypeName, alias bool) (*model.Decl, place) {
	d := &model.Decl{Name: obj.Name(), Alias: alias, Hidden: !c.canName(obj), Pos: c.u.l.position(obj.Pos())}
	if obj.Pkg() != nil {
		d.Package = model.Package{Path: obj.Pkg().Path(), Name: obj.Pkg().Name()}
	}
	if c.u.standard(obj.Pkg()) {
		return d, place{} // nobody needs a copy of the standard library's comments
	}
	src := c.u.typeDecl(obj)
	if src == nil {
		return d, place{}
	}
	if src.in != nil {
		c.reached = append(c.reached, src)
	}
	d.Doc = docOf(src.doc, src.spec.Comment)
	x := src.spec.Type
	for range 10 { // type A B: the fields stand at B
		id, ok := ast.Unparen(x).(*ast.Ident)
		if !ok {
			break
		}
		next := c.u.declarationsOf(obj).types[id.Name]
		if next == nil {
			break
		}
		x = next.spec.Type
	}
	return d, place{x, src.in}
}

// wellKnown returns the kind of types that travel in a way of their own.
func wellKnown(t *types.Named) model.Kind {
	obj := t.Obj()
	if obj.Pkg() == nil {
		return model.Invalid
	}
	switch obj.Pkg().Path() + "." + obj.Name() {
	case "time.Time":
		return model.Time
	case "time.Duration": // its constants are units, not an enum
		return model.Int64
	case "encoding/json.Number": // a number on the wire, whose digits Go keeps as a string
		return model.Float64
	case "encoding/json.RawMessage", "encoding/json/jsontext.Value":
		return model.RawJSON
	}
	return model.Invalid
}
