package load

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/model"
)

// A converter turns types of the type checker into types of the model, for one
// output package.
type converter struct {
	u    *universe
	out  model.Package // where the types will be mentioned
	from string        // path of the package that declares the services

	named   typeutil.Map // of *model.Type
	aliases map[string]*model.Type
	enums   map[*types.Package]map[*types.TypeName][]*model.Value
	later   []func() // completes the aliases
	last    []func() // what needs complete types

	bad       map[*model.Type]problem   // types that cannot travel
	badFields map[*model.Field]problem  // fields that cannot travel
	badRules  map[*model.Type][]badRule // rules on fields of a struct that cannot be
	goFields  map[*model.Type]int       // how many fields a struct has in Go
	reached   []*typeDecl               // what was found in source
	depth     int
	unsure    bool // something is missing that a full attempt may find
}

// A problem is why something cannot be sent, with what to do. The position is
// set if there is a better one than where the type is mentioned.
type problem struct {
	text string
	pos  token.Position
	why  bool // text comes from the type checker
	name bool // what cannot be written is a name
	rule bool // what is wrong is a rule
}

// code returns the code of the diagnostic that reports a problem.
func (p problem) code() diag.Code {
	switch {
	case p.why:
		return diag.DoesNotCompile
	case p.rule && strings.HasPrefix(p.text, "unchecked"):
		return diag.UncheckedRule
	case p.rule:
		return diag.BadRule
	case p.name:
		return diag.UnnameableType
	}
	return diag.UnsendableType
}

func newConverter(u *universe, out model.Package, from string) *converter {
	return &converter{
		u: u, out: out, from: from,
		aliases:   map[string]*model.Type{},
		enums:     map[*types.Package]map[*types.TypeName][]*model.Value{},
		bad:       map[*model.Type]problem{},
		badFields: map[*model.Field]problem{},
		badRules:  map[*model.Type][]badRule{},
		goFields:  map[*model.Type]int{},
	}
}

// A place is the source of a type, as far as it is known: x is nil if not.
type place struct {
	x  ast.Expr
	in *sourcePackage
}

// maxDepth bounds how deep types may be nested, and maxArgs how deep the arguments
// of generic types: type T[A any] struct{ Next *T[[]A] } has no end, and with two
// such fields maxDepth alone would not end it soon enough.
const (
	maxDepth = 1000
	maxArgs  = 8
)

// finish completes what had to wait until all types were known.
func (c *converter) finish() {
	for _, f := range c.later {
		f()
	}
	for _, f := range c.last {
		f()
	}
	c.later, c.last = nil, nil
}

// typ returns the model of a type. If it cannot travel the kind is Invalid and
// c.bad says why.
func (c *converter) typ(t types.Type, at place) *model.Type {
	c.depth++
	defer func() { c.depth-- }()
	if c.depth > maxDepth {
		return c.refuse(&model.Type{}, "the type is nested too deeply; make it simpler")
	}
	switch t := t.(type) {
	case *types.Alias:
		return c.alias(t)
	case *types.Named:
		return c.namedType(t, at)
	}
	mt := &model.Type{}
	c.fill(mt, t, at)
	return mt
}

func (c *converter) refuse(mt *model.Type, text string) *model.Type {
	mt.Kind = model.Invalid
	c.bad[mt] = problem{text: text}
	return mt
}

// fill sets what a type is on the wire.
func (c *converter) fill(mt *model.Type, t types.Type, at place) {
	x := ast.Expr(nil)
	if at.x != nil {
		x = ast.Unparen(at.x)
	}
	sub := func(x ast.Expr) place { return place{x, at.in} }
	mt.Kind = kindOf(t)
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		if mt.Kind == model.Pointer {
			star, _ := x.(*ast.StarExpr)
			if star != nil {
				mt.Elem = c.typ(u.Elem(), sub(star.X))
			} else {
				mt.Elem = c.typ(u.Elem(), place{})
			}
		}
	case *types.Slice:
		c.elem(mt, u.Elem(), x, sub)
	case *types.Array:
		mt.Len = u.Len()
		c.elem(mt, u.Elem(), x, sub)
		if mt.Kind == model.Array && u.Len() < 0 {
			c.invalid(mt, at)
		}
	case *types.Map:
		c.mapType(mt, u, x, sub)
	case *types.Struct:
		if mt.Decl == nil || mt.Kind == model.Struct {
			c.fields(mt, u, at)
		} else {
			c.uncheckedRules(mt, u)
		}
	}
	mt.Under = under(t, mt.Kind)
	if m := marshalersOf(t); m.any() {
		mt.TakesNull = m.unmarshalJSON
		if _, problem := m.kind(t); problem != "" {
			c.refuse(mt, c.name(t)+" "+problem)
			return
		}
	}
	if mt.Kind != model.Invalid {
		return
	}
	if b, ok := t.Underlying().(*types.Basic); ok && b.Kind() == types.Invalid {
		c.invalid(mt, at)
		return
	}
	c.refuse(mt, c.cannotSend(t))
}

// elem fills in what a slice or an array holds, if that matters on the wire or
// for printing the type.
func (c *converter) elem(mt *model.Type, elem types.Type, x ast.Expr, sub func(ast.Expr) place) {
	if mt.Decl != nil && mt.Kind != model.Slice && mt.Kind != model.Array && mt.Kind != model.Bytes {
		return
	}
	at := place{}
	if a, ok := x.(*ast.ArrayType); ok {
		at = sub(a.Elt)
	} else if e, ok := x.(*ast.Ellipsis); ok {
		at = sub(e.Elt)
	}
	mt.Elem = c.typ(elem, at)
}

func (c *converter) mapType(mt *model.Type, u *types.Map, x ast.Expr, sub func(ast.Expr) place) {
	if mt.Kind != model.Map {
		return
	}
	key, elem := place{}, place{}
	if m, ok := x.(*ast.MapType); ok {
		key, elem = sub(m.Key), sub(m.Value)
	}
	mt.Elem = c.typ(u.Elem(), elem)
	mt.Key = c.typ(u.Key(), key)
	k := keyKind(u.Key())
	switch {
	case k == model.Invalid && mt.Key.Kind == model.Invalid && c.bad[mt.Key].why:
		// The key's own problem says more.
	case k == model.Invalid:
		name := c.name(u.Key())
		mt.Key = c.refuse(&model.Type{Decl: mt.Key.Decl}, name+" cannot be the key of a map; use a string, an integer or a type with MarshalText and UnmarshalText")
	case k != mt.Key.Kind:
		// As a key a type may look different from elsewhere, since encoding/json
		// does not call MarshalJSON for it.
		mt.Key = &model.Type{Kind: k, Decl: mt.Key.Decl, ParsesKeys: marshalersOf(u.Key()).unmarshalText}
	}
}

// name returns a type as the author of the services would write it.
func (c *converter) name(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		if p.Path() == c.from {
			return ""
		}
		return p.Name()
	})
}

// cannotSend says why a type cannot travel and what to do.
func (c *converter) cannotSend(t types.Type) string {
	name := c.name(t)
	switch u := t.Underlying().(type) {
	case *types.Chan:
		return name + " cannot be sent; use a slice of what it delivers"
	case *types.Signature:
		return name + " cannot be sent; send the data that it works on and leave the function on this side"
	case *types.Interface:
		switch {
		case isError(t):
			return "error cannot be sent as a value; make it the last result, or send its text"
		case name == "context.Context":
			return "context.Context cannot be sent; make it the first parameter of the method"
		}
		return name + " is an interface and cannot be sent, as the other side would not know what to make of it; use a struct, or any"
	case *types.Basic:
		switch {
		case u.Kind() == types.UnsafePointer:
			return name + " cannot be sent; send what it points to"
		case u.Info()&types.IsComplex != 0:
			return name + " cannot be sent, as JSON has no complex numbers; send two floats"
		}
	case *types.TypeParam:
		return "type parameter " + name + " cannot be sent; use an instance of the generic type"
	}
	return fmt.Sprintf("%s cannot be sent; use another type", name)
}
