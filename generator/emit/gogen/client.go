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
	text := fmt.Sprintf("A %s calls a [%s] on the other side of a connection. It may be\nused by several goroutines at once.",
		s.client, f.interfaceName(s))
	return decl{
		comment: text + deprecated(s.Doc.Deprecated),
		code:    structType(s.client, f.clientParam()),
	}
}

// newClient returns the constructor of a service's client:
//
//	// NewCatalogClient returns a [Catalog] that calls over client.
//	func NewCatalogClient(client *runtime.Client) *CatalogClient { return &CatalogClient{client: client} }
func (f *file) newClient(s *service) decl {
	text := fmt.Sprintf("%s returns a [%s] that calls over client.", s.newClient, f.interfaceName(s))
	return decl{
		comment: text + deprecated(s.Doc.Deprecated),
		code: jen.Func().Add(call(s.newClient, f.clientParam())).Id("*" + s.client).
			Op("{").Return(jen.Id("&" + s.client + "{client: client}")).Op("}"),
	}
}

// clientParam returns the field or parameter that holds the runtime's client.
func (f *file) clientParam() jen.Code { return jen.Id("client").Id("*" + f.imports.runtime("Client")) }

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
	var list []string
	if m.Context {
		list = append(list, m.caller.ctx+" "+f.imports.context("Context"))
	}
	for i, p := range m.Params {
		if m.Variadic && i == len(m.Params)-1 {
			list = append(list, m.caller.params[i]+" ..."+f.imports.ref(p.Type.Elem))
			continue
		}
		list = append(list, m.caller.params[i]+" "+f.imports.ref(p.Type))
	}
	return list
}

// clientResults returns the results, with the author's names if they have any.
func (f *file) clientResults(m *method) string {
	if len(m.Results) == 0 {
		return "error"
	}
	var list []string
	for i, r := range m.Results {
		ref := f.imports.ref(r.Type)
		if m.caller.results != nil {
			ref = m.caller.results[i] + " " + ref
		}
		list = append(list, ref)
	}
	last := "error"
	if m.caller.results != nil {
		last = m.caller.err + " error"
	}
	return "(" + strings.Join(append(list, last), ", ") + ")"
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
