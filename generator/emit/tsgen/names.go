package tsgen

import (
	"fmt"
	"strings"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// A file is an output file whose names are all settled.
type file struct {
	apis     []*model.API
	services []*service
	types    []*named // in the order of the output
	of       map[string]*named
	level    scope    // the names at module level
	schemas  []*named // those that have been asked for, each behind what it consists of
	rules    []*named // those whose rules have been
	checks   bool     // a request is checked
	checked  *emit.Checked
}

// A service is a model.Service with the names of what is generated for it.
type service struct {
	*model.Service
	class   string // CatalogClient
	client  string // the field of the class
	methods []*method
}

// A method is a model.Method with the names of what is generated for it.
type method struct {
	*model.Method
	name     string // borrow
	constant string // catalogBorrow
	request  message
	response message
}

// A message is what travels in one direction of a call.
type message struct {
	*model.Envelope
	whole  *model.Type       // the struct that is all of it: the author's envelope, or the one parameter or result that gives its fields
	null   bool              // whole may be nil: the message is empty then
	fields []*emit.WireField // of the others
}

// A named is a type that is declared by a name.
type named struct {
	typ     *model.Type
	name    string
	fields  []*emit.WireField // of a struct
	bases   []*named          // what an interface extends
	schema  string            // the constant with its schema, "" if that is no more than a word
	literal part              // what the constant holds, once written
	begun   bool
	written bool

	rules                    string // the constant with its rules, "" if nobody has asked for it
	rulesLiteral             part
	rulesBegun, rulesWritten bool
}

// A scope is a set of names that are in use.
type scope map[string]bool

// add returns name if it is free, else the first of name2, name3 ... that is. It is
// in use from then on.
func (s scope) add(name string) string {
	free := name
	for i := 2; s[free]; i++ {
		free = fmt.Sprintf("%s%d", name, i)
	}
	s[free] = true
	return free
}

func words(list ...string) scope {
	s := scope{}
	for _, text := range list {
		for _, w := range strings.Fields(text) {
			s[w] = true
		}
	}
	return s
}

// reserved are the names that a module cannot declare, or not as a type.
const reserved = `
	abstract any arguments as asserts async await bigint boolean break case catch class const
	constructor continue debugger declare default delete do else enum eval export extends
	false finally for from function get if implements import in infer instanceof interface is
	keyof let module namespace never new null number object of out override package private
	protected public readonly require return set static string super switch symbol this throw
	true try type typeof undefined unique unknown var void while with yield
	globalThis Infinity NaN
	clearInterval clearTimeout console decodeURIComponent encodeURIComponent fetch isFinite isNaN location
	parseFloat parseInt queueMicrotask setInterval setTimeout structuredClone`

// used are the names of the language and of the runtime part that the output mentions
// outside of that.
const used = `CallOptions Client Date Method Promise RpcCookie Schema Uint8Array`

// members are names that the methods of a class cannot have: with a method then,
// "await client" would call it.
const memberNames = `constructor then`

// settle chooses all names of the output for the services of a package.
func settle(apis []*model.API, list *diag.List) *file {
	f := &file{apis: apis, of: map[string]*named{}, level: words(reserved, used), checked: emit.NewChecked(false)}
	for name := range runtimeNames() {
		f.level[name] = true
	}
	for _, api := range apis {
		for _, s := range api.Services {
			v := &service{Service: s, class: f.level.add(emit.Upper(s.Name) + "Client")}
			f.services = append(f.services, v)
			for _, m := range s.Methods {
				v.methods = append(v.methods, &method{Method: m, request: whole(m.Request), response: whole(m.Response)})
			}
		}
	}
	c := collector{file: f, list: list}
	for _, s := range f.services {
		for _, m := range s.methods {
			c.message(&m.request)
			c.message(&m.response)
		}
	}
	f.nameTypes()
	for _, s := range f.services {
		s.settle(f.level)
	}
	for _, n := range f.types {
		if word(n.typ) == "" {
			n.schema = f.level.add(model.JSONName(n.name) + "Schema")
		}
	}
	return f
}

// settle chooses the names of a service's methods and of their constants.
func (s *service) settle(level scope) {
	names := words(memberNames)
	for _, m := range s.methods {
		m.name = names.add(model.JSONName(m.Name))
		m.constant = level.add(model.JSONName(s.Name) + m.Name)
	}
	s.client = names.add("client")
}

// nameTypes gives each type its name in Go if that is free, else the same with its
// package's name in front. The types of the services' own package come first.
func (f *file) nameTypes() {
	own := map[string]bool{}
	for _, api := range f.apis {
		own[api.Package.Path], own[api.Origin.Path] = true, true
	}
	for _, first := range []bool{true, false} {
		for _, n := range f.types {
			d := n.typ.Decl
			if own[d.Package.Path] != first {
				continue
			}
			name := emit.TypeName(n.typ)
			if f.level[name] {
				name = emit.Upper(d.Package.Name) + name
			}
			n.name = f.level.add(name)
		}
	}
}
