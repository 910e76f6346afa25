package gogen

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"
)

// clientType returns the type of a service's client:
//
//	// A CatalogClient calls a [Catalog] on the other side of a connection. It may be
//	// used by several goroutines at once.
//	type CatalogClient struct {
//		client *runtime.Client
//	}
func (f *file) clientType(s *service) decl {
	of := f.interfaceName(s)
	text := fmt.Sprintf("%s %s calls %s [%s] on the other side of a connection. It may be\nused by several goroutines at once.",
		upperArticle(s.client), s.client, article(of), of)
	return decl{
		comment: text + deprecated(s.Doc.Deprecated),
		code:    structType(s.client, jen.Id("client *"+f.imports.runtime("Client"))),
	}
}

// article returns the article for a name: an Archive, a Catalog. That a U may
// sound either way is too much for it.
func article(name string) string {
	if strings.ContainsRune("AEIOaeio", rune(name[0])) {
		return "an"
	}
	return "a"
}

func upperArticle(name string) string { return strings.Replace(article(name), "a", "A", 1) }

// newClient returns the constructor of a service's client:
//
//	// NewCatalogClient returns a [Catalog] that calls over client.
//	func NewCatalogClient(client *runtime.Client) *CatalogClient { return &CatalogClient{client: client} }
func (f *file) newClient(s *service) decl {
	of := f.interfaceName(s)
	text := fmt.Sprintf("%s returns %s [%s] that calls over client.", s.newClient, article(of), of)
	param := "client *" + f.imports.runtime("Client")
	head := jen.Id("func " + s.newClient + "(" + param + ") *" + s.client)
	result := jen.Id("return &" + s.client + "{client: client}")
	// gofmt breaks a function of one line if it is long.
	const long = 98 - len("func () *return &{client: client}")
	if len(s.newClient)+len(param)+2*len(s.client) > long {
		head.Block(result)
	} else {
		head.Op("{").Add(result).Op("}")
	}
	return decl{comment: text + deprecated(s.Doc.Deprecated), code: head}
}

// guard returns the declaration that no longer compiles once the interface has
// gained a method:
//
//	// If the next line does not compile, Catalog has changed since this file was written: run "go generate".
//	var _ Catalog = (*CatalogClient)(nil)
func (f *file) guard(s *service) decl { return f.guardOf(s, s.client) }

// guardOf returns that declaration for a type.
func (f *file) guardOf(s *service, typ string) decl {
	value := "(*" + typ + ")(nil)"
	if f.imports.hides("nil") {
		value = "&" + typ + "{}"
	}
	return decl{
		comment: fmt.Sprintf("If the next line does not compile, %s has changed since this file was written: run \"go generate\".", s.Name),
		code:    jen.Id("var _ " + f.interfaceName(s) + " = " + value),
	}
}

// clientMethod returns a method of the client:
//
//	// Borrow lends the book for the given number of days.
//	func (c *CatalogClient) Borrow(ctx context.Context, isbn string, days int) (Loan, error) {
//		res, err := catalogBorrow.Call(ctx, c.client, &CatalogBorrowRequest{ISBN: isbn, Days: days})
//		return res.Loan, err
//	}
func (f *file) clientMethod(m *method) decl {
	text := m.Doc.Text
	if text == "" {
		text = fmt.Sprintf("%s implements [%s].", m.Name, f.interfaceName(m.service))
	}
	head := "func (" + m.caller.receiver + " *" + m.service.client + ") " +
		m.Name + f.signature(m, &m.caller)
	request, long := f.sent(m)
	return decl{
		comment: text,
		code:    jen.Id(head).Block(f.clientBody(m, request)...),
		odd:     long || strings.Contains(head, "\n"),
	}
}

// signature returns the parameters and the results of a method.
func (f *file) signature(m *method, n *caller) string {
	return "(" + f.params(m, n) + ") " + f.results(m, n)
}

func (f *file) params(m *method, n *caller) string {
	var names, refs []string
	if m.Context {
		names, refs = append(names, n.ctx), append(refs, f.imports.context("Context"))
	}
	for i, p := range m.Params {
		ref := f.imports.ref(p.Type)
		if m.Variadic && i == len(m.Params)-1 {
			ref = "..." + f.imports.ref(p.Type.Elem)
		}
		names, refs = append(names, n.params[i]), append(refs, ref)
	}
	return declared(names, refs)
}

// results returns the results, with their names if they have any.
func (f *file) results(m *method, n *caller) string {
	if len(m.Results) == 0 {
		return "error"
	}
	var refs []string
	for _, r := range m.Results {
		refs = append(refs, f.imports.ref(r.Type))
	}
	refs = append(refs, "error")
	if n.results != nil {
		return "(" + declared(append(slices.Clone(n.results), n.err), refs) + ")"
	}
	return "(" + strings.Join(refs, ", ") + ")"
}

// declared returns names with their types, which are not repeated: a, b int.
func declared(names, refs []string) string {
	var b strings.Builder
	for i, name := range names {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(name)
		if i == len(names)-1 || refs[i] != refs[i+1] {
			b.WriteString(" " + refs[i])
		}
	}
	return b.String()
}

func (f *file) clientBody(m *method, request string) []jen.Code {
	n := m.caller
	ctx := n.ctx
	if !m.Context {
		ctx = f.imports.context("Background") + "()"
	}
	reply := m.variable + ".Call(" + ctx + ", " + n.receiver + ".client, " + request + ")"
	switch {
	case !m.response.authored && len(m.Results) == 0:
		return lines("_, "+n.err+" := "+reply, "return "+n.err)
	case m.response.authored && !m.response.Pointer:
		return lines(n.res+", "+n.err+" := "+reply, "return *"+n.res+", "+n.err)
	case m.response.authored && f.imports.hides("nil"):
		// The package has a nil of its own. Without the word there is no way to
		// ask whether there is an error: pass on both.
		return lines("return " + reply)
	case m.response.authored:
		return []jen.Code{
			jen.Id(n.res + ", " + n.err + " := " + reply),
			jen.Id("if " + n.err + " != nil").Block(jen.Id("return nil, " + n.err)),
			jen.Id("return " + n.res + ", nil"),
		}
	}
	var values strings.Builder
	for _, name := range m.response.fields {
		values.WriteString(n.res + "." + name + ", ")
	}
	return lines(n.res+", "+n.err+" := "+reply, "return "+values.String()+n.err)
}

// sent returns the request of a call: what the author passes, or an envelope
// with the parameters in it. It says whether that takes several lines.
func (f *file) sent(m *method) (text string, long bool) {
	switch {
	case m.request.authored && m.request.Pointer:
		return m.caller.params[0], false
	case m.request.authored:
		return "&" + m.caller.params[0], false
	}
	return filled(&m.request, m.caller.params)
}

// filled returns an envelope that holds values, on one line if that is not long:
//
//	&CatalogBorrowRequest{ISBN: isbn, Days: days}
func filled(e *envelope, values []string) (text string, long bool) {
	pairs := make([]string, len(e.fields))
	for i, name := range e.fields {
		pairs[i] = name + ": " + values[i]
	}
	text = strings.Join(pairs, ", ")
	// What counts is the text without the separators.
	if len(pairs) > 1 && len(e.name)+len(text)-2*(len(pairs)-1) > 90 {
		return "&" + e.name + "{\n" + strings.Join(pairs, ",\n") + ",\n}", true
	}
	return "&" + e.name + "{" + text + "}", false
}
