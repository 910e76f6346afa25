package schema

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

func simple(typ string, more ...emit.Member) emit.Object {
	return append(emit.Object{{Key: "type", Value: typ}}, more...)
}

func member(key string, value any) emit.Member { return emit.Member{Key: key, Value: value} }

// literal returns the schema of what a type is, whatever its name.
func (s *Set) literal(t *model.Type) emit.Object {
	switch t.Kind {
	case model.Bool:
		return simple("boolean")
	case model.Float32:
		return simple("number", member("format", "float"))
	case model.Float64:
		return simple("number", member("format", "double"))
	case model.String, model.Text:
		return simple("string")
	case model.Bytes:
		return simple("string", member("contentEncoding", "base64"))
	case model.Time:
		return simple("string", member("format", "date-time"))
	case model.Any, model.RawJSON, model.Custom, model.Invalid:
		return emit.Object{}
	case model.Pointer:
		return orNull(s.Type(t.Elem))
	case model.Slice:
		return simple("array", member("items", s.Type(t.Elem)))
	case model.Array:
		return simple("array", member("items", s.Type(t.Elem)), member("minItems", t.Len), member("maxItems", t.Len))
	case model.Map:
		object := simple("object", member("additionalProperties", s.Type(t.Elem)))
		if pattern := digits(t.Key.Kind); pattern != "" {
			object.Set("propertyNames", emit.Object{{Key: "pattern", Value: pattern}})
		}
		return object
	case model.Struct:
		return s.object(t.Fields)
	default:
		return integer(t.Kind)
	}
}

// orNull allows null too.
func orNull(schema emit.Object) emit.Object {
	if len(schema) == 0 {
		return schema
	}
	if typ, ok := schema[0].Value.(string); ok && schema[0].Key == "type" {
		schema[0].Value = []string{typ, "null"}
		return schema
	}
	return emit.Object{{Key: "anyOf", Value: []emit.Object{schema, simple("null")}}}
}

// integer returns the schema of an integer. The bounds of 64 bits are left out: programs
// that hold numbers in 64-bit floats would not read them as they are.
func integer(k model.Kind) emit.Object {
	bits, signed := width(k)
	switch {
	case bits == 64 && signed:
		return simple("integer", member("format", "int64"))
	case bits == 64:
		return simple("integer", member("format", "uint64"), member("minimum", 0))
	case signed:
		limit := int64(1) << (bits - 1)
		return simple("integer", member("format", "int"+strconv.Itoa(bits)), member("minimum", -limit), member("maximum", limit-1))
	}
	return simple("integer", member("format", "uint"+strconv.Itoa(bits)), member("minimum", 0), member("maximum", int64(1)<<bits-1))
}

func width(k model.Kind) (bits int, signed bool) {
	switch k {
	case model.Int8:
		return 8, true
	case model.Int16:
		return 16, true
	case model.Int32:
		return 32, true
	case model.Uint8:
		return 8, false
	case model.Uint16:
		return 16, false
	case model.Uint32:
		return 32, false
	case model.Uint, model.Uint64, model.Uintptr:
		return 64, false
	default:
		return 64, true
	}
}

// digits returns the pattern of an integer that is written as text, "" for other kinds.
func digits(k model.Kind) string {
	switch k {
	case model.Int, model.Int8, model.Int16, model.Int32, model.Int64:
		return "^-?[0-9]+$"
	case model.Uint, model.Uint8, model.Uint16, model.Uint32, model.Uint64, model.Uintptr:
		return "^[0-9]+$"
	default:
		return ""
	}
}

// object returns the schema of a struct: its type, its properties, and which of them must
// be there. Others are allowed, and ignored.
func (s *Set) object(fields []*model.Field) emit.Object {
	properties, required := emit.Object{}, []string{}
	for _, f := range emit.WireFields(fields) {
		properties.Set(f.JSON, s.field(f))
		if !f.Absent() {
			required = append(required, f.JSON)
		}
	}
	object := simple("object", member("properties", properties))
	if len(required) > 0 {
		object.Set("required", required)
	}
	return object
}

// field returns the schema of a field. A nil pointer is left out when it is written, and
// null is read as if it were.
func (s *Set) field(f *emit.WireField) emit.Object {
	t := emit.Resolve(f.Type)
	if emit.Target(t).Kind == model.Pointer {
		if elem := emit.Resolve(emit.Target(t).Elem); emit.IsRuntime(elem, "Cookie") {
			return s.cookie()
		}
	}
	object := s.Type(t)
	if f.Text() {
		object = quoted(t)
	} else {
		limit(&object, f)
	}
	describe(&object, f.Doc, t)
	return object
}

// quoted returns the schema of a field with the option "string".
func quoted(t *model.Type) emit.Object {
	null := false
	for t = emit.Target(t); t.Kind == model.Pointer; t = emit.Target(t.Elem) {
		null = true
	}
	object := simple("string")
	switch pattern := digits(t.Kind); {
	case pattern != "":
		object.Set("pattern", pattern)
	case t.Kind == model.Bool:
		object.Set("enum", []string{"true", "false"})
	case t.Kind == model.Float32 || t.Kind == model.Float64:
		object.Set("pattern", `^-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$`)
	}
	if null {
		return emit.Object{{Key: "anyOf", Value: []emit.Object{object, simple("null")}}}
	}
	return object
}

// describe adds what the author's comment says.
func describe(object *emit.Object, doc model.Doc, t *model.Type) {
	if text := strings.Join(emit.Paragraphs(doc), "\n\n"); text != "" {
		object.Set("description", text)
	}
	if doc.Deprecated != "" {
		object.Set("deprecated", true)
	}
	if example, ok := emit.Example(doc, t); ok {
		object.Set("examples", []json.RawMessage{example})
	}
}
