package gogen

import (
	"fmt"

	"github.com/dave/jennifer/jen"
)

// register returns the function that serves an implementation:
//
//	// RegisterCatalog serves impl's methods on server.
//	func RegisterCatalog(server *runtime.Server, impl Catalog) {
//		...
//	}
func (f *file) register(s *service) jen.Code {
	text := fmt.Sprintf("%s serves %s's methods on %s.", s.register, s.impl, s.server)
	handlers := make([]jen.Code, len(s.methods))
	for i, m := range s.methods {
		handlers[i] = jen.Id(m.variable).Dot("Handle").Call(jen.Id(s.server), f.handler(m))
	}
	return comment(text+deprecated(s.Doc.Deprecated)).Line().
		Func().Id(s.register).Params(
		jen.Id(s.server).Op("*").Add(f.imports.runtime("Server")),
		jen.Id(s.impl).Id(f.interfaceName(s)),
	).Block(handlers...)
}

// handler returns what answers a method's calls:
//
//	func(ctx context.Context, req *CatalogBorrowRequest) (*CatalogBorrowResponse, error) {
//		loan, err := impl.Borrow(ctx, req.ISBN, req.Days)
//		return &CatalogBorrowResponse{Loan: loan}, err
//	}
//
// An implementation whose method has this very type needs no wrapping.
func (f *file) handler(m *method) jen.Code {
	if m.direct() {
		return jen.Id(m.service.impl).Dot(m.Name)
	}
	ctx, req := "_", "_"
	if m.Context {
		ctx = m.handler.ctx
	}
	if len(m.Params) > 0 {
		req = m.handler.req
	}
	return jen.Func().Params(
		jen.Id(ctx).Add(f.imports.context("Context")),
		jen.Id(req).Op("*").Add(f.message(&m.request)),
	).Params(
		jen.Op("*").Add(f.message(&m.response)),
		jen.Error(),
	).Block(f.handlerBody(m)...)
}

// direct says that the author's method is a handler as it stands.
func (m *method) direct() bool {
	return m.Context && m.request.authored && m.request.Pointer && m.response.authored && m.response.Pointer
}

func (f *file) handlerBody(m *method) []jen.Code {
	n := m.handler
	call := jen.Id(m.service.impl).Dot(m.Name).Call(f.passed(m)...)
	switch {
	case m.response.authored && m.response.Pointer:
		return []jen.Code{jen.Return(call)}
	case m.response.authored:
		return []jen.Code{
			jen.List(jen.Id(n.results[0]), jen.Id(n.err)).Op(":=").Add(call),
			jen.Return(jen.Op("&").Id(n.results[0]), jen.Id(n.err)),
		}
	case len(m.Results) == 0:
		return []jen.Code{jen.Return(filled(&m.response, nil), call)}
	}
	names := make([]jen.Code, 0, len(n.results)+1)
	for _, name := range n.results {
		names = append(names, jen.Id(name))
	}
	return []jen.Code{
		jen.List(append(names, jen.Id(n.err))...).Op(":=").Add(call),
		jen.Return(filled(&m.response, n.results), jen.Id(n.err)),
	}
}

// passed returns the arguments of a call of the implementation.
func (f *file) passed(m *method) []jen.Code {
	var list []jen.Code
	if m.Context {
		list = append(list, jen.Id(m.handler.ctx))
	}
	if m.request.authored {
		if m.request.Pointer {
			return append(list, jen.Id(m.handler.req))
		}
		return append(list, jen.Op("*").Id(m.handler.req))
	}
	for i, name := range m.request.fields {
		arg := jen.Id(m.handler.req).Dot(name)
		if m.Variadic && i == len(m.Params)-1 {
			arg.Op("...")
		}
		list = append(list, arg)
	}
	return list
}
