package gogen

import (
	"strconv"
	"strings"

	"github.com/rpcgen/rpcgen/generator/model"
)

// named returns the spelling of a declared name of package p.
func (im *imports) named(p model.Package, name string) string {
	if p.Path == "" || p.Path == im.local {
		return name
	}
	return im.names[p.Path] + "." + name
}

// runtime returns the spelling of a declared name of our runtime.
func (im *imports) runtime(name string) string { return im.named(runtimePackage, name) }

// context returns the spelling of a declared name of package context.
func (im *imports) context(name string) string { return im.named(contextPackage, name) }

// codec returns the spelling of a declared name of package codec.
func (im *imports) codec(name string) string { return im.named(codecPackage, name) }

// ref returns the spelling of t. It has several lines if there is a struct type
// without a name in it.
func (im *imports) ref(t *model.Type) string {
	if t.Decl != nil {
		name := im.named(t.Decl.Package, t.Decl.Name)
		if len(t.Decl.Args) == 0 {
			return name
		}
		args := make([]string, len(t.Decl.Args))
		for i, a := range t.Decl.Args {
			args[i] = im.ref(a)
		}
		return name + "[" + strings.Join(args, ", ") + "]"
	}
	switch t.Kind {
	case model.Pointer:
		return "*" + im.ref(t.Elem)
	case model.Slice:
		return "[]" + im.ref(t.Elem)
	case model.Array:
		return "[" + strconv.FormatInt(t.Len, 10) + "]" + im.ref(t.Elem)
	case model.Map:
		return "map[" + im.ref(t.Key) + "]" + im.ref(t.Elem)
	case model.Struct:
		return im.literal(t)
	case model.Bytes:
		switch {
		case t.Elem != nil && t.Elem.Decl != nil:
			return "[]" + im.ref(t.Elem)
		case im.hides("byte"):
			return "[]uint8"
		}
		return "[]byte"
	case model.Any:
		if im.hides("any") {
			return "interface{}"
		}
		return "any"
	default:
		return basicName(t.Kind)
	}
}

// literal returns the spelling of a struct type that has no name. Its tags and
// fields that do not travel belong to it as much as the others.
func (im *imports) literal(t *model.Type) string {
	if len(t.Fields) == 0 {
		return "struct{}"
	}
	if line := im.only(t.Fields); line != "" {
		return "struct{ " + line + " }"
	}
	var b strings.Builder
	b.WriteString("struct {\n")
	for _, f := range t.Fields {
		b.WriteString(im.field(f))
		if f.Tag != "" {
			b.WriteString(" " + quoteTag(f.Tag))
		}
		b.WriteByte('\n')
	}
	b.WriteByte('}')
	return b.String()
}

// field returns the spelling of a field without its tag.
func (im *imports) field(f *model.Field) string {
	switch t := f.Type; {
	case !f.Anonymous:
		return f.Name + " " + im.ref(t)
	case t.Decl == nil && t.Kind == model.Pointer && t.Elem.Decl == nil:
		return "*" + f.Name // *byte and *uint8 are the same, but not as fields
	case t.Decl == nil && t.Kind != model.Pointer:
		return f.Name
	default:
		return im.ref(t)
	}
}

// only returns the field of a struct type that fits on one line, "" if it has
// several or a long one. Gofmt allows 30 letters for the type.
func (im *imports) only(fields []*model.Field) string {
	const long = 30
	if f := fields[0]; len(fields) == 1 && f.Tag == "" {
		line := im.field(f)
		if len(line) <= long && !strings.Contains(line, "\n") {
			return line
		}
	}
	return ""
}

// quoteTag returns a struct tag as a literal.
func quoteTag(tag string) string {
	if strconv.CanBackquote(tag) {
		return "`" + tag + "`"
	}
	return strconv.Quote(tag)
}

// basicNames are the predeclared types by kind.
var basicNames = map[model.Kind]string{
	model.Bool: "bool", model.String: "string", model.Bytes: "byte", model.Any: "any",
	model.Int: "int", model.Int8: "int8", model.Int16: "int16", model.Int32: "int32", model.Int64: "int64",
	model.Uint: "uint", model.Uint8: "uint8", model.Uint16: "uint16", model.Uint32: "uint32", model.Uint64: "uint64",
	model.Uintptr: "uintptr", model.Float32: "float32", model.Float64: "float64",
}

// basicName is the name of the predeclared type of a kind, "" if it has none.
func basicName(k model.Kind) string { return basicNames[k] }
