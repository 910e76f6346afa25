// Package schema describes types as JSON Schema of the dialect 2020-12, which OpenAPI 3.1
// uses too: what the codec of Go writes and reads (see tsgen/typeref.go for the rules).
package schema

import (
	"strconv"

	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// A Set collects the definitions that the schemas of a document refer to.
type Set struct {
	at    string // what references begin with
	own   map[string]bool
	names map[string]bool
	byKey map[string]string
	defs  emit.Object
}

// NewSet returns an empty set for the services of one package. References begin with at,
// such as "#/$defs/".
func NewSet(at string, apis []*model.API) *Set {
	s := &Set{at: at, own: map[string]bool{}, names: map[string]bool{}, byKey: map[string]string{}}
	for _, api := range apis {
		s.own[api.Package.Path], s.own[api.Origin.Path] = true, true
	}
	return s
}

// Definitions returns the definitions that have been asked for, in that order.
func (s *Set) Definitions() emit.Object { return s.defs }

// Define adds a definition of one's own under a name, or one like it that is free, and
// returns a reference to it.
func (s *Set) Define(name string, schema emit.Object) emit.Object {
	name = s.free(name)
	s.defs.Set(name, schema)
	return s.ref(name)
}

func (s *Set) ref(name string) emit.Object { return emit.Object{{Key: "$ref", Value: s.at + name}} }

// free returns a name that no definition has, and takes it.
func (s *Set) free(name string) string {
	unique := name
	for i := 2; s.names[unique]; i++ {
		unique = name + strconv.Itoa(i)
	}
	s.names[unique] = true
	return unique
}

// Message returns a reference to the schema of an envelope. Where the author has written
// none, the name is that of the struct in Go.
func (s *Set) Message(e *model.Envelope, name string) emit.Object {
	if e.Authored != nil {
		return s.Type(e.Authored)
	}
	key := "message " + name
	if known, ok := s.byKey[key]; ok {
		return s.ref(known)
	}
	name = s.free(name)
	s.byKey[key] = name
	s.defs.Set(name, nil) // its place is before what it consists of
	object := s.object(e.Fields)
	properties, _ := object[1].Value.(emit.Object)
	object[1].Value = append(emit.Object{{Key: "__cookie", Value: s.cookie()}}, properties...)
	s.defs.Set(name, object)
	return s.ref(name)
}

// cookie refers to the schema of the runtime's cookie.
func (s *Set) cookie() emit.Object {
	const key = "cookie"
	if name, ok := s.byKey[key]; ok {
		return s.ref(name)
	}
	s.byKey[key] = s.free("Cookie")
	s.defs.Set(s.byKey[key], emit.Object{
		{Key: "type", Value: "object"},
		{Key: "description", Value: "What the client keeps and sends with each call: the session id, and values that the server has set."},
		{Key: "properties", Value: emit.Object{{Key: "sessionId", Value: emit.Object{{Key: "type", Value: "string"}}}}},
	})
	return s.ref(s.byKey[key])
}

// Type returns the schema of a type. That of a type with a name is a reference.
func (s *Set) Type(t *model.Type) emit.Object {
	t = emit.Resolve(t)
	switch {
	case emit.IsRuntime(t, "Cookie"):
		return s.cookie()
	case !named(t):
		return s.literal(t)
	}
	key := emit.TypeKey(t)
	if name, ok := s.byKey[key]; ok {
		return s.ref(name)
	}
	name := emit.TypeName(t)
	if !s.own[t.Decl.Package.Path] && s.names[name] {
		name = emit.Upper(t.Decl.Package.Name) + name
	}
	name = s.free(name)
	s.byKey[key] = name
	s.defs.Set(name, nil)
	s.defs.Set(name, s.declared(t))
	return s.ref(name)
}

// named says whether a type has a definition of its own.
func named(t *model.Type) bool {
	if t.Decl == nil || t.Decl.Package.Path == "" {
		return false
	}
	switch t.Kind {
	case model.Time, model.Pointer, model.Invalid:
		return false
	case model.Any, model.RawJSON, model.Custom: // there is nothing to say of it but what the comment says
		return t.Decl.Doc.Text != ""
	default:
		return true
	}
}

// declared returns the schema of a type with a name.
func (s *Set) declared(t *model.Type) emit.Object {
	object := s.literal(t)
	describe(&object, t.Decl.Doc, t)
	if len(t.Decl.Values) > 0 {
		enum(&object, t)
	}
	return object
}

// enum adds the constants of a type. Numbers may be more than their constants, such as
// several bits at once, so theirs are no more than named.
func enum(object *emit.Object, t *model.Type) {
	values, names := []any{}, []string{}
	seen := map[string]bool{}
	for _, v := range t.Decl.Values {
		value, ok := emit.ConstantJSON(v.Value, t.Kind)
		if !ok || seen[string(value)] {
			continue
		}
		seen[string(value)] = true
		values, names = append(values, value), append(names, v.Name)
	}
	switch {
	case len(values) == 0:
	case t.Kind == model.String || t.Kind == model.Bool && len(values) == 2:
		object.Set("enum", values)
		object.Set("x-enum-varnames", names)
	default:
		object.Set("x-constants", values)
		object.Set("x-constant-names", names)
	}
}
