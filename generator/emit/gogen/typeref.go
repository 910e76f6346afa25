package gogen

import (
	"strconv"

	"github.com/dave/jennifer/jen"

	"github.com/rpcgen/rpcgen/generator/model"
)

// named returns a mention of a declared name of package p.
func (im *imports) named(p model.Package, name string) *jen.Statement {
	return jen.Id(im.spell(p, name))
}

func (im *imports) spell(p model.Package, name string) string {
	if p.Path == "" || p.Path == im.local {
		return name
	}
	return im.names[p.Path] + "." + name
}

// runtime returns a mention of a declared name of our runtime.
func (im *imports) runtime(name string) *jen.Statement { return im.named(runtimePackage, name) }

// context returns a mention of a declared name of package context.
func (im *imports) context(name string) *jen.Statement { return im.named(contextPackage, name) }

// ref returns the spelling of t.
func (im *imports) ref(t *model.Type) *jen.Statement {
	if t.Decl != nil {
		s := im.named(t.Decl.Package, t.Decl.Name)
		if len(t.Decl.Args) > 0 {
			args := make([]jen.Code, len(t.Decl.Args))
			for i, a := range t.Decl.Args {
				args[i] = im.ref(a)
			}
			s.Types(args...)
		}
		return s
	}
	switch t.Kind {
	case model.Pointer:
		return jen.Op("*").Add(im.ref(t.Elem))
	case model.Slice:
		return jen.Index().Add(im.ref(t.Elem))
	case model.Array:
		return jen.Index(jen.Lit(int(t.Len))).Add(im.ref(t.Elem))
	case model.Map:
		return jen.Map(im.ref(t.Key)).Add(im.ref(t.Elem))
	case model.Struct:
		return im.literal(t)
	case model.Bytes:
		switch {
		case t.Elem != nil:
			return jen.Index().Add(im.ref(t.Elem))
		case im.hides("byte"):
			return jen.Index().Uint8()
		}
		return jen.Index().Byte()
	case model.Any:
		if im.hides("any") {
			return jen.Interface()
		}
	}
	return jen.Id(basicName(t.Kind))
}

// literal returns the spelling of a struct type that has no name. Its tags and
// fields that do not travel belong to it as much as the others.
func (im *imports) literal(t *model.Type) *jen.Statement {
	fields := make([]jen.Code, len(t.Fields))
	for i, f := range t.Fields {
		s := im.ref(f.Type)
		if !f.Anonymous {
			s = jen.Id(f.Name).Add(s)
		}
		if f.Tag != "" {
			s.Op(quoteTag(f.Tag))
		}
		fields[i] = s
	}
	return jen.Struct(fields...)
}

// quoteTag returns a struct tag as a literal.
func quoteTag(tag string) string {
	if strconv.CanBackquote(tag) {
		return "`" + tag + "`"
	}
	return strconv.Quote(tag)
}

// basicName is the name of the predeclared type of a kind, "" if it has none.
func basicName(k model.Kind) string {
	switch k {
	case model.Bool:
		return "bool"
	case model.Int:
		return "int"
	case model.Int8:
		return "int8"
	case model.Int16:
		return "int16"
	case model.Int32:
		return "int32"
	case model.Int64:
		return "int64"
	case model.Uint:
		return "uint"
	case model.Uint8:
		return "uint8"
	case model.Uint16:
		return "uint16"
	case model.Uint32:
		return "uint32"
	case model.Uint64:
		return "uint64"
	case model.Uintptr:
		return "uintptr"
	case model.Float32:
		return "float32"
	case model.Float64:
		return "float64"
	case model.String:
		return "string"
	case model.Bytes:
		return "byte"
	case model.Any:
		return "any"
	case model.Invalid, model.Time, model.RawJSON, model.Custom, model.Text,
		model.Pointer, model.Slice, model.Array, model.Map, model.Struct:
	}
	return ""
}
