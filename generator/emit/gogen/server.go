package gogen

import (
	"fmt"
	"strings"

	"github.com/dave/jennifer/jen"
)

// register returns the function that serves an implementation:
//
//	// RegisterCatalog serves impl's methods on server.
//	func RegisterCatalog(server *runtime.Server, impl Catalog) {
//		...
//	}
func (f *file) register(s *service) decl {
	text := fmt.Sprintf("%s serves %s's methods on %s.", s.register, s.impl, s.server)
	d := decl{comment: text + deprecated(s.Doc.Deprecated)}
	var body []jen.Code
	for _, m := range s.methods {
		handler, odd := f.handler(m)
		body = append(body, call(m.variable+".Handle", jen.Id(s.server), handler))
		d.odd = d.odd || odd
	}
	d.code = jen.Func().Add(call(s.register,
		jen.Id(s.server).Id("*"+f.imports.runtime("Server")),
		jen.Id(s.impl).Id(f.interfaceName(s)),
	)).Block(body...)
	return d
}

// handler returns what answers a method's calls:
//
//	func(ctx context.Context, req *CatalogBorrowRequest) (*CatalogBorrowResponse, error) {
//		loan, err := impl.Borrow(ctx, req.ISBN, req.Days)
//		return &CatalogBorrowResponse{Loan: loan}, err
//	}
//
// An implementation whose method has this very type needs no wrapping.
func (f *file) handler(m *method) (code jen.Code, odd bool) {
	if m.direct() {
		return jen.Id(m.service.impl + "." + m.Name), false
	}
	ctx, req := "_", "_"
	if m.Context {
		ctx = m.handler.ctx
	}
	if len(m.Params) > 0 {
		req = m.handler.req
	}
	in, out := f.message(&m.request), f.message(&m.response)
	body, long := f.handlerBody(m)
	code = call("func", jen.Id(ctx).Id(f.imports.context("Context")), jen.Id(req).Id("*"+in)).
		Add(params(ids("*"+out, "error")...)).Block(body...)
	return code, long || strings.Contains(in+out, "\n")
}

// direct says that the author's method is a handler as it stands.
func (m *method) direct() bool {
	return m.Context && m.request.authored && m.request.Pointer && m.response.authored && m.response.Pointer
}

func (f *file) handlerBody(m *method) (body []jen.Code, long bool) {
	n := m.handler
	result := call(m.service.impl+"."+m.Name, f.passed(m)...)
	assign := list(ids(append(n.results, n.err)...)...).Op(":=").Add(result)
	switch {
	case m.response.authored && m.response.Pointer:
		return []jen.Code{jen.Return(result)}, false
	case m.response.authored:
		return []jen.Code{assign, jen.Return(list(ids("&"+n.results[0], n.err)...))}, false
	}
	response, long := filled(&m.response, n.results)
	if len(m.Results) == 0 {
		return []jen.Code{jen.Return(list(response, result))}, false
	}
	return []jen.Code{assign, jen.Return(list(response, jen.Id(n.err)))}, long
}

// passed returns the arguments of a call of the implementation.
func (f *file) passed(m *method) []jen.Code {
	var args []string
	if m.Context {
		args = append(args, m.handler.ctx)
	}
	switch {
	case m.request.authored && m.request.Pointer:
		args = append(args, m.handler.req)
	case m.request.authored:
		args = append(args, "*"+m.handler.req)
	}
	for _, name := range m.request.fields {
		args = append(args, m.handler.req+"."+name)
	}
	if m.Variadic {
		args[len(args)-1] += "..."
	}
	return ids(args...)
}
