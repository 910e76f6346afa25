package tsgen

import (
	"strconv"

	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// schema returns the schema of t where it is a value by itself.
func (f *file) schema(t *model.Type) part {
	t = emit.Resolve(t)
	if w := word(t); w != "" {
		return text(`"`, w, `"`)
	}
	if isNamed(t) {
		return f.constant(f.of[emit.TypeKey(t)])
	}
	return f.literal(t)
}

// constant returns the mention of a type's constant, and sees to it that it is among
// the file's. In a cycle, one is mentioned before it is declared, which a function may.
func (f *file) constant(n *named) part {
	if !n.begun {
		n.begun = true
		n.literal = f.literal(n.typ)
		n.written = true
		f.schemas = append(f.schemas, n)
	}
	if !n.written {
		return text("() => ", n.schema)
	}
	return text(n.schema)
}

// literal returns a schema that consists of others.
func (f *file) literal(t *model.Type) part {
	switch t.Kind {
	case model.Pointer:
		return wrap("nullable", f.schema(deref(t)))
	case model.Map:
		return wrap("map", f.schema(t.Elem))
	case model.Array:
		return object(row(text("list: "), f.schema(t.Elem)), text("length: ", strconv.FormatInt(t.Len, 10)))
	case model.Slice:
		return wrap("list", f.schema(t.Elem))
	default:
		return f.fieldSchemas(wireFields(t.Fields))
	}
}

func wrap(name string, inner part) part { return object(row(text(name, ": "), inner)) }

// schemaConstant prints the schema of a declared type:
//
//	const loanSchema: Schema = { fields: { isbn: "string", due: "date" } };
func schemaConstant(p *printer, n *named) {
	p.line(0, text("const ", n.schema, ": Schema = "), n.literal, text(";"))
}

// inherited are the properties that every object has. For TypeScript, one of these in
// an object has the type that it has there, unless the object says otherwise.
var inherited = words("constructor hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf")

// fieldSchemas returns the schema of a struct.
func (f *file) fieldSchemas(fields []*emit.WireField) part {
	items := make([]part, len(fields))
	for i, w := range fields {
		items[i] = row(text(property(w.JSON), ": "), f.fieldSchema(w))
		if inherited[w.JSON] {
			items[i] = row(items[i], text(" as Schema"))
		}
	}
	return wrap("fields", object(items...))
}

// fieldSchema returns the schema of a field. "any" may be absent, and null, by itself.
func (f *file) fieldSchema(w *emit.WireField) part {
	inner := f.valueSchema(w)
	if isNullable(w) {
		return wrap("optional", inner)
	}
	return inner
}

// valueSchema returns the schema of a field that is there.
func (f *file) valueSchema(w *emit.WireField) part {
	if w.Text() {
		return text(`"string"`)
	}
	return f.schema(deref(w.Type))
}
