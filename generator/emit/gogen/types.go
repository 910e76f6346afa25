package gogen

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/rpcgen/rpcgen/generator/model"
)

// methodVars returns the variables that stand for a service's methods:
//
//	// The names of Catalog's methods on the wire, with the types of their requests and responses.
//	var (
//		catalogBorrow = runtime.NewMethod[CatalogBorrowRequest, CatalogBorrowResponse]("Catalog/Borrow")
//	)
func (f *file) methodVars(s *service) decl {
	rows := make([][]string, len(s.methods))
	odd := false
	for i, m := range s.methods {
		name := fmt.Sprintf("%s[%s, %s]", f.imports.runtime("NewMethod"), f.message(&m.request), f.message(&m.response))
		odd = odd || strings.Contains(name, "\n")
		rows[i] = []string{m.variable, "= " + name + "(" + strconv.Quote(m.Wire) + ")" + f.checked(&m.request)}
	}
	columns(rows)
	return decl{
		comment: fmt.Sprintf("The names of %s's methods on the wire, with the types of their requests and responses.", s.Name),
		code:    jen.Id("var").Custom(jen.Options{Open: "(", Close: ")", Multi: true}, joined(rows)...),
		odd:     odd,
	}
}

// checked returns what makes a method check its requests:
//
//	.Checked(checkCatalogBorrowRequest)
//	.Checked((*BorrowRequest).Validate)
func (f *file) checked(e *envelope) string {
	switch {
	case e.validates:
		return ".Checked((*" + f.message(e) + ").Validate)"
	case e.checker != nil:
		return ".Checked(" + e.checker.name + ")"
	}
	return ""
}

// joined returns a line for each row.
func joined(rows [][]string) []jen.Code {
	list := make([]string, len(rows))
	for i, r := range rows {
		list[i] = strings.Join(r, " ")
	}
	return lines(list...)
}

// envelope returns the type of a message:
//
//	// CatalogBorrowRequest is what [Catalog.Borrow] sends.
//	type CatalogBorrowRequest struct {
//		runtime.BaseRequest
//		ISBN string `json:"isbn"`
//	}
func (f *file) envelope(m *method, e *envelope) decl {
	fields := lines(f.imports.runtime(e.base))
	var rows [][]string
	odd := false
	for i, field := range e.Fields {
		ref := f.imports.ref(field.Type)
		odd = odd || strings.Contains(ref, "\n")
		if field.Embedded {
			fields = append(fields, jen.Id(ref))
			continue
		}
		rows = append(rows, []string{e.fields[i], ref, tag(field)})
	}
	columns(rows)
	return decl{
		comment: fmt.Sprintf("%s is what [%s.%s] %s.", e.name, f.interfaceName(m.service), m.Name, e.verb),
		code:    structType(e.name, append(fields, joined(rows)...)...),
		odd:     odd,
	}
}

// message returns the spelling of an envelope's type.
func (f *file) message(e *envelope) string {
	if e.authored {
		return f.imports.ref(e.Authored)
	}
	return e.name
}

// interfaceName is the name of a service's interface as the output spells it.
func (f *file) interfaceName(s *service) string {
	return f.imports.named(f.api.Origin, s.Name)
}

func tag(f *model.Field) string {
	name := f.JSON
	if f.OmitEmpty {
		name += ",omitempty"
	}
	if f.OmitZero {
		name += ",omitzero"
	}
	if f.Quoted {
		name += ",string"
	}
	return quoteTag("json:" + strconv.Quote(name))
}
