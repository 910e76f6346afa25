package gogen

import (
	"fmt"
	"strconv"

	"github.com/dave/jennifer/jen"

	"github.com/rpcgen/rpcgen/generator/model"
)

// methodVars returns the variables that stand for a service's methods:
//
//	// The names of Catalog's methods on the wire, with the types of their requests and responses.
//	var (
//		catalogBorrow = runtime.NewMethod[CatalogBorrowRequest, CatalogBorrowResponse]("Catalog/Borrow")
//	)
func (f *file) methodVars(s *service) jen.Code {
	defs := make([]jen.Code, len(s.methods))
	for i, m := range s.methods {
		defs[i] = jen.Id(m.variable).Op("=").Add(f.imports.runtime("NewMethod")).
			Types(f.message(&m.request), f.message(&m.response)).Call(jen.Op(strconv.Quote(m.Wire)))
	}
	text := fmt.Sprintf("The names of %s's methods on the wire, with the types of their requests and responses.", s.Name)
	return comment(text).Line().Var().Defs(defs...)
}

// envelope returns the type of a message:
//
//	// CatalogBorrowRequest is what [Catalog.Borrow] sends.
//	type CatalogBorrowRequest struct {
//		runtime.BaseRequest
//		ISBN string `json:"isbn"`
//	}
func (f *file) envelope(m *method, e *envelope) jen.Code {
	fields := []jen.Code{f.imports.runtime(e.base)}
	for i, field := range e.Fields {
		ref := f.imports.ref(field.Type)
		if !field.Embedded {
			ref = jen.Id(e.fields[i]).Add(ref).Op(tag(field))
		}
		fields = append(fields, ref)
	}
	text := fmt.Sprintf("%s is what [%s.%s] %s.", e.name, f.interfaceName(m.service), m.Name, e.verb)
	return comment(text).Line().Type().Id(e.name).Struct(fields...)
}

// message returns the type of an envelope.
func (f *file) message(e *envelope) *jen.Statement {
	if e.authored {
		return f.imports.ref(e.Authored)
	}
	return jen.Id(e.name)
}

// interfaceName is the name of a service's interface as the output spells it.
func (f *file) interfaceName(s *service) string {
	return f.imports.spell(f.api.Origin, s.Name)
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
