package web

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/explorer"
	"github.com/rpcgen/rpcgen/testdata/golden/aliases"
	"github.com/rpcgen/rpcgen/testdata/golden/anonymous"
	"github.com/rpcgen/rpcgen/testdata/golden/arrays"
	"github.com/rpcgen/rpcgen/testdata/golden/authored"
	"github.com/rpcgen/rpcgen/testdata/golden/embedded"
	"github.com/rpcgen/rpcgen/testdata/golden/embedding"
	"github.com/rpcgen/rpcgen/testdata/golden/enums"
	"github.com/rpcgen/rpcgen/testdata/golden/foreign"
	"github.com/rpcgen/rpcgen/testdata/golden/generics"
	"github.com/rpcgen/rpcgen/testdata/golden/keywords"
	"github.com/rpcgen/rpcgen/testdata/golden/maps"
	"github.com/rpcgen/rpcgen/testdata/golden/marshalers"
	"github.com/rpcgen/rpcgen/testdata/golden/noctx"
	"github.com/rpcgen/rpcgen/testdata/golden/numbers"
	"github.com/rpcgen/rpcgen/testdata/golden/params"
	"github.com/rpcgen/rpcgen/testdata/golden/pointers"
	"github.com/rpcgen/rpcgen/testdata/golden/rawjson"
	"github.com/rpcgen/rpcgen/testdata/golden/recursive"
	"github.com/rpcgen/rpcgen/testdata/golden/single"
	"github.com/rpcgen/rpcgen/testdata/golden/tags"
	"github.com/rpcgen/rpcgen/testdata/golden/times"
	"github.com/rpcgen/rpcgen/testdata/golden/unnamed"
	"github.com/rpcgen/rpcgen/testdata/golden/variadic"
	"github.com/rpcgen/rpcgen/testdata/internal/node"
)

// A shape is a service.
type shape struct {
	register func(*runtime.Server)
	service  reflect.Type
}

func of[S any](register func(*runtime.Server, S), impl S) shape {
	return shape{func(s *runtime.Server) { register(s, impl) }, reflect.TypeFor[S]()}
}

// shapes are the services of testdata/golden whose messages differ in shape. Their methods
// are listed and not called, so they need no implementation.
var shapes = map[string][]shape{
	"aliases":    {of[aliases.Echo](aliases.RegisterEcho, struct{ aliases.Echo }{})},
	"anonymous":  {of[anonymous.Echo](anonymous.RegisterEcho, struct{ anonymous.Echo }{})},
	"arrays":     {of[arrays.Echo](arrays.RegisterEcho, struct{ arrays.Echo }{})},
	"authored":   {of[authored.Cookies](authored.RegisterCookies, struct{ authored.Cookies }{})},
	"embedded":   {of[embedded.Both](embedded.RegisterBoth, struct{ embedded.Both }{})},
	"embedding":  {of[embedding.Echo](embedding.RegisterEcho, struct{ embedding.Echo }{})},
	"enums":      {of[enums.Echo](enums.RegisterEcho, struct{ enums.Echo }{})},
	"foreign":    {of[foreign.Warehouse](foreign.RegisterWarehouse, struct{ foreign.Warehouse }{})},
	"generics":   {of[generics.Books](generics.RegisterBooks, struct{ generics.Books }{}), of[generics.Ints](generics.RegisterInts, struct{ generics.Ints }{})},
	"keywords":   {of[keywords.Func](keywords.RegisterFunc, struct{ keywords.Func }{})},
	"maps":       {of[maps.Echo](maps.RegisterEcho, struct{ maps.Echo }{})},
	"marshalers": {of[marshalers.Echo](marshalers.RegisterEcho, struct{ marshalers.Echo }{})},
	"noctx":      {of[noctx.Plain](noctx.RegisterPlain, struct{ noctx.Plain }{})},
	"numbers":    {of[numbers.Echo](numbers.RegisterEcho, struct{ numbers.Echo }{})},
	"params":     {of[params.Library](params.RegisterLibrary, struct{ params.Library }{})},
	"pointers":   {of[pointers.Echo](pointers.RegisterEcho, struct{ pointers.Echo }{})},
	"rawjson":    {of[rawjson.Echo](rawjson.RegisterEcho, struct{ rawjson.Echo }{})},
	"recursive":  {of[recursive.Echo](recursive.RegisterEcho, struct{ recursive.Echo }{})},
	"single":     {of[single.Echo](single.RegisterEcho, struct{ single.Echo }{})},
	"tags":       {of[tags.Echo](tags.RegisterEcho, struct{ tags.Echo }{})},
	"times":      {of[times.Echo](times.RegisterEcho, struct{ times.Echo }{})},
	"unnamed":    {of[unnamed.Calc](unnamed.RegisterCalc, struct{ unnamed.Calc }{})},
	"variadic":   {of[variadic.Lists](variadic.RegisterLists, struct{ variadic.Lists }{})},
}

// hidden are methods with types that other packages cannot name, as the page says.
var hidden = []string{"anonymous/Echo_Hidden", "single/Echo_Secret", "single/Echo_SecretPtr"}

// TestExplorerGo fills the forms of all of these methods in, as far as they go, and
// compiles the Go programs that the page writes: see explorergo.mjs.
func TestExplorerGo(t *testing.T) {
	node.Install(t, ".")
	pages := map[string]string{}
	for name, services := range shapes {
		server := runtime.NewServer()
		var opts []explorer.Option
		for _, s := range services {
			s.register(server)
			opts = append(opts, explorer.Model(signatures(t, s.service)))
		}
		pages[name] = serve(t, server, "/", opts...) + "/explorer/"
	}
	data, err := json.Marshal(pages)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	t.Setenv("PAGES", string(data))
	t.Setenv("OUT", dir)
	t.Log(node.Run(t, ".", "node", "explorergo.mjs"))
	for _, name := range hidden {
		program, err := os.ReadFile(filepath.Join(dir, name, "main.go"))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(program), "// This request cannot be written in Go: ") {
			t.Errorf("%s is written as\n%s", name, program)
		}
		if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	module(t, dir)
	node.Run(t, dir, "go", "vet", "./...")
}

// signatures is the model of a service, with what a program does not know about itself:
// whether methods take a context, and whether a message is passed by value.
func signatures(t *testing.T, service reflect.Type) []byte {
	type object = map[string]any
	var methods []object
	for i := range service.NumMethod() {
		m := service.Method(i)
		withContext, params := false, []object{}
		for in := range m.Type.Ins() {
			if in == reflect.TypeFor[context.Context]() {
				withContext = true
				continue
			}
			params = append(params, object{"type": object{"kind": in.Kind().String()}})
		}
		methods = append(methods, object{"name": m.Name, "wire": service.Name() + "/" + m.Name, "context": withContext, "params": params})
	}
	data, err := json.Marshal(object{"services": []object{{"name": service.Name(), "methods": methods}}})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// module makes dir a module that has what testdata has.
func module(t *testing.T, dir string) {
	testdata, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"go.mod", "go.sum"} {
		data, err := os.ReadFile(filepath.Join(testdata, name))
		if err != nil {
			t.Fatal(err)
		}
		text := strings.NewReplacer(
			"module github.com/rpcgen/rpcgen/testdata\n", "module explorer.example\n",
			"=> ./", "=> "+testdata+"/", "=> ../\n", "=> "+filepath.Dir(testdata)+"\n",
		).Replace(string(data))
		if name == "go.mod" {
			text += "\nrequire github.com/rpcgen/rpcgen/testdata v0.0.0\n\nreplace github.com/rpcgen/rpcgen/testdata => " + testdata + "\n"
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
