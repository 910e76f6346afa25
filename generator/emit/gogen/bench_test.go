package gogen

import (
	"fmt"
	"go/token"
	"testing"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// large returns an API of n services with 10 methods each, whose messages have a
// list of structs.
func large(n int) *model.API {
	pkg := model.Package{Path: "example.com/api", Name: "api"}
	text := &model.Type{Kind: model.String}
	item := &model.Type{Kind: model.Struct, Decl: &model.Decl{Package: pkg, Name: "Item"}, Fields: []*model.Field{{Name: "Name", JSON: "Name", Type: text}}}
	api := &model.API{Package: pkg, Origin: pkg, Source: "api.go", Taken: map[string]token.Position{}}
	for i := range n {
		s := &model.Service{Name: fmt.Sprintf("Svc%04d", i)}
		for j := range 10 {
			m := &model.Method{Name: fmt.Sprintf("Method%d", j), Context: true, Doc: model.Doc{Text: "Method does it.\n"}}
			m.Wire = s.Name + "/" + m.Name
			for _, dir := range []string{"Request", "Response"} {
				decl := &model.Decl{Package: pkg, Name: s.Name + m.Name + dir}
				api.Taken[decl.Name] = token.Position{}
				t := &model.Type{Kind: model.Struct, Decl: decl, Fields: []*model.Field{
					{Name: "ID", JSON: "id", Type: text},
					{Name: "Items", JSON: "items", Type: &model.Type{Kind: model.Slice, Elem: item}},
				}}
				e := &model.Envelope{Fields: []*model.Field{{Name: "req", Type: t, Embedded: true}}}
				if dir == "Request" {
					m.Params, m.Request = []*model.Param{{Name: "req", Type: t}}, e
				} else {
					m.Results, m.Response = []*model.Param{{Type: t}}, e
				}
			}
			s.Methods = append(s.Methods, m)
		}
		api.Services = append(api.Services, s)
	}
	return api
}

func BenchmarkEmit(b *testing.B) {
	api := large(1000)
	b.ReportAllocs()
	for b.Loop() {
		var list diag.List
		size := 0
		for _, f := range New().Emit(emit.Input{APIs: []*model.API{api}}, &list) {
			size += len(f.Data)
		}
		b.SetBytes(int64(size))
	}
}
