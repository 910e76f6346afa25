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
				args = append(args, GoType(a))
			}
			name += "[" + strings.Join(args, ", ") + "]"
		}
		return name
	}
	switch t.Kind {
	case model.Pointer:
		return "*" + GoType(t.Elem)
	case model.Slice:
		return "[]" + GoType(t.Elem)
	case model.Array:
		return "[" + strconv.FormatInt(t.Len, 10) + "]" + GoType(t.Elem)
	case model.Map:
		return "map[" + GoType(t.Key) + "]" + GoType(t.Elem)
	case model.Struct:
		var fields []string
		for _, f := range t.Fields {
			fields = append(fields, strings.TrimSpace(f.Name+" "+GoType(f.Type)))
		}
		return "struct{" + strings.Join(fields, "; ") + "}"
	default:
		return goNames[t.Kind]
	}
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
