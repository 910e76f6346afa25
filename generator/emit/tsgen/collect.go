package tsgen

import (
	"unicode"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// A collector finds the types that the output declares.
type collector struct {
	*file
	list *diag.List
}

// whole returns a message. If a struct is all of it, it has no fields of its own.
func whole(e *model.Envelope) message {
	m := message{Envelope: e, whole: e.Authored}
	if len(e.Fields) == 1 && e.Fields[0].Embedded {
		if m.whole = emit.Target(e.Fields[0].Type); m.whole.Kind == model.Pointer {
			m.whole, m.null = m.whole.Elem, true
		}
	}
	if m.whole == nil {
		m.fields = wireFields(e.Fields)
	}
	return m
}

func (c *collector) message(m *message) {
	if m.whole != nil {
		c.typ(m.whole)
	}
	c.fields(m.fields)
}

func (c *collector) fields(fields []*emit.WireField) {
	for _, f := range fields {
		if f.JSON == "__proto__" {
			c.list.Addf(diag.JavaScriptName, f.Pos, `field %s: the name "__proto__" means something else in JavaScript and cannot be sent from there; give the field another name in its tag`, f.Name)
		}
		if !f.Quoted {
			c.typ(f.Type)
		}
	}
}

// typ adds t, if it is to be declared, and what it consists of.
func (c *collector) typ(t *model.Type) {
	t = emit.Resolve(t)
	if !isNamed(t) {
		c.parts(t)
		return
	}
	k := emit.TypeKey(t)
	if c.of[k] != nil {
		return
	}
	n := &named{typ: t}
	c.of[k] = n
	c.types = append(c.types, n)
	if t.Kind == model.Struct {
		n.fields = wireFields(t.Fields)
		for _, base := range bases(t, n.fields) {
			c.typ(base)
			n.bases = append(n.bases, c.of[emit.TypeKey(emit.Resolve(base))])
		}
		c.fields(n.fields)
		return
	}
	c.parts(t)
}

func (c *collector) parts(t *model.Type) {
	switch t.Kind {
	case model.Struct:
		c.fields(wireFields(t.Fields))
	case model.Pointer, model.Slice, model.Array, model.Map:
		if t.Elem != nil {
			c.typ(t.Elem)
		}
	default: // the others consist of nothing
	}
}

// bases returns the embedded structs that an interface can extend: all that they have
// is lent to it.
func bases(t *model.Type, fields []*emit.WireField) []*model.Type {
	var list []*model.Type
	for i, f := range t.Fields {
		if !f.Embedded || f.Hidden {
			continue
		}
		base := emit.Resolve(f.Type)
		if base.Kind != model.Struct || !isNamed(base) {
			continue
		}
		lent := 0
		for _, w := range fields {
			if w.Index[0] == i {
				lent++
			}
		}
		if n := len(wireFields(base.Fields)); n > 0 && n == lent {
			list = append(list, base)
		}
	}
	return list
}

// lent says whether a field comes from one of the embedded structs that the interface
// extends.
func lent(t *model.Type, bases []*named, f *emit.WireField) bool {
	if len(f.Index) < 2 {
		return false
	}
	base := emit.Resolve(t.Fields[f.Index[0]].Type)
	for _, b := range bases {
		if isNamed(base) && emit.TypeKey(b.typ) == emit.TypeKey(base) {
			return true
		}
	}
	return false
}

// isNamed says whether the output declares a type by its name.
func isNamed(t *model.Type) bool {
	if t.Decl == nil || t.Decl.Package.Path == "" || isRuntime(t) {
		return false
	}
	switch t.Kind {
	case model.Time, model.Pointer, model.Invalid:
		return false
	case model.Any, model.RawJSON, model.Custom: // the name may help if there is a comment on it
		return t.Decl.Doc.Text != ""
	default:
		return true
	}
}

// isRuntime says whether a type is one of the runtime's own, for which the runtime
// part has another.
func isRuntime(t *model.Type) bool {
	return isDeclared(t, runtimePath, "Cookie") || isDeclared(t, runtimePath, "BaseRequest") || isDeclared(t, runtimePath, "BaseResponse")
}

// isIdentifier says whether a name can stand without quotes in an object.
func isIdentifier(s string) bool {
	for i, r := range s {
		letter := r == '_' || r == '$' || unicode.IsLetter(r) && r < 1<<16 // as in the older versions of JavaScript
		if !letter && (i == 0 || !unicode.IsDigit(r)) {
			return false
		}
	}
	return s != ""
}
