package emit

import (
	"strconv"
	"strings"

	"github.com/rpcgen/rpcgen/generator/model"
)

// goNames are the names of the kinds that Go has a name for.
var goNames = map[model.Kind]string{
	model.Bool: "bool", model.Int: "int", model.Int8: "int8", model.Int16: "int16", model.Int32: "int32", model.Int64: "int64",
	model.Uint: "uint", model.Uint8: "uint8", model.Uint16: "uint16", model.Uint32: "uint32", model.Uint64: "uint64",
	model.Uintptr: "uintptr", model.Float32: "float32", model.Float64: "float64", model.String: "string",
	model.Bytes: "[]byte", model.Any: "any",
}

// GoType returns a type as Go writes it, packages by their names.
func GoType(t *model.Type) string {
	return goType(t, func(p model.Package) string { return p.Name })
}

// TypeRef returns a type as Go writes it, packages by their import paths and aliases by what
// they stand for: a name that no other type has.
func TypeRef(t *model.Type) string { return goType(t, nil) }

// goType writes a type. Without a function that names packages, it is what TypeRef returns.
func goType(t *model.Type, of func(model.Package) string) string {
	if t == nil {
		return "nothing"
	}
	if of == nil {
		t = Target(t)
	}
	if t.Decl != nil {
		return goName(t.Decl, of)
	}
	switch t.Kind {
	case model.Pointer:
		return "*" + goType(t.Elem, of)
	case model.Slice:
		return "[]" + goType(t.Elem, of)
	case model.Array:
		return "[" + strconv.FormatInt(t.Len, 10) + "]" + goType(t.Elem, of)
	case model.Map:
		return "map[" + goType(t.Key, of) + "]" + goType(t.Elem, of)
	case model.Struct:
		var fields []string
		for _, f := range t.Fields {
			field := strings.TrimSpace(f.Name + " " + goType(f.Type, of))
			if f.Tag != "" {
				field += " " + strconv.Quote(f.Tag)
			}
			fields = append(fields, field)
		}
		return "struct{" + strings.Join(fields, "; ") + "}"
	default:
		return goNames[t.Kind]
	}
}

// goName returns the name of a declared type, with its arguments.
func goName(d *model.Decl, of func(model.Package) string) string {
	name, pkg := d.Name, d.Package.Path
	if of != nil {
		pkg = of(d.Package)
	}
	if pkg != "" {
		name = pkg + "." + name
	}
	if len(d.Args) == 0 {
		return name
	}
	var args []string
	for _, a := range d.Args {
		args = append(args, goType(a, of))
	}
	return name + "[" + strings.Join(args, ",") + "]"
}

// Signature returns a method without its name, with the types of its parameters and results
// as typ writes them.
func Signature(m *model.Method, typ func(*model.Type) string) string {
	return signature(m, func(_, t string) string { return t }, typ)
}

// NamedSignature is [Signature] with the author's names of parameters and results. If the
// results have names, so has the error.
func NamedSignature(m *model.Method, typ func(*model.Type) string) string {
	return signature(m, func(name, t string) string { return strings.TrimSpace(name + " " + t) }, typ)
}

func signature(m *model.Method, join func(name, typ string) string, typ func(*model.Type) string) string {
	var in, out []string
	if m.Context {
		in = append(in, join("ctx", "context.Context"))
	}
	for i, p := range m.Params {
		text := typ(p.Type)
		if m.Variadic && i == len(m.Params)-1 {
			text = "..." + strings.TrimPrefix(text, "[]")
		}
		in = append(in, join(p.Name, text))
	}
	err := ""
	for _, p := range m.Results {
		if p.Name != "" {
			err = "err"
		}
		out = append(out, join(p.Name, typ(p.Type)))
	}
	out = append(out, join(err, "error"))
	results := strings.Join(out, ", ")
	if len(out) > 1 {
		results = "(" + results + ")"
	}
	return "(" + strings.Join(in, ", ") + ") " + results
}
