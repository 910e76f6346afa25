package tsrpc

import (
	"go/constant"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// What the tests build models with. All types are those of one package.

var lib = model.Package{Path: "example.com/lib", Name: "lib"}

var text = &model.Type{Kind: model.String}

func listOf(elem *model.Type) *model.Type  { return &model.Type{Kind: model.Slice, Elem: elem} }
func pointer(elem *model.Type) *model.Type { return &model.Type{Kind: model.Pointer, Elem: elem} }

func structOf(fields ...*model.Field) *model.Type {
	return &model.Type{Kind: model.Struct, Fields: fields}
}

func named(name string, t *model.Type) *model.Type {
	t.Decl = &model.Decl{Package: lib, Name: name}
	return t
}

func enum(name string, values ...string) *model.Type {
	t := named(name, &model.Type{Kind: model.String})
	for _, v := range values {
		t.Decl.Values = append(t.Decl.Values, &model.Value{Name: name + emit.Upper(v), Value: constant.MakeString(v)})
	}
	return t
}

func field(name string, t *model.Type) *model.Field {
	return &model.Field{Name: name, JSON: name, Type: t}
}

// whole is the one result that is all of a response.
func whole(t *model.Type) *model.Field {
	return &model.Field{Name: t.Decl.Name, Type: t, Embedded: true, Anonymous: true}
}

func method(name string, params, results []*model.Field) *model.Method {
	return &model.Method{
		Name: name, Wire: "Lib/" + name,
		Request: &model.Envelope{Fields: params}, Response: &model.Envelope{Fields: results},
	}
}

func serving(methods ...*model.Method) *model.API {
	return &model.API{Package: lib, Origin: lib, Source: "lib.go", Services: []*model.Service{{Name: "Lib", Path: "Lib", Methods: methods}}}
}

// A disk is what the runs of a test have written.
type disk map[string]string

// run runs the emitter and writes what it returns.
func (d disk) run(t testing.TB, api *model.API) diag.List {
	t.Helper()
	var list diag.List
	old := func(name string) []byte {
		if text, ok := d[name]; ok {
			return []byte(text)
		}
		return nil
	}
	files := New().Emit(emit.Input{APIs: []*model.API{api}, Dir: "web", Old: old}, &list)
	if len(list) > 0 {
		return list
	}
	for _, f := range files {
		if strings.Contains("/"+f.Name+"/", "/../") || strings.HasPrefix(f.Name, "/") || strings.Contains(f.Name, `\`) {
			t.Errorf("it would write %s", f.Name)
		}
		if f.Data == nil {
			delete(d, f.Name)
		} else {
			d[f.Name] = string(f.Data)
		}
	}
	return nil
}

// ids returns the ids that the serviceProto has in each scope, by key.
func (d disk) ids(t testing.TB) map[string]map[string]int {
	t.Helper()
	p, err := readPrevious([]byte(d[protoName]))
	if err != nil {
		t.Fatalf("%s\n%s", err.text, d[protoName])
	}
	ids := map[string]map[string]int{}
	for name, g := range p.scopes {
		if len(g.ids) > 0 {
			ids[name] = g.ids
		}
	}
	return ids
}
