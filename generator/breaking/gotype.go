package breaking

import (
	"strconv"
	"strings"

	"github.com/rpcgen/rpcgen/generator/model"
)

// names of the kinds that Go has a name for.
var names = map[model.Kind]string{
	model.Bool: "bool", model.Int: "int", model.Int8: "int8", model.Int16: "int16", model.Int32: "int32", model.Int64: "int64",
	model.Uint: "uint", model.Uint8: "uint8", model.Uint16: "uint16", model.Uint32: "uint32", model.Uint64: "uint64",
	model.Uintptr: "uintptr", model.Float32: "float32", model.Float64: "float64", model.String: "string",
	model.Bytes: "[]byte", model.Any: "any",
}

// goType returns a type as Go writes it, packages by their names.
func goType(t *model.Type) string {
	if t == nil {
		return "nothing"
	}
	if d := t.Decl; d != nil {
		name := d.Name
		if d.Package.Name != "" {
			name = d.Package.Name + "." + name
		}
		if len(d.Args) > 0 {
			var args []string
			for _, a := range d.Args {
				args = append(args, goType(a))
			}
			name += "[" + strings.Join(args, ", ") + "]"
		}
		return name
	}
	switch t.Kind {
	case model.Pointer:
		return "*" + goType(t.Elem)
	case model.Slice:
		return "[]" + goType(t.Elem)
	case model.Array:
		return "[" + strconv.FormatInt(t.Len, 10) + "]" + goType(t.Elem)
	case model.Map:
		return "map[" + goType(t.Key) + "]" + goType(t.Elem)
	case model.Struct:
		var fields []string
		for _, f := range t.Fields {
			fields = append(fields, strings.TrimSpace(f.Name+" "+goType(f.Type)))
		}
		return "struct{" + strings.Join(fields, "; ") + "}"
	default:
		return names[t.Kind]
	}
}

// signature returns the types of a method's parameters and results.
func signature(m *model.Method) string {
	var in, out []string
	if m.Context {
		in = append(in, "context.Context")
	}
	for i, p := range m.Params {
		typ := goType(p.Type)
		if m.Variadic && i == len(m.Params)-1 {
			typ = "..." + strings.TrimPrefix(typ, "[]")
		}
		in = append(in, typ)
	}
	for _, p := range m.Results {
		out = append(out, goType(p.Type))
	}
	out = append(out, "error")
	results := strings.Join(out, ", ")
	if len(out) > 1 {
		results = "(" + results + ")"
	}
	return "func(" + strings.Join(in, ", ") + ") " + results
}
