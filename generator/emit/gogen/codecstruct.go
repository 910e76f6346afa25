package gogen

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/rpcgen/rpcgen/generator/model"
)

// A structCodec is the functions that write and read one struct type.
type structCodec struct {
	typ       *model.Type // as it is spelled
	fields    []*wireField
	message   bool   // it is an envelope
	generated bool   // and it is among the stubs
	service   string // the service that reaches it first; "" if none needs the functions
	write     string // writeCatalogBorrowRequest
	read      string // readCatalogBorrowRequest
	list      string // catalogBorrowRequestFields
}

// codecOf returns the codec for struct type t. It is nil if there can be none: the
// type cannot be named, it has more fields than package codec keeps track of, or
// one that there are no words for.
func (c *codecs) codecOf(t *model.Type) *structCodec {
	const most = 64
	to := target(t)
	if k, known := c.of[to]; known {
		return k
	}
	c.of[to] = nil
	if !c.canSpell(t) || isCookie(to) {
		return nil
	}
	fields, ok := c.wireFields(to)
	if !ok || len(fields) > most {
		return nil
	}
	for _, f := range fields {
		if !c.guardable(f) || f.Quoted && !c.canQuote(f.Type) {
			return nil
		}
	}
	c.of[to] = &structCodec{typ: t, fields: fields}
	return c.of[to]
}

// fieldList returns the list of a struct's fields:
//
//	// loanForCatalogFields are the fields of a Loan on the wire.
//	var loanForCatalogFields = codec.Fields[Loan]("isbn", "due,optional")
func (c *codecs) fieldList(k *structCodec) decl {
	names := make([]string, len(k.fields))
	for i, f := range k.fields {
		names[i] = strconv.Quote(c.entry(f))
	}
	typ := c.imports.ref(k.typ)
	return decl{
		comment: fmt.Sprintf("%s are the fields of %s %s on the wire.", k.list, article(typ), typ),
		code:    jen.Var().Id(k.list).Op("=").Id(c.imports.codec("Fields") + "[" + typ + "](" + strings.Join(names, ", ") + ")"),
	}
}

// writer returns the function that writes a struct:
//
//	// writeLoanForCatalog writes a Loan.
//	func writeLoanForCatalog(w *codec.Writer, v *Loan) {
//		w.Open(loanForCatalogFields)
//		w.Text(`"isbn":`)
//		codec.WriteString(w, &v.ISBN)
//		if !v.Due.IsZero() {
//			w.Text(`,"due":`)
//			codec.WriteTime(w, &v.Due)
//		}
//		w.Close()
//	}
func (c *codecs) writer(k *structCodec) decl {
	w := c.write.local
	fields, odd := c.writes(k.fields, 0, new(before))
	body := append(ids(w+".Open("+k.list+")"), fields...)
	return c.function(k, c.write, append(body, jen.Id(w+".Close()")), odd)
}

// writes returns the statements that write fields with at least so many embedded
// pointers on the way to each. What is behind one of them stands together:
//
//	if v.Loan != nil {
//		w.Text(`"isbn":`)
//		codec.WriteString(w, &v.Loan.ISBN)
//	}
func (c *codecs) writes(fields []*wireField, pointers int, b *before) (body []jen.Code, odd bool) {
	for len(fields) > 0 {
		n, f := 1, fields[0]
		var lines []jen.Code
		var long bool
		if len(f.pointers) == pointers {
			lines, long = c.writeField(f, b)
		} else {
			for n < len(fields) && fields[n].sharesPointer(f, pointers) {
				n++
			}
			inner, tests := pointers, []string(nil)
			for fields[n-1].sharesPointer(f, inner) {
				tests = append(tests, c.value+"."+f.pointers[inner]+" != nil")
				inner++
			}
			within := *b
			if lines, long = c.writes(fields[:n], inner, &within); len(lines) > 0 {
				lines = []jen.Code{jen.If(jen.Id(strings.Join(tests, " && "))).Block(lines...)}
				b.optional()
			}
		}
		body, odd = append(body, lines...), odd || long
		fields = fields[n:]
	}
	return body, odd
}

// sharesPointer says whether the n-th embedded pointer on the way to each of two fields
// is the same.
func (f *wireField) sharesPointer(other *wireField, n int) bool {
	return n < len(f.pointers) && n < len(other.pointers) && f.pointers[n] == other.pointers[n]
}

// writeField returns the statements that write one field, none if it never is.
func (c *codecs) writeField(f *wireField, b *before) (lines []jen.Code, odd bool) {
	w, x := c.write.local, c.value+"."+f.path
	if f.isCookie() {
		b.optional()
		return ids(w + ".Cookie(" + x + ")"), false
	}
	value, odd := c.field(c.write, f)
	lines = ids(w+b.name(f), value)
	switch tests, never := c.guard(f, x); {
	case never:
		return nil, false
	case tests != "":
		b.optional()
		return []jen.Code{jen.If(jen.Id(tests)).Block(lines...)}, odd
	default:
		*b = before{always: true}
		return lines, odd
	}
}

// A before is what has been written of an object, which decides on the comma.
type before struct {
	always bool // a field that is always there
	maybe  bool // only fields that may be left out
}

// optional adds a field that may be left out.
func (b *before) optional() { b.maybe = !b.always }

// name returns the call that writes the name of field f.
func (b *before) name(f *wireField) string {
	name := strconv.Quote(f.JSON) + ":`)"
	switch {
	case b.always:
		return ".Text(`," + name
	case b.maybe:
		return ".Name(`" + name
	default:
		return ".Text(`" + name
	}
}

// reader returns the function that reads a struct:
//
//	// readLoanForCatalog reads a Loan.
//	func readLoanForCatalog(r *codec.Reader, v *Loan) {
//		for o := r.Object(loanForCatalogFields); o.Next(r); {
//			switch o.Field {
//			case 0:
//				codec.ReadString(r, &v.ISBN)
//			case 1:
//				codec.ReadTime(r, &v.Due)
//			}
//		}
//	}
func (c *codecs) reader(k *structCodec) decl {
	r, o := c.read.local, c.object
	open := o + " := " + r + ".Object(" + k.list + ")"
	next := o + ".Next(" + r + ")"
	odd := false
	values := make([]jen.Code, len(k.fields))
	for i, f := range k.fields {
		value, long := c.field(c.read, f)
		values[i], odd = jen.Id(value), odd || long
	}
	var body []jen.Code
	switch len(values) {
	case 0:
		body = ids(open, next)
	case 1:
		body = []jen.Code{jen.Id("for " + open + "; " + next + ";").Block(values...)}
	default:
		cases := make([]jen.Code, len(values))
		for i, v := range values {
			cases[i] = jen.Case(jen.Lit(i)).Block(v)
		}
		body = []jen.Code{jen.Id("for " + open + "; " + next + ";").Block(jen.Switch(jen.Id(o + ".Field")).Block(cases...))}
	}
	return c.function(k, c.read, body, odd)
}

// function returns a function of a codec with its comment.
func (c *codecs) function(k *structCodec, d direction, body []jen.Code, odd bool) decl {
	name, typ, value := k.write, c.imports.ref(k.typ), c.value
	if d.verb == "Read" {
		name = k.read
	}
	if len(k.fields) == 0 {
		value = "_"
	}
	return decl{
		comment: fmt.Sprintf("%s %ss %s %s.", name, strings.ToLower(d.verb), article(typ), typ),
		code: jen.Func().Add(call(name, ids(d.local+" *"+c.imports.codec(d.typ), value+" *"+typ)...)).
			Block(body...),
		odd: odd,
	}
}

// isCookie says whether a field is the cookie of a message.
func (f *wireField) isCookie() bool {
	t := target(f.Type)
	return f.JSON == cookieName && t.Kind == model.Pointer && isCookie(target(t.Elem))
}
