package gogen

import (
	"fmt"

	"github.com/dave/jennifer/jen"
)

// clientType returns the type of a service's client:
//
//	// A CatalogClient calls a [Catalog] on the other side of a connection. It may be
//	// used by several goroutines at once.
//	type CatalogClient struct {
//		client *runtime.Client
//	}
func (f *file) clientType(s *service) jen.Code {
	text := fmt.Sprintf("A %s calls a [%s] on the other side of a connection. It may be\nused by several goroutines at once.",
		s.client, f.interfaceName(s))
	return comment(text + deprecated(s.Doc.Deprecated)).Line().
		Type().Id(s.client).Struct(jen.Id("client").Op("*").Add(f.imports.runtime("Client")))
}

// newClient returns the constructor of a service's client:
//
//	// NewCatalogClient returns a [Catalog] that calls over client.
//	func NewCatalogClient(client *runtime.Client) *CatalogClient { return &CatalogClient{client: client} }
func (f *file) newClient(s *service) jen.Code {
	text := fmt.Sprintf("%s returns a [%s] that calls over client.", s.newClient, f.interfaceName(s))
	return comment(text + deprecated(s.Doc.Deprecated)).Line().
		Func().Id(s.newClient).Params(jen.Id("client").Op("*").Add(f.imports.runtime("Client"))).Op("*").Id(s.client).
		Op("{").Return(jen.Op("&").Id(s.client).Values(jen.Id("client").Op(":").Id("client"))).Op("}")
}

// guard returns the declaration that no longer compiles once the interface has
// gained a method:
//
//	// If the next line does not compile, Catalog has changed since this file was written: run "go generate".
//	var _ Catalog = (*CatalogClient)(nil)
func (f *file) guard(s *service) jen.Code {
	text := fmt.Sprintf("If the next line does not compile, %s has changed since this file was written: run \"go generate\".", s.Name)
	value := jen.Parens(jen.Op("*").Id(s.client)).Parens(jen.Nil())
	if f.imports.hides("nil") {
		value = jen.Op("&").Id(s.client).Values()
	}
	return comment(text).Line().Var().Id("_").Id(f.interfaceName(s)).Op("=").Add(value)
}

// clientMethod returns a method of the client:
//
//	// Borrow lends the book for the given number of days.
//	func (c *CatalogClient) Borrow(ctx context.Context, isbn string, days int) (Loan, error) {
//		res, err := catalogBorrow.Call(ctx, c.client, &CatalogBorrowRequest{ISBN: isbn, Days: days})
//		return res.Loan, err
//	}
func (f *file) clientMethod(m *method) jen.Code {
	text := m.Doc.Text
	if text == "" {
		text = fmt.Sprintf("%s implements [%s].", m.Name, f.interfaceName(m.service))
	}
	return comment(text).Line().
		Func().Params(jen.Id(m.caller.receiver).Op("*").Id(m.service.client)).Id(m.Name).
		Params(f.clientParams(m)...).Add(f.clientResults(m)).Block(f.clientBody(m)...)
}

func (f *file) clientParams(m *method) []jen.Code {
	var list []jen.Code
	if m.Context {
		list = append(list, jen.Id(m.caller.ctx).Add(f.imports.context("Context")))
	}
	for i, p := range m.Params {
		name := jen.Id(m.caller.params[i])
		if m.Variadic && i == len(m.Params)-1 {
			list = append(list, name.Op("...").Add(f.imports.ref(p.Type.Elem)))
			continue
		}
		list = append(list, name.Add(f.imports.ref(p.Type)))
	}
	return list
}

// clientResults returns the results, with the author's names if they have any.
func (f *file) clientResults(m *method) jen.Code {
	if len(m.Results) == 0 {
		return jen.Error()
	}
	list := make([]jen.Code, 0, len(m.Results)+1)
	for i, r := range m.Results {
		ref := f.imports.ref(r.Type)
		if m.caller.results != nil {
			ref = jen.Id(m.caller.results[i]).Add(ref)
		}
		list = append(list, ref)
	}
	last := jen.Error()
	if m.caller.results != nil {
		last = jen.Id(m.caller.err).Error()
	}
	return jen.Params(append(list, last)...)
}

func (f *file) clientBody(m *method) []jen.Code {
	n := m.caller
	ctx := jen.Id(n.ctx)
	if !m.Context {
		ctx = f.imports.context("Background").Call()
	}
	call := jen.Id(m.variable).Dot("Call").Call(ctx, jen.Id(n.receiver).Dot("client"), f.sent(m))
	switch {
	case !m.response.authored && len(m.Results) == 0:
		return []jen.Code{
			jen.List(jen.Id("_"), jen.Id(n.err)).Op(":=").Add(call),
			jen.Return(jen.Id(n.err)),
		}
	case m.response.authored && m.response.Pointer && f.imports.hides("nil"):
		// The package has a nil of its own. Without the word there is no way to
		// ask whether there is an error: pass on both.
		return []jen.Code{jen.Return(call)}
	case m.response.authored && m.response.Pointer:
		return []jen.Code{
			jen.List(jen.Id(n.res), jen.Id(n.err)).Op(":=").Add(call),
			jen.If(jen.Id(n.err).Op("!=").Nil()).Block(jen.Return(jen.Nil(), jen.Id(n.err))),
			jen.Return(jen.Id(n.res), jen.Nil()),
		}
	case m.response.authored:
		return []jen.Code{
			jen.List(jen.Id(n.res), jen.Id(n.err)).Op(":=").Add(call),
			jen.Return(jen.Op("*").Id(n.res), jen.Id(n.err)),
		}
	}
	values := make([]jen.Code, 0, len(m.Results)+1)
	for _, name := range m.response.fields {
		values = append(values, jen.Id(n.res).Dot(name))
	}
	return []jen.Code{
		jen.List(jen.Id(n.res), jen.Id(n.err)).Op(":=").Add(call),
		jen.Return(append(values, jen.Id(n.err))...),
	}
}

// sent returns the request of a call: what the author passes, or an envelope
// with the parameters in it.
func (f *file) sent(m *method) jen.Code {
	switch {
	case m.request.authored && m.request.Pointer:
		return jen.Id(m.caller.params[0])
	case m.request.authored:
		return jen.Op("&").Id(m.caller.params[0])
	}
	return filled(&m.request, m.caller.params)
}

// filled returns an envelope that holds values, on one line if it is not long:
//
//	&CatalogBorrowRequest{ISBN: isbn, Days: days}
func filled(e *envelope, values []string) jen.Code {
	size := len(e.name)
	pairs := make([]jen.Code, len(e.fields))
	for i, name := range e.fields {
		pairs[i] = jen.Id(name).Op(":").Id(values[i])
		size += len(name) + len(values[i]) + 4
	}
	const long = 90
	return jen.Op("&").Id(e.name).Custom(jen.Options{
		Open: "{", Close: "}", Separator: ",", Multi: size > long && len(pairs) > 1,
	}, pairs...)
}
