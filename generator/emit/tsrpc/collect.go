package tsrpc

import (
	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// collect declares the types that a message consists of.
func (s *settler) collect(m *message) {
	if t := m.whole(); t != nil {
		s.collectType(t)
		return
	}
	s.collectFields(m.fields())
}

func (s *settler) collectFields(fields []*emit.WireField) {
	for _, f := range fields {
		if ofObjects[f.JSON] {
			s.list.Addf(diag.JavaScriptName, f.Pos, "field %s: every object of JavaScript has something named %q, so TSRPC loses the field; give it another name on the wire", f.Name, f.JSON)
		}
		if !f.Text() {
			s.collectType(f.Type)
		}
	}
}

// ofObjects are names that every object of JavaScript has. TSBuffer takes what is there
// for the field, which gets lost where it is inherited, and is never absent.
var ofObjects = words(`__proto__ __defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__ constructor
	hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf`)

func (s *settler) collectType(t *model.Type) {
	t = emit.Resolve(t)
	if isNamed(t) {
		k := emit.TypeKey(t)
		if s.decl[k] != nil {
			return
		}
		m := s.moduleOf(t.Decl.Package)
		d := m.declare(m.unused(typeName(t)), "")
		d.typ, d.pos = t, t.Decl.Pos
		s.decl[k] = d
	}
	switch t.Kind {
	case model.Struct:
		s.collectFields(emit.WireFields(t.Fields))
	case model.Pointer, model.Slice, model.Array, model.Map:
		if t.Elem != nil {
			s.collectType(t.Elem)
		}
	default: // the others consist of nothing
	}
}

// unused returns a name that is free in the module, name if possible.
func (m *module) unused(name string) string {
	used := words(reserved)
	for _, d := range m.decls {
		used[d.name] = true
	}
	return used.add(name)
}

// isNamed says whether the output declares a type by its name.
func isNamed(t *model.Type) bool {
	if t.Decl == nil || t.Decl.Package.Path == "" || isCookie(t) {
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

const (
	runtimePath = "github.com/rpcgen/rpcgen/runtime"
	cookieName  = "__cookie"
)

// isCookie says whether a type is the runtime's cookie, which base.ts declares.
func isCookie(t *model.Type) bool { return isDeclared(t, runtimePath, "Cookie") }

// isDeclared says whether t is the type that a package declares by a name.
func isDeclared(t *model.Type, path, name string) bool {
	return t.Decl != nil && t.Decl.Package.Path == path && t.Decl.Name == name
}
