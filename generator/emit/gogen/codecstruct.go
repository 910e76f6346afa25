package gogen

import (
	"strconv"
	"strings"

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

// fieldList adds the list of a struct's fields:
//
//	// loanForCatalogFields are the fields of a Loan on the wire.
//	var loanForCatalogFields = codec.Fields[Loan]("isbn", "due,optional")
func (c *codecs) fieldList(out *source, k *structCodec) {
	names := make([]string, len(k.fields))
	for i, f := range k.fields {
		names[i] = strconv.Quote(c.entry(f))
	}
	typ := c.imports.ref(k.typ)
	out.declare(k.list+" are the fields of "+article(typ)+" "+typ+" on the wire.", func() bool {
		out.add(0, "var ", k.list, " = ", c.imports.codec("Fields"), "[", typ, "](", strings.Join(names, ", "), ")")
		return false
	})
}

// writer adds the function that writes a struct:
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
func (c *codecs) writer(out *source, k *structCodec) {
	c.function(out, k, c.write, k.write, func() bool {
		w := c.write.local
		out.add(1, w, ".Open(", k.list, ")")
		odd := c.writes(out, 1, k.fields, 0, new(before))
		out.add(1, w, ".Close()")
		return odd
	})
}

// writes adds the statements that write fields with at least so many embedded
// pointers on the way to each. What is behind one of them stands together:
//
//	if v.Loan != nil {
//		w.Text(`"isbn":`)
//		codec.WriteString(w, &v.Loan.ISBN)
//	}
func (c *codecs) writes(out *source, tabs int, fields []*wireField, pointers int, b *before) (odd bool) {
	for len(fields) > 0 {
		n, f := 1, fields[0]
		if len(f.pointers) == pointers {
			odd = c.writeField(out, tabs, f, b) || odd
			fields = fields[n:]
			continue
		}
		for n < len(fields) && fields[n].sharesPointer(f, pointers) {
			n++
		}
		inner, tests := pointers, []string(nil)
		for fields[n-1].sharesPointer(f, inner) {
			tests = append(tests, c.value+"."+f.pointers[inner]+" != nil")
			inner++
		}
		start, within := out.Len(), *b
		out.add(tabs, "if ", strings.Join(tests, " && "), " {")
		empty := out.Len()
		odd = c.writes(out, tabs+1, fields[:n], inner, &within) || odd
		if out.Len() == empty { // nothing of it is ever written
			out.Truncate(start)
		} else {
			out.add(tabs, "}")
			b.optional()
		}
		fields = fields[n:]
	}
	return odd
}

// sharesPointer says whether the n-th embedded pointer on the way to each of two fields
// is the same.
func (f *wireField) sharesPointer(other *wireField, n int) bool {
	return n < len(f.pointers) && n < len(other.pointers) && f.pointers[n] == other.pointers[n]
}

// writeField adds the statements that write one field, none if it never is.
func (c *codecs) writeField(out *source, tabs int, f *wireField, b *before) (odd bool) {
	w, x := c.write.local, c.value+"."+f.path
	if f.isCookie() {
		b.optional()
		out.add(tabs, w, ".Cookie(", x, ")")
		return false
	}
	tests, never := c.guard(f, x)
	if never {
		return false
	}
	value, odd := c.field(c.write, f)
	name := b.name(f)
	if tests == "" {
		*b = before{always: true}
		out.add(tabs, w, name)
		out.add(tabs, value)
		return odd
	}
	b.optional()
	out.add(tabs, "if ", tests, " {")
	out.add(tabs+1, w, name)
	out.add(tabs+1, value)
	out.add(tabs, "}")
	return odd
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

// reader adds the function that reads a struct:
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
func (c *codecs) reader(out *source, k *structCodec) {
	c.function(out, k, c.read, k.read, func() (odd bool) {
		r, o := c.read.local, c.object
		open, next := o+" := "+r+".Object("+k.list+")", o+".Next("+r+")"
		if len(k.fields) == 0 {
			out.add(1, open)
			out.add(1, next)
			return false
		}
		out.add(1, "for ", open, "; ", next, "; {")
		if len(k.fields) > 1 {
			out.add(2, "switch ", o, ".Field {")
		}
		for i, f := range k.fields {
			value, long := c.field(c.read, f)
			odd = odd || long
			if len(k.fields) > 1 {
				out.add(2, "case ", strconv.Itoa(i), ":")
				out.add(3, value)
			} else {
				out.add(2, value)
			}
		}
		if len(k.fields) > 1 {
			out.add(2, "}")
		}
		out.add(1, "}")
		return odd
	})
}

// function adds a function of a codec with its comment.
func (c *codecs) function(out *source, k *structCodec, d direction, name string, body func() (odd bool)) {
	typ, value := c.imports.ref(k.typ), c.value
	if len(k.fields) == 0 {
		value = "_"
	}
	out.declare(name+" "+strings.ToLower(d.verb)+"s "+article(typ)+" "+typ+".", func() bool {
		out.add(0, "func ", name, "(", d.local, " *", c.imports.codec(d.typ), ", ", value, " *", typ, ") {")
		odd := body()
		out.add(0, "}")
		return odd
	})
}

// isCookie says whether a field is the cookie of a message.
func (f *wireField) isCookie() bool {
	t := target(f.Type)
	return f.JSON == cookieName && t.Kind == model.Pointer && isCookie(target(t.Elem))
}
