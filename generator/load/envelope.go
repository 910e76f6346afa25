package load

import (
	"fmt"
	"go/types"
	"strconv"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/model"
)

// A side is one of the two messages of a call.
type side struct {
	base, other string // names of the base types, this side's and the other's
	what        string // what it is made of
	unnamed     string // the name of what has none
	numberOne   bool   // whether a single one gets a number too
}

var (
	request  = side{base: "BaseRequest", other: "BaseResponse", what: "parameter", unnamed: "arg", numberOne: true}
	response = side{base: "BaseResponse", other: "BaseRequest", what: "result", unnamed: "result"}
)

// envelope returns the message that carries the parameters or the results of a
// method: the author's own, or one to be generated.
func (b *builder) envelope(c *converter, m *model.Method, vars []*model.Param, ts []types.Type, s side, where string) *model.Envelope {
	for i, t := range ts {
		st := pointee(t)
		if name, ok := isBase(st); ok {
			b.diags.Addf(diag.BadEnvelope, vars[i].Pos, "%sruntime.%s is nothing by itself; declare a struct that embeds it, or leave the %s out", where, name, s.what)
			return &model.Envelope{Authored: message(vars[i].Type)}
		}
		switch name, pointer := embedsBase(st); {
		case name == "":
		case len(ts) > 1:
			b.diags.Addf(diag.BadEnvelope, vars[i].Pos, "%s%s embeds runtime.%s, so it must be the only %s; move the others into it",
				where, c.name(st), name, s.what)
			return &model.Envelope{Authored: message(vars[i].Type)}
		case name == s.other:
			b.diags.Addf(diag.BadEnvelope, vars[i].Pos, "%s%s embeds runtime.%s, which is not for a %s; embed runtime.%s", where, c.name(st), name, s.what, s.base)
			return &model.Envelope{Authored: message(vars[i].Type)}
		case pointer:
			b.diags.Addf(diag.BadEnvelope, vars[i].Pos, "%s%s embeds a pointer to runtime.%s; embed runtime.%s itself", where, c.name(st), name, name)
			return &model.Envelope{Authored: message(vars[i].Type)}
		default:
			_, isPointer := types.Unalias(t).(*types.Pointer)
			return &model.Envelope{Authored: message(vars[i].Type), Pointer: isPointer}
		}
	}
	e := &model.Envelope{}
	names, wire := map[string]bool{}, map[string]bool{}
	for _, p := range vars {
		names[p.Name] = true
	}
	for i, p := range vars {
		name := p.Name
		if name == "" {
			n := i + 1
			name = s.unnamed + strconv.Itoa(n)
			if len(vars) == 1 && !s.numberOne {
				name = s.unnamed
			}
			for names[name] {
				n++
				name = s.unnamed + strconv.Itoa(n)
			}
			names[name] = true
		}
		f := &model.Field{Name: name, Type: p.Type, Pos: p.Pos}
		if len(vars) == 1 && c.gives(ts[i]) {
			f.Embedded, f.Anonymous = true, true
		} else {
			f.JSON = unused(wire, model.JSONName(model.GoName(name)))
			f.OmitEmpty = m.Variadic && s.what == "parameter" && i == len(vars)-1
			f.Optional = f.OmitEmpty || optional(ts[i])
		}
		e.Fields = append(e.Fields, f)
	}
	return e
}

// message returns the struct of an authored envelope.
func message(t *model.Type) *model.Type {
	if t.Kind == model.Pointer {
		return t.Elem
	}
	return t
}

// unused returns name, with a number behind it if it is taken.
func unused(taken map[string]bool, name string) string {
	unique := name
	for n := 2; taken[unique]; n++ {
		unique = fmt.Sprint(name, n)
	}
	taken[unique] = true
	return unique
}

func pointee(t types.Type) types.Type {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// embedsBase returns which of the base types a struct embeds, "" if none, and
// whether there is a pointer on the way.
func embedsBase(t types.Type) (name string, pointer bool) {
	type embedded struct {
		t       types.Type
		pointer bool
	}
	level := []embedded{{t, false}}
	seen := map[types.Type]bool{}
	for len(level) > 0 {
		var next []embedded
		for _, e := range level {
			s, ok := e.t.Underlying().(*types.Struct)
			if !ok || seen[e.t] {
				continue
			}
			seen[e.t] = true
			for f := range s.Fields() {
				if !f.Embedded() {
					continue
				}
				elem := pointee(f.Type())
				pointer := e.pointer || elem != f.Type()
				if name, ok := isBase(elem); ok {
					return name, pointer
				}
				next = append(next, embedded{elem, pointer})
			}
		}
		level = next
	}
	return "", false
}

// gives says whether the only parameter or result gives its fields to the
// envelope, by being embedded.
func (c *converter) gives(t types.Type) bool {
	var obj *types.TypeName
	elem := pointee(t)
	switch n := elem.(type) {
	case *types.Alias:
		obj = n.Obj()
		if !c.canName(obj) {
			return false
		}
		if _, ok := types.Unalias(n).(*types.Pointer); ok {
			return false
		}
	case *types.Named:
		obj = n.Obj()
	default:
		return false
	}
	s, ok := elem.Underlying().(*types.Struct)
	if !ok || kindOf(elem) != model.Struct || obj.Name() == "BaseRequest" || obj.Name() == "BaseResponse" {
		return false
	}
	pointer := elem != t
	st := c.typ(elem, place{})
	fields := promoted(st)
	for _, f := range fields {
		if f.JSON == cookieName {
			return false
		}
	}
	if pointer && (!obj.Exported() || !requiresOne(st, fields)) {
		return false
	}
	return s.NumFields() == 0 || len(fields) > 0
}
