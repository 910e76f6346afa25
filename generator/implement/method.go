package implement

import (
	"fmt"
	"go/scanner"
	"go/token"
	"go/types"
	"strconv"
	"strings"
)

// declare writes the type and the check that it implements the interface.
func (t *text) declare() {
	name := t.imports.typeName(t.w.from.Types, t.w.ifaceName)
	fmt.Fprintf(&t.body, "// %s implements [%s].\ntype %[1]s struct{}\n\nvar _ %[2]s = (*%[1]s)(nil)\n", t.w.name, name)
}

// typeName is a name of package p as the file writes it.
func (im *imports) typeName(p *types.Package, name string) string {
	if q := im.qualifier(p); q != "" {
		return q + "." + name
	}
	return name
}

// method writes a method that says that it is not implemented:
//
//	// Borrow implements [Library.Borrow].
//	//
//	// Borrow lends the book for the given number of days.
//	func (l *library) Borrow(ctx context.Context, isbn string, days int) (Loan, error) {
//		return Loan{}, runtime.Errorf(runtime.CodeUnhandledAPI, "Library.Borrow is not implemented")
//	}
func (t *text) method(m *method) {
	w := t.w
	body := t.statement(m)
	sig := rename(m.sig, names(body, w.decl.receiver))
	head := types.TypeString(sig, t.imports.qualifier)[len("func"):]

	link := w.ifaceName
	if q := t.imports.known(w.from.Types); q != "" {
		link = q + "." + link
	}
	doc := fmt.Sprintf("%s implements [%s.%[1]s].\n", m.Name(), link)
	if text := w.docs.of(w.fset.PositionFor(m.Pos(), false), m.Name()); text != "" {
		doc += "\n" + text
	}
	fmt.Fprintf(&t.body, "\n%sfunc (%s) %s%s {\n\t%s\n}\n", comment(doc), w.decl.written(w.name), m.Name(), head, body)
}

// written is the receiver as it stands in a method: l *library.
func (d *declared) written(name string) string {
	if d.pointer {
		name = "*" + name
	}
	if len(d.params) > 0 {
		name += "[" + strings.Join(d.params, ", ") + "]"
	}
	return strings.TrimSpace(d.receiver + " " + name)
}

// statement is what a method does until somebody writes it. One that can fail fails with
// an error that the caller of a service sees; the server goes on.
func (t *text) statement(m *method) string {
	text := strconv.Quote(t.w.ifaceName + "." + m.Name() + " is not implemented")
	results := m.sig.Results()
	n := results.Len()
	if n == 0 || !types.Identical(results.At(n-1).Type(), types.Universe.Lookup("error").Type()) {
		return "panic(" + text + ")"
	}
	var values []string
	for i := range n - 1 {
		values = append(values, t.zero(results.At(i).Type()))
	}
	if t.w.runtime {
		q := ""
		if name := t.imports.name(runtimePath, "runtime"); name != "" && t.w.pkg.PkgPath != runtimePath {
			q = name + "."
		}
		values = append(values, fmt.Sprintf("%sErrorf(%[1]sCodeUnhandledAPI, %s)", q, text))
	} else {
		values = append(values, fmt.Sprintf("%s(%s)", qualified(t.imports.name("errors", "errors"), "New"), text))
	}
	return "return " + strings.Join(values, ", ")
}

func qualified(q, name string) string {
	if q == "" {
		return name
	}
	return q + "." + name
}

// zero is the zero value of a type.
func (t *text) zero(typ types.Type) string {
	switch u := typ.Underlying().(type) {
	case *types.Basic:
		switch {
		case u.Info()&types.IsBoolean != 0:
			return "false"
		case u.Info()&types.IsNumeric != 0:
			return "0"
		case u.Info()&types.IsString != 0:
			return `""`
		}
	case *types.Struct, *types.Array:
		return types.TypeString(typ, t.imports.qualifier) + "{}"
	}
	return "nil"
}

// names are the identifiers in Go text, and one more.
func names(text, more string) map[string]bool {
	found := map[string]bool{more: true}
	var s scanner.Scanner
	fset := token.NewFileSet()
	s.Init(fset.AddFile("", -1, len(text)), []byte(text), nil, 0)
	for {
		_, tok, lit := s.Scan()
		if tok == token.EOF {
			return found
		}
		if tok == token.IDENT {
			found[lit] = true
		}
	}
}

// rename gives other names to those parameters and results whose own would hide something
// that the method mentions. A name that is free stays, and so does none.
func rename(sig *types.Signature, hidden map[string]bool) *types.Signature {
	taken := map[string]bool{}
	for _, tuple := range []*types.Tuple{sig.Params(), sig.Results()} {
		for v := range tuple.Variables() {
			taken[v.Name()] = true
		}
	}
	other := func(tuple *types.Tuple) *types.Tuple {
		var vars []*types.Var
		for v := range tuple.Variables() {
			name := v.Name()
			if name != "" && name != "_" && hidden[name] {
				for i := 1; hidden[name] || taken[name]; i++ {
					name = v.Name() + strconv.Itoa(i)
				}
				taken[name] = true
			}
			vars = append(vars, types.NewParam(v.Pos(), v.Pkg(), name, v.Type()))
		}
		return types.NewTuple(vars...)
	}
	return types.NewSignatureType(nil, nil, nil, other(sig.Params()), other(sig.Results()), sig.Variadic())
}
