package gogen

import (
	"go/token"
	"strings"

	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// A wireField is a struct's field as it travels.
type wireField struct {
	*emit.WireField
	path     string   // the way to it in Go, "Loan.ISBN"
	pointers []string // the ways to the embedded pointers on it, "Loan"
}

// wireFields lists the fields of a struct that travel. Ok is false if one of the
// structs that lend it fields cannot be reached: that is hidden from the output's
// package, or it is a pointer to an unexported struct, which package codec, like
// encoding/json, does not set.
func (c *codecs) wireFields(t *model.Type) (list []*wireField, ok bool) {
	if !c.reachesAll(t, map[*model.Type]bool{}) {
		return nil, false
	}
	for _, f := range emit.WireFields(t.Fields) {
		w := &wireField{WireField: f}
		for i, step := range f.Way {
			if i > 0 {
				w.path += "."
			}
			w.path += step.Name
			if step.Embedded && target(step.Type).Kind == model.Pointer {
				w.pointers = append(w.pointers, w.path)
			}
		}
		list = append(list, w)
	}
	return list, true
}

// reachesAll says whether the output can name, and set, all structs that lend fields to
// t. Those in seen are looked at elsewhere.
func (c *codecs) reachesAll(t *model.Type, seen map[*model.Type]bool) bool {
	seen[t] = true
	for _, f := range t.Fields {
		if !f.Embedded || f.Hidden {
			continue
		}
		inner := target(f.Type)
		pointer := inner.Kind == model.Pointer
		if pointer {
			inner = target(inner.Elem)
		}
		switch {
		case !c.reaches(t, f) || pointer && !token.IsExported(f.Name):
			return false
		case !seen[inner] && !c.reachesAll(inner, seen):
			return false
		}
	}
	return true
}

// reaches says whether the output can name field f of a struct.
func (c *codecs) reaches(t *model.Type, f *model.Field) bool {
	return token.IsExported(f.Name) || t.Decl == nil || t.Decl.Package.Path == c.api.Package.Path
}

// entry returns what [codec.Fields] is told about a field.
func (c *codecs) entry(f *wireField) string {
	s := f.JSON
	switch t := target(f.Type); {
	case t.TakesNull && !isCookie(t) || t.Kind == model.RawJSON:
		s += ",own"
	case f.Optional:
		s += ",optional"
	}
	if f.Quoted {
		s += ",string"
	}
	if !f.isCookie() && c.leaves(f.Type) {
		s += ",value"
	}
	return s + strings.Repeat(",behind", len(f.pointers))
}

// leaves says whether values of type t, or what they consist of up to the next
// struct, are left to reflection.
func (c *codecs) leaves(t *model.Type) bool {
	if !c.static(t) {
		return true
	}
	switch to := target(t); to.Kind {
	case model.Pointer, model.Slice, model.Array, model.Map:
		return c.leaves(to.Elem)
	default:
		return false
	}
}

// target is [emit.Target], which is mentioned in many places.
func target(t *model.Type) *model.Type { return emit.Target(t) }

// isCookie says whether t is the runtime's Cookie.
func isCookie(t *model.Type) bool { return isDeclared(t, runtimePackage.Path, "Cookie") }

// isDeclared says whether t is the type that a package declares by a name.
func isDeclared(t *model.Type, path, name string) bool {
	return t.Decl != nil && t.Decl.Package.Path == path && t.Decl.Name == name
}
