package gogen

import (
	"go/format"
	"go/token"
	"testing"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/model"
)

func TestTry(t *testing.T) {
	str := &model.Type{Kind: model.String}
	in := &model.Type{Kind: model.Int}
	loan := &model.Type{Kind: model.Struct, Decl: &model.Decl{Package: model.Package{Path: "ex/catalog", Name: "catalog"}, Name: "Loan"}}
	api := &model.API{
		Package: model.Package{Path: "ex/catalog", Name: "catalog"},
		Origin:  model.Package{Path: "ex/catalog", Name: "catalog"},
		Source:  "catalog.go",
		Taken:   map[string]token.Position{"Catalog": {}, "Loan": {}},
		Services: []*model.Service{{Name: "Catalog", Path: "Catalog", Methods: []*model.Method{{
			Name: "Borrow", Wire: "Catalog/Borrow", Context: true, Doc: model.Doc{Text: "Borrow lends.\n\nDeprecated: no.\n"},
			Params: []*model.Param{{Name: "isbn", Type: str}, {Name: "days", Type: in}}, Results: []*model.Param{{Type: loan}},
			Request:  &model.Envelope{Fields: []*model.Field{{Name: "isbn", JSON: "isbn", Type: str}, {Name: "days", JSON: "days", Type: in}}},
			Response: &model.Envelope{Fields: []*model.Field{{Name: "result", Type: loan, Embedded: true}}},
		}}}},
	}
	var list diag.List
	fs := New().Emit(api, &list)
	t.Log(list)
	t.Log(string(fs[0].Data))
	b, err := format.Source(fs[0].Data)
	if err != nil || string(b) != string(fs[0].Data) {
		t.Error("not formatted", err)
	}
}
