package tsrpc

import (
	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// What the codec of Go writes and reads, and what the schemas say of it:
//
//   - A nil pointer in a field is left out, and null is read as absent: the property is
//     optional. In a list, an array or a map it is null, in both directions.
//   - Fields with omitempty or omitzero may be absent in both directions.
//   - Nil slices and maps are [] and {}, and null is refused: they are never null.
//   - any, json.RawMessage and types with MarshalJSON or UnmarshalJSON may be anything,
//     null included; as fields they may be absent.
//   - An embedded struct lends its fields. Those of an embedded pointer that is nil are
//     absent.
//   - A type with constants is not closed in Go, and its zero value is what a field has
//     that nobody has set. If it is none of the constants, a mention of the type says
//     that it may be this as well.

// value returns the schema of t where it is a value by itself, such as in a list.
func (s *settler) value(t *model.Type) *schema {
	t = emit.Resolve(t)
	if isCookie(t) {
		return reference(cookieID)
	}
	if !isNamed(t) {
		return s.meaning(t)
	}
	ref := s.name(t)
	if zero := unlistedZero(t); zero != "" {
		return union(ref, literal(zero))
	}
	return ref
}

// name returns the mention of a type that the output declares.
func (s *settler) name(t *model.Type) *schema {
	return reference(s.decl[emit.TypeKey(emit.Resolve(t))].id)
}

// meaning returns what a type is, whatever its name.
func (s *settler) meaning(t *model.Type) *schema {
	if members := enumMembers(t); members != nil {
		return &schema{Type: "Enum", Members: members}
	}
	switch t.Kind {
	case model.Bool:
		return plain("Boolean")
	case model.Int, model.Int8, model.Int16, model.Int32, model.Int64:
		return number("int")
	case model.Uint, model.Uint8, model.Uint16, model.Uint32, model.Uint64, model.Uintptr:
		return number("uint")
	case model.Float32, model.Float64:
		return number("")
	case model.String, model.Text:
		return plain("String")
	case model.Bytes:
		return &schema{Type: "Buffer", ArrayType: "Uint8Array"}
	case model.Time:
		return plain("Date")
	case model.Any, model.RawJSON, model.Custom, model.Invalid:
		return plain("Any")
	case model.Pointer:
		return s.nullable(t)
	case model.Slice:
		return array(s.value(t.Elem))
	case model.Array:
		return s.array(t)
	case model.Map:
		return mapOf(keyType(t.Key), s.value(t.Elem))
	default: // Struct
		return s.properties(emit.WireFields(t.Fields))
	}
}

// nullable returns the schema of a pointer. What may be anything may be null already.
func (s *settler) nullable(t *model.Type) *schema {
	inner := s.value(deref(t))
	if inner.Type == "Any" {
		return inner
	}
	return union(inner, literal("null"))
}

// fewElements is up to how many elements an array is a tuple. Beyond, nobody wants to
// write so many types.
const fewElements = 4

// array returns the schema of an array. The codec of Go wants just as many elements.
func (s *settler) array(t *model.Type) *schema {
	if t.Len == 0 || t.Len > fewElements {
		return array(s.value(t.Elem))
	}
	tuple := &schema{Type: "Tuple"}
	for range t.Len {
		tuple.ElementTypes = append(tuple.ElementTypes, s.value(t.Elem))
	}
	return tuple
}

// keyType returns what the keys of a map are. They are names of properties in any case.
func keyType(key *model.Type) string {
	if k := emit.Resolve(key).Kind; k >= model.Int && k <= model.Uintptr {
		return "Number"
	}
	return "String"
}

// properties returns the schema of a struct with these fields.
func (s *settler) properties(fields []*emit.WireField) *schema {
	out := &schema{Type: "Interface"}
	for _, f := range fields {
		out.Properties = append(out.Properties, &item{
			Name: f.JSON, Type: s.field(f), Optional: f.Absent(), comment: comment(f.Doc, fieldNotes(f)...),
		})
	}
	return out
}

// field returns the schema of a field's type. A nil pointer is no value of it: the field
// is absent then, as is a zero value with the option omitempty or omitzero.
func (s *settler) field(f *emit.WireField) *schema {
	if f.Text() {
		return plain("String")
	}
	t := deref(f.Type)
	if emit.Resolve(f.Type) == t && (f.OmitEmpty || f.OmitZero) && isNamed(t) {
		return s.name(t)
	}
	return s.value(t)
}

// message returns the schema of a request or a response.
func (s *settler) message(m *message) *schema {
	base := &item{Type: reference(m.base)}
	if t := m.whole(); t != nil {
		whole := &item{Type: s.name(t)}
		if s.mayExtend(m.decl, base, whole) {
			return &schema{Type: "Interface", Extends: []*item{base, whole}}
		}
	}
	out := s.properties(m.fields())
	out.Extends = []*item{base}
	if a := m.envelope.Authored; a != nil && a.Decl != nil && (m.decl.comment == "" || a.Decl.Doc.Text != "" && m.base == baseResponse) {
		m.decl.comment = comment(a.Decl.Doc)
	}
	return out
}

// mostBases is how many ids there are for the types that a type extends, as binary
// frames have it.
const mostBases = 9

// mayExtend says whether there are ids left for what a message extends. A method whose
// result has had many types gets the fields instead.
func (s *settler) mayExtend(d *decl, bases ...*item) bool {
	g := s.old.scope(d.id + "^")
	next := g.next
	for _, b := range bases {
		id, ok := g.ids[b.key()]
		if !ok {
			id, next = next, next+1
		}
		if id >= mostBases {
			return false
		}
	}
	return true
}

// deref returns what a pointer, or a pointer to one, points to in the end.
func deref(t *model.Type) *model.Type {
	t = emit.Resolve(t)
	for deep := 0; t.Kind == model.Pointer && t.Elem != nil && deep < 1000; deep++ {
		t = emit.Resolve(t.Elem)
	}
	return t
}

// fieldNotes says what the type of a field does not.
func fieldNotes(f *emit.WireField) []string {
	if !f.Text() {
		return nil
	}
	switch deref(f.Type).Kind {
	case model.Bool:
		return []string{`"true" or "false", as text.`}
	case model.String:
		return []string{"As the text of a JSON string, in quotes."}
	default:
		return []string{"A number, as text."}
	}
}
