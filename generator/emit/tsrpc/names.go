package tsrpc

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// reserved are the names that a file with types cannot declare, or that mean something
// else there to TypeScript or to tsrpc-cli.
const reserved = `
	any as async await bigint boolean break case catch class const continue debugger default
	delete do else enum export extends false finally for from function if implements import in
	infer instanceof interface is keyof let never new null number object of package private
	protected public return static string super switch symbol this throw true try type typeof
	undefined unique unknown var void while with yield
	bigint64 biguint64 double int uint
	Array ArrayBuffer Date NonNullable ObjectID ObjectId Omit Overwrite Partial Pick Uint8Array`

// A scope is a set of names that are in use.
type scope map[string]bool

func words(text string) scope {
	s := scope{}
	for _, w := range strings.Fields(text) {
		s[w] = true
	}
	return s
}

// add returns name if it is free, else the first of name_1, name_2 ... that is, as
// tsrpc-cli does. It is in use from then on.
func (s scope) add(name string) string {
	free := name
	for i := 1; s[free]; i++ {
		free = fmt.Sprintf("%s_%d", name, i)
	}
	s[free] = true
	return free
}

// free returns name if it is free once folded, else the first of name2, name3 ... that is.
func (s scope) free(name string, fold func(string) string) string {
	free := name
	for i := 2; s[fold(free)]; i++ {
		free = fmt.Sprint(name, i)
	}
	return free
}

// typeName returns the name of a declared type, "PageOfLoan" for Page[Loan]. The model
// knows the instances of a generic type and not the type itself.
func typeName(t *model.Type) string {
	name := emit.Upper(t.Decl.Name)
	for i, arg := range t.Decl.Args {
		name += []string{"Of", "And"}[min(i, 1)] + argName(emit.Resolve(arg))
	}
	return name
}

// argName returns how a type argument stands in a name.
func argName(t *model.Type) string {
	switch {
	case t.Decl != nil:
		return typeName(t)
	case t.Kind == model.Pointer:
		return argName(t.Elem) + "OrNull"
	case t.Kind == model.Slice:
		return argName(t.Elem) + "List"
	case t.Kind == model.Array:
		return fmt.Sprintf("%sArray%d", argName(t.Elem), t.Len)
	case t.Kind == model.Map:
		return "MapOf" + argName(t.Elem)
	default:
		return kindNames[t.Kind]
	}
}

var kindNames = map[model.Kind]string{
	model.Invalid: "Any", model.Bool: "Bool", model.String: "String", model.Bytes: "Bytes", model.Time: "Time", model.RawJSON: "JSON",
	model.Int: "Int", model.Int8: "Int8", model.Int16: "Int16", model.Int32: "Int32", model.Int64: "Int64",
	model.Uint: "Uint", model.Uint8: "Uint8", model.Uint16: "Uint16", model.Uint32: "Uint32", model.Uint64: "Uint64",
	model.Uintptr: "Uintptr", model.Float32: "Float32", model.Float64: "Float64", model.Any: "Any", model.Custom: "Any",
	model.Text: "String", model.Struct: "Struct",
}

// isIdentifier says whether a name can stand without quotes.
func isIdentifier(s string) bool {
	for i, r := range s {
		letter := r == '_' || r == '$' || unicode.IsLetter(r) && r < 1<<16 // as in the older versions of JavaScript
		if !letter && (i == 0 || !unicode.IsDigit(r)) {
			return false
		}
	}
	return s != ""
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
	data, err := marshal(s, "")
	if err != nil {
		return `""` // which cannot be: a string can always be written
	}
	return string(data)
}
