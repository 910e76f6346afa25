package tsgen

import (
	"go/constant"
	"math/bits"
	"strconv"
	"strings"

	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// typeDecl prints the declaration of a type.
func (f *file) typeDecl(p *printer, n *named) {
	switch {
	case n.typ.Kind == model.Struct:
		f.interfaceDecl(p, n)
	case isStringEnum(n.typ):
		f.stringEnum(p, n)
	case len(numbers(n.typ)) > 0:
		f.numberEnum(p, n)
	default:
		f.alias(p, n)
	}
}

// interfaceDecl prints a struct:
//
//	/** A Loan is a book that somebody has. */
//	export interface Loan {
//	  isbn: string;
//	  due?: Date;
//	}
func (f *file) interfaceDecl(p *printer, n *named) {
	p.lines(0, comment(n.typ.Decl.Doc))
	line := "export interface " + n.name
	for i, b := range n.bases {
		line += []string{" extends ", ", "}[min(i, 1)] + b.name
	}
	body := p.Len()
	p.WriteString(line + " {\n")
	empty := p.Len()
	for _, w := range n.fields {
		if lent(n.typ, n.bases, w) {
			continue
		}
		p.lines(1, comment(w.Doc, fieldNotes(w)...))
		p.line(1, f.member(w), text(";"))
	}
	if hasCookie(n.typ) {
		p.lines(1, block("The cookie that the answer brought, which the client has stored."))
		p.line(1, text("readonly __cookie?: RpcCookie | undefined;"))
	}
	if p.Len() == empty {
		rest := p.String()[:body]
		p.Reset()
		p.WriteString(rest + line + " {}\n")
		return
	}
	p.WriteString("}\n")
}

// fieldNotes says what the type of a field does not.
func fieldNotes(w *emit.WireField) []string {
	if !w.Text() {
		return nil
	}
	switch word(deref(w.Type)) {
	case "boolean":
		return []string{`"true" or "false", as text.`}
	case "string":
		return []string{"As the text of a JSON string, in quotes."}
	default:
		return []string{"A number, as text."}
	}
}

// alias prints any other type:
//
//	/** An ISBN names a book. */
//	export type ISBN = string;
func (f *file) alias(p *printer, n *named) {
	var notes []string
	if isDeclared(n.typ, "time", "Duration") {
		notes = append(notes, "A length of time in nanoseconds.")
	}
	if isBitSet(n.typ) {
		notes = append(notes, "A set of bits: "+bitNames(n.typ)+".")
	}
	p.lines(0, comment(n.typ.Decl.Doc, notes...))
	p.line(0, text("export type ", n.name, " = "), f.meaning(n.typ), text(";"))
}

// meaning returns what a declared type stands for.
func (f *file) meaning(t *model.Type) part {
	bare := *t
	bare.Decl = nil
	return f.ref(&bare)
}

func isStringEnum(t *model.Type) bool { return t.Kind == model.String && len(t.Decl.Values) > 0 }

// stringEnum prints a type that has string constants:
//
//	/** A Color is what a book looks like. */
//	export type Color = "red" | "green";
func (f *file) stringEnum(p *printer, n *named) {
	p.lines(0, comment(n.typ.Decl.Doc))
	var values, docs []string
	documented := false
	seen := map[string]bool{}
	for _, v := range n.typ.Decl.Values {
		s := quote(constant.StringVal(v.Value))
		if seen[s] {
			continue
		}
		seen[s] = true
		values, docs = append(values, s), append(docs, comment(v.Doc))
		documented = documented || v.Doc.Text != ""
	}
	line := "export type " + n.name + " = " + strings.Join(values, " | ") + ";"
	if !documented && len(line) <= width {
		p.WriteString(line + "\n")
		return
	}
	p.WriteString("export type " + n.name + " =\n")
	for i, s := range values {
		p.lines(1, docs[i])
		if i == len(values)-1 {
			s += ";"
		}
		p.lines(1, "| "+s+"\n")
	}
}

// numberEnum prints a type that has constants which are numbers, with a constant for
// their names:
//
//	/** A Level is how high a shelf is. */
//	export type Level = (typeof Level)[keyof typeof Level];
//
//	/** The values of a Level by name. */
//	export const Level = {
//	  Low: 0,
//	  High: 1,
//	} as const;
func (f *file) numberEnum(p *printer, n *named) {
	p.lines(0, comment(n.typ.Decl.Doc))
	p.WriteString("export type " + n.name + " = (typeof " + n.name + ")[keyof typeof " + n.name + "];\n\n")
	p.lines(0, block("The values of "+n.name+" by name."))
	p.WriteString("export const " + n.name + " = {\n")
	for _, v := range n.typ.Decl.Values {
		s, ok := number(v.Value, wholeNumbers(n.typ))
		if !ok {
			continue
		}
		p.lines(1, comment(v.Doc))
		name := property(v.Name)
		if name == "__proto__" {
			name = `["__proto__"]`
		}
		p.lines(1, name+": "+s+",\n")
	}
	p.WriteString("} as const;\n")
}

// numbers returns the constants of a type that are numbers, as they are written; none
// if they are bits, which can be combined to others.
func numbers(t *model.Type) []string {
	if w := word(t); t.Kind == model.Text || w != "int" && w != "uint" && w != "number" || isBitSet(t) {
		return nil
	}
	var list []string
	for _, v := range t.Decl.Values {
		if s, ok := number(v.Value, wholeNumbers(t)); ok {
			list = append(list, s)
		}
	}
	return list
}

// wholeNumbers says that the values of a type are whole numbers.
func wholeNumbers(t *model.Type) bool { return word(t) == "int" || word(t) == "uint" }

// number returns a constant, a whole number or any, as JavaScript writes it. Ok is false if it cannot be sent.
func number(v constant.Value, whole bool) (s string, ok bool) {
	switch v = constant.ToFloat(v); v.Kind() {
	case constant.Float, constant.Int:
	default:
		return "", false
	}
	const most = 1<<53 - 1
	x, _ := constant.Float64Val(v)
	if i := constant.ToInt(v); whole && i.Kind() == constant.Int {
		n, exact := constant.Int64Val(i)
		if exact && n <= most && n >= -most {
			return strconv.FormatInt(n, 10), true
		}
		return "", false
	}
	s = strconv.FormatFloat(x, 'g', -1, 64)
	return strings.NewReplacer("e+0", "e", "e+", "e", "e-0", "e-").Replace(s), true
}

// isBitSet says whether the constants of a type are bits that are combined: 1, 2 and
// 4, but no 3, which a list of values would have.
func isBitSet(t *model.Type) bool {
	if w := word(t); t.Kind == model.Text || w != "int" && w != "uint" || t.Decl == nil {
		return false
	}
	var all uint64 // of the single bits
	has := map[uint64]bool{}
	for _, v := range t.Decl.Values {
		n, ok := constant.Uint64Val(constant.ToInt(v.Value))
		if !ok {
			return false
		}
		has[n] = true
		if bits.OnesCount64(n) == 1 {
			all |= n
		}
	}
	for n := range has {
		if n&^all != 0 {
			return false
		}
	}
	return has[1] && has[2] && has[4] && !has[3]
}

// bitNames lists the constants of a type with their values.
func bitNames(t *model.Type) string {
	var list []string
	for _, v := range t.Decl.Values {
		if s, ok := number(v.Value, true); ok {
			list = append(list, v.Name+" is "+s)
		}
	}
	return strings.Join(list, ", ")
}
