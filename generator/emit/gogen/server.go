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
		body = append(body, handler)
		d.odd = d.odd || odd
	}
	params := s.server + " *" + f.imports.runtime("Server") + ", " + s.impl + " " + f.interfaceName(s)
	d.code = jen.Id("func " + s.register + "(" + params + ")").Block(body...)
	return d
}

// handler returns the statement that says what answers a method's calls:
//
//	catalogBorrow.Handle(server, func(ctx context.Context, req *CatalogBorrowRequest) (*CatalogBorrowResponse, error) {
//		loan, err := impl.Borrow(ctx, req.ISBN, req.Days)
//		return &CatalogBorrowResponse{Loan: loan}, err
//	})
//
// An implementation whose method has this very type needs no wrapping.
func (f *file) handler(m *method) (code jen.Code, odd bool) {
	head := m.variable + ".Handle(" + m.service.server + ", "
	if m.direct() {
		return jen.Id(head + m.service.impl + "." + m.Name + ")"), false
	}
	ctx, req := "_", "_"
	if m.Context {
		ctx = m.handler.ctx
	}
	if len(m.Params) > 0 {
		req = m.handler.req
	}
	head += "func(" + ctx + " " + f.imports.context("Context") + ", " +
		req + " *" + f.message(&m.request) + ") (*" + f.message(&m.response) + ", error)"
	body, long := f.handlerBody(m)
	block := jen.Options{Open: "{", Close: "})", Multi: true}
	return jen.Id(head).Custom(block, body...), long || strings.Contains(head, "\n")
}

// direct says that the author's method is a handler as it stands.
func (m *method) direct() bool {
	return m.Context && m.request.authored && m.request.Pointer && m.response.authored && m.response.Pointer
}

func (f *file) handlerBody(m *method) (body []jen.Code, long bool) {
	n := m.handler
	result := m.service.impl + "." + m.Name + "(" + f.passed(m) + ")"
	switch {
	case m.response.authored && m.response.Pointer:
		return lines("return " + result), false
	case m.response.authored:
		return lines(n.results[0]+", "+n.err+" := "+result, "return &"+n.results[0]+", "+n.err), false
	}
	response, long := filled(&m.response, n.results)
	if len(m.Results) == 0 {
		return lines("return " + response + ", " + result), false
	}
	names := strings.Join(append(n.results, n.err), ", ")
	return lines(names+" := "+result, "return "+response+", "+n.err), long
}

// passed returns the arguments of a call of the implementation.
func (f *file) passed(m *method) string {
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
	return strings.Join(args, ", ")
}
