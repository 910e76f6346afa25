package emit

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rpcgen/rpcgen/generator/model"
)

// RuntimePath is the import path of the runtime.
const RuntimePath = "github.com/rpcgen/rpcgen/runtime"

// IsRuntime says whether a type is declared by the runtime under a name.
func IsRuntime(t *model.Type, name string) bool {
	return t.Decl != nil && t.Decl.Package.Path == RuntimePath && t.Decl.Name == name
}

// Resolve returns what an alias stands for, unless that has no name of its own.
func Resolve(t *model.Type) *model.Type {
	for t.Decl != nil && t.Decl.Target != nil && t.Decl.Target.Decl != nil {
		t = t.Decl.Target
	}
	return t
}

// TypeName returns the name of a declared type for targets without generic types,
// "PageOfLoan" for Page[Loan]. The model knows the instances of a generic type and not the
// type itself, and which field has its type from an argument cannot be told from them: so
// each has a name of its own.
func TypeName(t *model.Type) string {
	name := Upper(t.Decl.Name)
	for i, arg := range t.Decl.Args {
		if i == 0 {
			name += "Of"
		} else {
			name += "And"
		}
		name += argName(arg)
	}
	return name
}

// argName returns how a type argument stands in a name.
func argName(t *model.Type) string {
	if t.Decl != nil {
		return TypeName(t)
	}
	switch t.Kind {
	case model.Pointer:
		return argName(t.Elem) + "OrNull"
	case model.Slice:
		return argName(t.Elem) + "List"
	case model.Array:
		return fmt.Sprintf("%sArray%d", argName(t.Elem), t.Len)
	case model.Map:
		return "MapOf" + argName(t.Elem)
	case model.Struct:
		return "Struct"
	default:
		return kindNames[t.Kind]
	}
}

var kindNames = map[model.Kind]string{
	model.Bool: "Boolean", model.Int: "Int", model.Int8: "Int8", model.Int16: "Int16", model.Int32: "Int32", model.Int64: "Int64",
	model.Uint: "Uint", model.Uint8: "Uint8", model.Uint16: "Uint16", model.Uint32: "Uint32", model.Uint64: "Uint64",
	model.Uintptr: "Uintptr", model.Float32: "Number", model.Float64: "Number", model.String: "String", model.Text: "String",
	model.Bytes: "Bytes", model.Time: "Date", model.Any: "Any", model.RawJSON: "Any", model.Custom: "Any",
}

// TypeKey returns the same text for all mentions of one type.
func TypeKey(t *model.Type) string {
	var b strings.Builder
	writeKey(&b, t)
	return b.String()
}

func writeKey(b *strings.Builder, t *model.Type) {
	if t.Decl != nil {
		fmt.Fprintf(b, "%s.%s", t.Decl.Package.Path, t.Decl.Name)
		for i, arg := range t.Decl.Args {
			b.WriteByte("[,"[min(i, 1)])
			writeKey(b, Resolve(arg))
		}
		if len(t.Decl.Args) > 0 {
			b.WriteByte(']')
		}
		return
	}
	fmt.Fprintf(b, "%d(%d", t.Kind, t.Len)
	for _, part := range []*model.Type{t.Key, t.Elem} {
		if part != nil {
			b.WriteByte(' ')
			writeKey(b, Resolve(part))
		}
	}
	for _, f := range t.Fields {
		fmt.Fprintf(b, " %s %q ", f.Name, f.Tag)
		writeKey(b, Resolve(f.Type))
	}
	b.WriteByte(')')
}

// Upper returns s with its first letter in upper case.
func Upper(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}
