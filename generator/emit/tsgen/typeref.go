package tsgen

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// What the codec of Go writes and reads, and what the types say of it:
//
//   - A nil pointer in a field is left out, and null is read as absent: the field is
//     optional. In a list, an array or a map it is null, in both directions.
//   - Fields with omitempty or omitzero may be absent in both directions.
//   - Nil slices and maps are [] and {}, and null is refused: they are never null.
//   - any, json.RawMessage and types with MarshalJSON or UnmarshalJSON may be anything,
//     null included; as fields they may be absent.
//   - An embedded struct lends its fields. Those of an embedded pointer that is nil are
//     absent.

// word returns the schema of the types for which it is one word, "" for others.
func word(t *model.Type) string {
	switch t.Kind {
	case model.Bool:
		return "boolean"
	case model.Int, model.Int8, model.Int16, model.Int32, model.Int64:
		return "int"
	case model.Uint, model.Uint8, model.Uint16, model.Uint32, model.Uint64, model.Uintptr:
		return "uint"
	case model.Float32, model.Float64:
		return "number"
	case model.String, model.Text:
		return "string"
	case model.Bytes:
		return "bytes"
	case model.Time:
		return "date"
	case model.Any, model.RawJSON, model.Custom, model.Invalid:
		return "any"
	case model.Pointer:
		if word(deref(t)) == "any" {
			return "any" // which null is, too
		}
		return ""
	default: // Slice, Array, Map, Struct
		return ""
	}
}

// typeNames are the types of TypeScript for the words of a schema.
var typeNames = map[string]string{
	"boolean": "boolean", "int": "number", "uint": "number", "number": "number", "string": "string",
	"bytes": "Uint8Array", "date": "Date", "any": "unknown",
}

// deref returns what a pointer, or a pointer to one, points to in the end.
func deref(t *model.Type) *model.Type {
	t = emit.Resolve(t)
	for seen := 0; t.Kind == model.Pointer && t.Elem != nil && seen < 1000; seen++ {
		t = emit.Resolve(t.Elem)
	}
	return t
}

// ref returns the spelling of t where it is a value by itself, such as in a list.
func (f *file) ref(t *model.Type) part {
	t = emit.Resolve(t)
	if isDeclared(t, runtimePath, "Cookie") {
		return text("RpcCookie")
	}
	if isNamed(t) {
		return text(f.of[emit.TypeKey(t)].name)
	}
	if w := word(t); w != "" {
		return text(typeNames[w])
	}
	switch t.Kind {
	case model.Pointer:
		return row(f.ref(deref(t)), text(" | null"))
	case model.Map:
		return members(row(text("[key: string]: "), f.ref(t.Elem)))
	case model.Struct:
		return f.members(wireFields(t.Fields))
	case model.Array:
		const few = 4 // beyond, nobody wants to write a type of so many members
		if t.Len <= few {
			items := make([]part, t.Len)
			for i := range items {
				items[i] = f.ref(t.Elem)
			}
			return tuple(items...)
		}
	default: // Slice; the others are words
	}
	if e := emit.Resolve(t.Elem); e.Kind == model.Pointer && word(e) == "" {
		return row(text("("), f.ref(e), text(")[]"))
	}
	return row(f.ref(t.Elem), text("[]"))
}

// members returns a type with these fields.
func (f *file) members(fields []*emit.WireField) part {
	items := make([]part, len(fields))
	for i, w := range fields {
		items[i] = f.member(w)
	}
	return members(items...)
}

// member returns the spelling of a field: its name and its type.
func (f *file) member(w *emit.WireField) part {
	name := property(w.JSON)
	if w.Absent() {
		name += "?"
	}
	return row(text(name, ": "), f.fieldRef(w))
}

// fieldRef returns the spelling of a field's type. A nil pointer is no value of it: the
// field is absent then.
func (f *file) fieldRef(w *emit.WireField) part {
	if w.Text() {
		return text("string")
	}
	return f.ref(deref(w.Type))
}

// property returns a name as it stands in an object, in quotes if need be.
func property(name string) string {
	if isIdentifier(name) {
		return name
	}
	return quote(name)
}

// quote returns a string literal.
func quote(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return strconv.Quote(s)
	}
	return strings.TrimSuffix(b.String(), "\n")
}
