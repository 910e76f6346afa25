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

// TypeRef returns a type as Go writes it, packages by their import paths: a name that no
// other type has.
func TypeRef(t *model.Type) string {
	return goType(t, func(p model.Package) string { return p.Path })
}

func goType(t *model.Type, of func(model.Package) string) string {
	if t == nil {
		return "nothing"
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
	name := d.Name
	if pkg := of(d.Package); pkg != "" {
		name = pkg + "." + name
	}
	if len(d.Args) == 0 {
		return name
	}
	var args []string
	for _, a := range d.Args {
		args = append(args, goType(Resolve(a), of))
	}
	return name + "[" + strings.Join(args, ",") + "]"
}

// Signature returns a method without its name. With names, these are the author's; without,
// only types are left. A method whose results have names has one for the error too.
func Signature(m *model.Method, names bool) string {
	var in, out []string
	named := false
	add := func(list *[]string, name, typ string) {
		if names {
			typ = strings.TrimSpace(name + " " + typ)
		}
		*list = append(*list, typ)
	}
	if m.Context {
		add(&in, "ctx", "context.Context")
	}
	for i, p := range m.Params {
		typ := GoType(p.Type)
		if m.Variadic && i == len(m.Params)-1 {
			typ = "..." + strings.TrimPrefix(typ, "[]")
		}
		add(&in, p.Name, typ)
	}
	for _, p := range m.Results {
		named = named || p.Name != ""
		add(&out, p.Name, GoType(p.Type))
	}
	if named {
		add(&out, "err", "error")
	} else {
		add(&out, "", "error")
	}
	results := strings.Join(out, ", ")
	if len(out) > 1 {
		results = "(" + results + ")"
	}
	return "(" + strings.Join(in, ", ") + ") " + results
}
