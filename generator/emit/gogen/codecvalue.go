package gogen

import (
	"slices"
	"strings"

	"github.com/rpcgen/rpcgen/generator/model"
)

// field returns the statement that writes or reads a field. It is long if gofmt
// would not leave it on one line.
func (c *codecs) field(d direction, f *wireField) (text string, long bool) {
	x := c.value + "." + f.path
	if d.verb == "Read" {
		x = c.made(f)
	}
	at := operand{"&" + x, x + "[:]"}
	switch {
	case f.isCookie():
		text = c.library(d, "Cookie") + "(" + d.local + ", " + at.pointer + ")"
	case f.Quoted && quotes(f.Type):
		text = c.quoted(d, f.Type, at)
	default:
		text = c.statement(d, f.Type, at)
	}
	return text, isLong(text)
}

// made returns field f to be read. The structs on the way to it that are embedded by
// pointer are made where they are missing:
//
//	codec.Embedded(&v.Loan).ISBN
func (c *codecs) made(f *wireField) string {
	x, done := c.value, 0
	for _, p := range f.pointers {
		x = c.imports.codec("Embedded") + "(&" + x + "." + p[done:] + ")"
		done = len(p) + 1
	}
	return x + "." + f.path[done:]
}

// An operand is a value as the functions of package codec take it.
type operand struct {
	pointer string // &v.Loans
	slice   string // v.Grid[:], of an array
}

// statement returns what writes or reads a value:
//
//	codec.WriteList(w, &v.Loans, writeLoanForCatalog)
func (c *codecs) statement(d direction, t *model.Type, at operand) string {
	to := target(t)
	call := func(function string, args ...string) string {
		return function + "(" + strings.Join(append([]string{d.local}, args...), ", ") + ")"
	}
	if !c.static(t) {
		return call(c.library(d, "Value"), at.pointer)
	}
	switch to.Kind {
	case model.Pointer:
		return call(c.library(d, "Pointer"), at.pointer, c.element(d, to.Elem))
	case model.Slice:
		if d.verb == "Read" && isStrings(to) {
			return call(c.library(d, "Strings"), at.pointer)
		}
		return call(c.library(d, "List"), at.pointer, c.element(d, to.Elem))
	case model.Array:
		return call(c.library(d, "Array"), at.slice, c.element(d, to.Elem))
	case model.Map:
		return call(c.library(d, "Map"), at.pointer, c.element(d, to.Elem))
	default:
		return call(c.element(d, t), at.pointer)
	}
}

// element returns the function that writes or reads values of type t:
//
//	codec.WriteString
//	writeLoanForCatalog
//	func(w *codec.Writer, v *[]Loan) { codec.WriteList(w, v, writeLoanForCatalog) }
func (c *codecs) element(d direction, t *model.Type) string {
	to := target(t)
	switch k := c.of[to]; {
	case !c.static(t):
		return c.library(d, "Value")
	case simple(to) != "":
		return c.library(d, simple(to))
	case d.verb == "Read" && isStrings(to):
		return c.library(d, "Strings")
	case k != nil && d.verb == "Write":
		return k.write
	case k != nil:
		return k.read
	}
	return c.literal(d, t, c.statement(d, t, operand{c.value, c.value + "[:]"}))
}

// literal returns a function without a name that writes or reads a value of type t.
func (c *codecs) literal(d direction, t *model.Type, statement string) string {
	return "func(" + d.local + " *" + c.imports.codec(d.typ) + ", " + c.value + " *" + c.imports.ref(t) + ") { " + statement + " }"
}

// quoted returns the statement for a field with the option string, which is a number,
// a bool or a string, or a pointer to one:
//
//	codec.WriteQuoted(w, &v.Size, codec.WriteInt)
func (c *codecs) quoted(d direction, t *model.Type, at operand) string {
	if to := target(t); to.Kind == model.Pointer {
		inner := c.literal(d, to.Elem, c.quoted(d, to.Elem, operand{pointer: c.value}))
		return c.library(d, "Pointer") + "(" + d.local + ", " + at.pointer + ", " + inner + ")"
	}
	return c.library(d, "Quoted") + "(" + d.local + ", " + at.pointer + ", " + c.element(d, t) + ")"
}

// library returns a function of package codec.
func (c *codecs) library(d direction, what string) string { return c.imports.codec(d.verb + what) }

// isLong says whether gofmt may break a function literal in a statement into lines.
func isLong(statement string) bool {
	const long = 100
	i := strings.Index(statement, "func(")
	return i >= 0 && (len(statement)-i > long || strings.Contains(statement[i+1:], "func("))
}

// static says whether values of type t are written and read without reflection.
func (c *codecs) static(t *model.Type) bool { return c.staticIn(t, nil) }

// staticIn is static for what is in a list, a map or behind a pointer, one or
// several in each other.
func (c *codecs) staticIn(t *model.Type, around []*model.Type) bool {
	to := target(t)
	switch to.Kind {
	case model.Struct:
		return c.codecOf(t) != nil
	case model.Pointer:
		return to.Decl == nil && c.holds(to, around)
	case model.Map:
		// A map[string]any has a quicker way of its own.
		free := to.Decl == nil && to.Key.Decl == nil && simple(target(to.Elem)) == "Any"
		return to.Key.Kind == model.String && !to.Key.ParsesKeys && !free && c.holds(to, around)
	case model.Slice, model.Array:
		return c.holds(to, around)
	default:
		return simple(to) != ""
	}
}

// holds says whether what is in a list, a map or behind a pointer needs no
// reflection. One that is declared in terms of itself has no end, so it does.
func (c *codecs) holds(t *model.Type, around []*model.Type) bool {
	return !slices.Contains(around, t) && (!inner(t.Elem) || c.canSpell(t.Elem)) && c.staticIn(t.Elem, append(around, t))
}

// inner says whether the function for t as an element has to be written in place.
func inner(t *model.Type) bool {
	switch target(t).Kind {
	case model.Pointer, model.Slice, model.Array, model.Map:
		return true
	default:
		return false
	}
}

// quotes says whether the option string makes a difference for values of type t.
func quotes(t *model.Type) bool {
	to := target(t)
	if to.Kind == model.Pointer {
		to = target(to.Elem)
	}
	return to.Kind != model.Custom && to.Kind != model.Text
}

// canQuote says whether there is a statement for a field of type t with the option
// string.
func (c *codecs) canQuote(t *model.Type) bool {
	to := target(t)
	return to.Kind != model.Pointer || !quotes(t) || c.canSpell(to.Elem)
}

// simple returns what the functions of package codec for values of type t are
// called behind Write and Read; "" if there are none.
func simple(t *model.Type) string {
	switch k := t.Kind; {
	case t.Under == model.String: // json.Number among others
		return ""
	case k == model.Bool:
		return "Bool"
	case k == model.String:
		return "String"
	case k >= model.Int && k <= model.Int64:
		return "Int"
	case k >= model.Uint && k <= model.Uintptr:
		return "Uint"
	case k == model.Float32 || k == model.Float64:
		return "Float"
	case k == model.Bytes && (t.Elem == nil || target(t.Elem).Decl == nil):
		return "Bytes"
	case k == model.Time:
		return "Time"
	case k == model.Any && t.Decl == nil:
		return "Any"
	case isDeclared(t, "encoding/json", "RawMessage"):
		return "Raw"
	}
	return ""
}

// isStrings says whether t is a list of strings, for which there is a quicker way to be read.
func isStrings(t *model.Type) bool {
	return t.Kind == model.Slice && t.Elem.Decl == nil && simple(t.Elem) == "String"
}

// canSpell says whether the output can write a type down.
func (c *codecs) canSpell(t *model.Type) bool {
	switch {
	case t == nil:
		return true
	case t.Decl != nil:
		for _, a := range t.Decl.Args {
			if !c.canSpell(a) {
				return false
			}
		}
		return !t.Decl.Hidden
	case t.Kind == model.Struct || t.Kind == model.Invalid:
		return false
	case t.Kind == model.Any:
		return true
	case t.Kind == model.Bytes:
		return c.canSpell(t.Elem) && (!c.hides("byte") || !c.hides("uint8"))
	case c.hides(basicName(t.Kind)):
		return false
	}
	return c.canSpell(t.Elem) && c.canSpell(t.Key)
}
