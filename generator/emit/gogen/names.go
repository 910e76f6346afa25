package gogen

import (
	"fmt"
	"go/token"
	"unicode"
	"unicode/utf8"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/model"
)

// A file is an output file whose names are all settled.
type file struct {
	api      *model.API
	imports  *imports
	services []*service
	level    scope // the names at package level
	extras   extras
}

// A service is a model.Service with the names of what is generated for it.
type service struct {
	*model.Service
	client    string // CatalogClient
	newClient string // NewCatalogClient
	register  string // RegisterCatalog
	server    string // the parameters of RegisterCatalog
	impl      string
	methods   []*method

	fake     fake
	wrappers []*wrapper
}

// A method is a model.Method with the names of what is generated for it.
type method struct {
	*model.Method
	service  *service
	variable string // catalogBorrow
	request  envelope
	response envelope
	caller   caller
	handler  handler

	faked faked
	kept  kept
}

// An envelope is a message: one to be generated, or the author's own.
type envelope struct {
	*model.Envelope
	name     string   // of the generated type
	fields   []string // names of the generated type's fields in Go
	authored bool
	base     string // BaseRequest or BaseResponse
	verb     string // what the method does with it: sends, returns
}

// A scope is a set of names that are in use.
type scope map[string]bool

func newScope(names ...string) scope {
	s := scope{}
	for _, n := range names {
		s[n] = true
	}
	return s
}

// add returns name if it is free, else the first of name2, name3 ... that is. It
// is in use from then on.
func (s scope) add(name string) string {
	free := name
	for i := 2; s[free]; i++ {
		free = fmt.Sprintf("%s%d", name, i)
	}
	s[free] = true
	return free
}

// predeclared are the names that Go declares for everybody.
var predeclared = newScope(
	"any", "bool", "byte", "comparable", "complex64", "complex128", "error", "float32", "float64",
	"int", "int8", "int16", "int32", "int64", "rune", "string",
	"uint", "uint8", "uint16", "uint32", "uint64", "uintptr",
	"true", "false", "iota", "nil",
	"append", "cap", "clear", "close", "complex", "copy", "delete", "imag", "len", "make", "max", "min",
	"new", "panic", "print", "println", "real", "recover",
)

// reserved says that name means something to the language itself.
func reserved(name string) bool { return token.IsKeyword(name) || predeclared[name] }

// settle chooses all names of the output for api. It returns nil if there is one
// that cannot be had.
func settle(api *model.API, x extras, list *diag.List) *file {
	level := scope{}
	f := &file{api: api, level: level, extras: x}
	for name := range api.Taken {
		level[name] = true
	}
	ok := true
	for _, s := range api.Services {
		// What callers write by name is not renamed behind their backs.
		v := &service{Service: s}
		v.client, v.newClient, v.register = stubs(s.Name)
		for _, name := range append([]string{v.client, v.newClient, v.register}, f.settleExtras(v)...) {
			if level[name] {
				ok = false
				list.Addf(diag.NameTaken, s.Pos, "interface %s: the stubs declare %s, which is declared already%s; rename it, or write the stubs into another package with -o",
					s.Name, name, at(api, name))
			}
			level[name] = true
		}
		f.services = append(f.services, v)
	}
	for _, s := range f.services {
		for _, m := range s.Methods {
			s.methods = append(s.methods, settleMethod(level, s, m))
		}
	}
	for _, s := range f.services {
		f.settleExtraMethods(s)
	}
	f.imports = settleImports(api, level)
	if !f.spellable(list) || !f.fakeable(list) || !ok {
		return nil
	}
	for _, s := range f.services {
		f.settleLocals(s)
	}
	return f
}

// stubs returns the names of a service's client, its constructor and the
// function that registers an implementation. They are exported if the service is.
func stubs(name string) (client, newClient, register string) {
	if token.IsExported(name) {
		return name + "Client", constructor(name, "Client"), "Register" + name
	}
	return name + "Client", constructor(name, "Client"), "register" + first(name, unicode.ToUpper)
}

// constructor returns the name of the function that makes a type of a service.
func constructor(name, typ string) string {
	if token.IsExported(name) {
		return "New" + name + typ
	}
	return "new" + first(name, unicode.ToUpper) + typ
}

func settleMethod(level scope, s *service, m *model.Method) *method {
	v := &method{Method: m, service: s}
	v.request = envelope{Envelope: m.Request, authored: m.Request.Authored != nil, base: "BaseRequest", verb: "sends"}
	v.response = envelope{Envelope: m.Response, authored: m.Response.Authored != nil, base: "BaseResponse", verb: "returns"}
	v.request.settle(level, s.Name+m.Name+"Request")
	v.response.settle(level, s.Name+m.Name+"Response")
	v.variable = level.add(model.JSONName(s.Name) + m.Name)
	return v
}

// settle chooses the names of a generated envelope and of its fields.
func (e *envelope) settle(level scope, name string) {
	if e.authored {
		return
	}
	e.name = level.add(name)
	used := newScope(e.base)
	for _, f := range e.Fields {
		if f.Embedded {
			e.fields = append(e.fields, used.add(embeddedName(f.Type)))
			continue
		}
		e.fields = append(e.fields, used.add(model.GoName(f.Name)))
	}
}

// embeddedName is the name of an embedded field of type t.
func embeddedName(t *model.Type) string {
	if t.Decl == nil && t.Kind == model.Pointer {
		t = t.Elem
	}
	return t.Decl.Name
}

// at says where the package declares name.
func at(api *model.API, name string) string {
	pos, ok := api.Taken[name]
	if !ok || !pos.IsValid() {
		return ""
	}
	return " at " + pos.String()
}

func first(name string, change func(rune) rune) string {
	r, size := utf8.DecodeRuneInString(name)
	return string(change(r)) + name[size:]
}
