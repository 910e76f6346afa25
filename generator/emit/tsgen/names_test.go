package tsgen

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

var (
	aString = &model.Type{Kind: model.String}
	lib     = model.Package{Path: "example.com/lib", Name: "lib"}
	other   = model.Package{Path: "example.com/other", Name: "other"}
)

// declared returns a struct type with one field, and a comment.
func declared(pkg model.Package, name, doc string) *model.Type {
	return &model.Type{
		Kind:   model.Struct,
		Decl:   &model.Decl{Package: pkg, Name: name, Doc: model.Doc{Text: doc}},
		Fields: []*model.Field{{Name: "In" + pkg.Name, JSON: pkg.Name, Type: aString}},
	}
}

// api returns a service with the methods of these names, each of which takes all types.
func api(service string, methods []string, types ...*model.Type) *model.API {
	s := &model.Service{Name: service, Path: service}
	for _, name := range methods {
		request := &model.Envelope{}
		for _, t := range types {
			p := "p" + emit.Upper(t.Decl.Package.Name) + t.Decl.Name
			request.Fields = append(request.Fields, &model.Field{Name: p, JSON: p, Type: t})
		}
		s.Methods = append(s.Methods, &model.Method{
			Name: name, Wire: service + "/" + name, Request: request, Response: &model.Envelope{},
		})
	}
	return &model.API{Package: lib, Origin: lib, Source: "lib.go", Services: []*model.Service{s}}
}

// emitted returns a file without its runtime part.
func emitted(t *testing.T, api *model.API) string {
	t.Helper()
	var list diag.List
	files := New().Emit(emit.Input{APIs: []*model.API{api}}, &list)
	if len(list) > 0 || len(files) != 1 {
		t.Fatalf("%d files, problems: %v", len(files), list)
	}
	own, ok := strings.CutSuffix(string(files[0].Data), RuntimePart())
	if !ok {
		t.Fatal("the file does not end with the runtime part")
	}
	return own
}

// declaredNames returns what a file declares, in order, and fails the test if it
// declares a name twice.
func declaredNames(t *testing.T, file string) []string {
	t.Helper()
	var names []string
	for _, m := range topLevel.FindAllStringSubmatch(file, -1) {
		if slices.Contains(names, m[1]) {
			t.Errorf("%s is declared twice in\n%s", m[1], file)
		}
		names = append(names, m[1])
	}
	return names
}

// TestTaken gives types and services the names that the language, the browser and the
// runtime part have.
func TestTaken(t *testing.T) {
	t.Parallel()
	names := []string{
		"Client", "Schema", "Method", "RpcError", "Jar", "CallOptions", "RpcCookie", // of the runtime part
		"Promise", "Date", "Record", "Array", "Object", "Error", "Uint8Array", "URL", // which it mentions
	}
	var types []*model.Type
	for _, name := range names {
		types = append(types, declared(lib, name, ""))
	}
	file := emitted(t, api("Client", []string{"Call"}, types...))
	got := declaredNames(t, file)
	for _, name := range got {
		if runtimeNames()[name] {
			t.Errorf("%s is a name of the runtime part, too", name)
		}
	}
	for _, name := range names {
		if !slices.Contains(got, "Lib"+name) {
			t.Errorf("%s has another name than Lib%s: %q", name, name, got)
		}
	}
	if !slices.Contains(got, "ClientClient") {
		t.Errorf("the class has another name than ClientClient: %q", got)
	}
}

// TestReserved gives types and methods the names that JavaScript keeps for itself.
func TestReserved(t *testing.T) {
	t.Parallel()
	words := slices.Sorted(maps.Keys(words(reserved)))
	var types []*model.Type
	var methods []string
	for _, w := range words {
		types = append(types, declared(lib, w, "")) // unexported ones get a capital
		methods = append(methods, emit.Upper(w))
	}
	file := emitted(t, api("Echo", methods, types...))
	for _, name := range declaredNames(t, file) {
		if slices.Contains(words, name) {
			t.Errorf("%s is declared", name)
		}
	}
	// Nobody can construct a client, or await one, with methods of these names.
	for _, want := range []string{"\n  constructor(client: Client) {", "\n  constructor2(\n", "\n  delete(\n", "\n  class(\n"} {
		if strings.Count(file, want) != 1 {
			t.Errorf("%q is not there once", want)
		}
	}
	if then := emitted(t, api("Echo", []string{"Then"})); !strings.Contains(then, "\n  then2(") {
		t.Errorf("a client can be awaited:\n%s", then)
	}
}

// TestTwins has types of one name from two packages, and one that has the name which
// the other would get.
func TestTwins(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		types []*model.Type
		want  []string
	}{
		{"own first", []*model.Type{declared(lib, "Loan", ""), declared(other, "Loan", "")}, []string{"Loan", "OtherLoan"}},
		{"own last", []*model.Type{declared(other, "Loan", ""), declared(lib, "Loan", "")}, []string{"OtherLoan", "Loan"}},
		{"third", []*model.Type{declared(lib, "Loan", ""), declared(lib, "OtherLoan", ""), declared(other, "Loan", "")}, []string{"Loan", "OtherLoan", "OtherLoan2"}},
		{"class", []*model.Type{declared(lib, "EchoClient", ""), declared(other, "EchoClient", "")}, []string{"LibEchoClient", "OtherEchoClient"}},
		{"case", []*model.Type{declared(lib, "loan", ""), declared(lib, "Loan", "")}, []string{"Loan", "LibLoan"}},
	}
	for _, test := range tests {
		file := emitted(t, api("Echo", []string{"Echo"}, test.types...))
		got := declaredNames(t, file)
		if got = got[:len(test.types)]; !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
		for i, typ := range test.types { // each has the field of its own
			want := "interface " + got[i] + " {\n  " + typ.Fields[0].JSON + ": string;"
			if !strings.Contains(file, want) {
				t.Errorf("%s: no %q in\n%s", test.name, want, file)
			}
		}
	}
}
