package gogen

import (
	"fmt"
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
	head := jen.Func().Add(call(s.newClient, jen.Id(param))).Id("*" + s.client)
	result := jen.Return(jen.Id("&" + s.client + "{client: client}"))
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
func (f *file) guard(s *service) decl {
	value := "(*" + s.client + ")(nil)"
	if f.imports.hides("nil") {
		value = "&" + s.client + "{}"
	}
	return decl{
		comment: fmt.Sprintf("If the next line does not compile, %s has changed since this file was written: run \"go generate\".", s.Name),
		code:    jen.Var().Id("_").Id(f.interfaceName(s)).Op("=").Id(value),
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
	in, out := f.clientParams(m), f.clientResults(m)
	request, long := f.sent(m)
	return decl{
		comment: text,
		code: jen.Func().Add(params(jen.Id(m.caller.receiver).Id("*" + m.service.client))).
			Add(call(m.Name, ids(in...)...)).Id(out).Block(f.clientBody(m, request)...),
		odd: long || strings.Contains(strings.Join(in, "")+out, "\n"),
	}
}

func (f *file) clientParams(m *method) []string {
	var names, refs []string
	if m.Context {
		names, refs = append(names, m.caller.ctx), append(refs, f.imports.context("Context"))
	}
	for i, p := range m.Params {
		ref := f.imports.ref(p.Type)
		if m.Variadic && i == len(m.Params)-1 {
			ref = "..." + f.imports.ref(p.Type.Elem)
		}
		names, refs = append(names, m.caller.params[i]), append(refs, ref)
	}
	return declared(names, refs)
}

// clientResults returns the results, with the author's names if they have any.
func (f *file) clientResults(m *method) string {
	if len(m.Results) == 0 {
		return "error"
	}
	var refs []string
	for _, r := range m.Results {
		refs = append(refs, f.imports.ref(r.Type))
	}
	refs = append(refs, "error")
	if m.caller.results != nil {
		refs = declared(append(m.caller.results, m.caller.err), refs)
	}
	return "(" + strings.Join(refs, ", ") + ")"
}

// declared returns names with their types, which are not repeated: a, b int.
func declared(names, refs []string) []string {
	list := make([]string, len(names))
	for i, name := range names {
		list[i] = name
		if i == len(names)-1 || refs[i] != refs[i+1] {
			list[i] += " " + refs[i]
		}
	}
	return list
}

func (f *file) clientBody(m *method, request jen.Code) []jen.Code {
	n := m.caller
	ctx := jen.Id(n.ctx)
	if !m.Context {
		ctx = call(f.imports.context("Background"))
	}
	reply := call(m.variable+".Call", ctx, jen.Id(n.receiver+".client"), request)
	assign := func(res string) jen.Code { return list(ids(res, n.err)...).Op(":=").Add(reply) }
	switch {
	case !m.response.authored && len(m.Results) == 0:
		return []jen.Code{assign("_"), jen.Return(jen.Id(n.err))}
	case m.response.authored && !m.response.Pointer:
		return []jen.Code{assign(n.res), jen.Return(list(ids("*"+n.res, n.err)...))}
	case m.response.authored && f.imports.hides("nil"):
		// The package has a nil of its own. Without the word there is no way to
		// ask whether there is an error: pass on both.
		return []jen.Code{jen.Return(reply)}
	case m.response.authored:
		return []jen.Code{
			assign(n.res),
			jen.If(jen.Id(n.err + " != nil")).Block(jen.Return(list(ids("nil", n.err)...))),
			jen.Return(list(ids(n.res, "nil")...)),
		}
	}
	var values []string
	for _, name := range m.response.fields {
		values = append(values, n.res+"."+name)
	}
	return []jen.Code{assign(n.res), jen.Return(list(ids(append(values, n.err)...)...))}
}

// sent returns the request of a call: what the author passes, or an envelope
// with the parameters in it. It says whether that takes several lines.
func (f *file) sent(m *method) (code jen.Code, long bool) {
	switch {
	case m.request.authored && m.request.Pointer:
		return jen.Id(m.caller.params[0]), false
	case m.request.authored:
		return jen.Id("&" + m.caller.params[0]), false
	}
	return filled(&m.request, m.caller.params)
}

// filled returns an envelope that holds values, on one line if that is not long:
//
//	&CatalogBorrowRequest{ISBN: isbn, Days: days}
func filled(e *envelope, values []string) (code jen.Code, long bool) {
	size := len(e.name)
	pairs := make([]string, len(e.fields))
	for i, name := range e.fields {
		pairs[i] = name + ": " + values[i]
		size += len(pairs[i])
	}
	opts := jen.Options{Open: "&" + e.name + "{", Close: "}", Separator: ", "}
	if size > 90 && len(pairs) > 1 {
		long, opts.Multi, opts.Separator = true, true, ","
	}
	return jen.Custom(opts, ids(pairs...)...), long
}
