package tsrpc

import (
	"go/token"
	"maps"
	"path"
	"strings"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// A decl is a type that the output declares: a request, a response, or a type that the
// author has declared.
type decl struct {
	id      string // "lib/Loan": the module and the name
	name    string
	comment string
	schema  *schema
	pos     token.Position

	typ *model.Type // nil for a request, a response, and those of base.ts
}

// A module is a file with types. Its path is also the first part of the names of their
// schemas, which is how tsrpc-cli names them.
type module struct {
	path  string // "lib", "Library/PtlBorrow"
	about string // the line below the header
	from  string // the path of the package with the method, "" for other types
	decls []*decl
	proto *proto
}

// The types of base.ts.
const (
	baseModule   = "base"
	cookieID     = baseModule + "/Cookie"
	baseRequest  = baseModule + "/BaseRequest"
	baseResponse = baseModule + "/BaseResponse"
)

// A settler finds out what there is to declare, and where.
type settler struct {
	*proto
	old   *previous
	list  *diag.List
	decl  map[string]*decl // of named types, by key
	taken map[string]bool  // the paths of modules in lower case, as some disks have it
}

// typesOf begins the line that says which package's types a file has.
const typesOf = "// Types of "

// settle returns all that the output declares, but for the ids.
func settle(apis []*model.API, old *previous, list *diag.List) *proto {
	p := &proto{module: map[string]*module{}, files: map[string]string{}}
	maps.Copy(p.files, old.files)
	s := &settler{proto: p, old: old, list: list, decl: map[string]*decl{}, taken: map[string]bool{}}
	s.add(&module{path: baseModule})
	s.taken[strings.ToLower(protoModule)] = true
	var messages []*message
	for _, api := range apis {
		for _, service := range api.Services {
			source := emit.ServiceSource(api, service.Name)
			p.sources = append(p.sources, source)
			for _, m := range service.Methods {
				messages = append(messages, s.method(m, source, api.Origin.Path)...)
			}
		}
	}
	for _, m := range messages {
		s.collect(m)
	}
	s.base()
	for _, m := range messages {
		m.decl.schema = s.message(m)
	}
	for _, m := range p.modules {
		for _, d := range m.decls {
			if d.typ != nil {
				s.declared(d)
			}
		}
	}
	for _, m := range p.modules {
		for _, d := range m.decls {
			if !d.schema.whole(0) {
				list.Addf(diag.UnsendableType, d.pos, "what %s consists of is nested more than %d levels deep; give some of it a name", d.name, deepest)
			}
		}
	}
	p.order()
	return p
}

// method adds a method: a service of TSRPC, and the file with its two types.
func (s *settler) method(m *model.Method, source, from string) []*message {
	dir, last := path.Split(m.Wire)
	mod := &module{path: dir + "Ptl" + last, about: source, from: from}
	twin := s.module[mod.path]
	switch {
	case !isIdentifier("Req" + last):
		s.list.Addf(diag.JavaScriptName, m.Pos, "method %s: TSRPC makes the names of types from %q, so it must consist of letters and digits; change it with //rpcgen:name", m.Name, last)
		return nil
	case twin != nil && twin.from == from:
		return nil // and the loader has said so
	case twin != nil:
		s.list.Addf(diag.WireNameTaken, m.Pos, "method %s: package %s has a method with the name %q on the wire too; change one of them with //rpcgen:name or //rpcgen:service path=, or write the two into different directories", m.Name, twin.from, m.Wire)
		return nil
	case s.fileOfTypes(mod.path) != "":
		s.list.Addf(diag.OutputCollision, m.Pos, "method %s: its file would have the name of the one with the types of %s, %s.ts; change the method's name with //rpcgen:name", m.Name, s.fileOfTypes(mod.path), mod.path)
		return nil
	case s.taken[strings.ToLower(mod.path)]:
		s.list.Addf(diag.OutputCollision, m.Pos, "method %s: another method's name differs from %q in upper and lower case alone, and so would the names of their files; change one of them with //rpcgen:name", m.Name, m.Wire)
		return nil
	}
	s.add(mod)
	v := &service{Name: m.Wire, Type: "api"}
	v.request = mod.declare("Req"+last, comment(m.Doc))
	v.response = mod.declare("Res"+last, "")
	v.request.pos, v.response.pos = m.Pos, m.Pos
	s.services = append(s.services, v)
	return []*message{
		{decl: v.request, base: baseRequest, envelope: m.Request},
		{decl: v.response, base: baseResponse, envelope: m.Response},
	}
}

// fileOfTypes returns the package whose types have been in a file before, "" if there is
// none.
func (s *settler) fileOfTypes(module string) string {
	for pkg, name := range s.old.files {
		if strings.EqualFold(name, module) {
			return pkg
		}
	}
	return ""
}

// add adds a module.
func (s *settler) add(m *module) {
	m.proto = s.proto
	s.modules = append(s.modules, m)
	s.module[m.path] = m
	s.taken[strings.ToLower(m.path)] = true
}

// declare adds a type to a module.
func (m *module) declare(name, comment string) *decl {
	d := &decl{id: m.path + "/" + name, name: name, comment: comment}
	m.decls = append(m.decls, d)
	return d
}

// base declares the types of base.ts.
func (s *settler) base() {
	m := s.module[baseModule]
	m.about = "// What every request and every response has."
	cookie := m.declare("Cookie", "/** What a client stores between calls, and sends with each. */\n")
	cookie.schema = &schema{
		Type:       "Interface",
		Properties: []*item{{Name: "sessionId", Type: plain("String"), Optional: true}},
		Index:      &index{KeyType: "String", Type: plain("Any")},
	}
	for _, name := range []string{"BaseRequest", "BaseResponse"} {
		m.declare(name, "").schema = &schema{
			Type:       "Interface",
			Properties: []*item{{Name: cookieName, Type: reference(cookieID), Optional: true}},
		}
	}
}

// declared gives the type of a declaration its schema.
func (s *settler) declared(d *decl) {
	d.schema = s.meaning(d.typ)
	var notes []string
	switch {
	case isDeclared(d.typ, "time", "Duration"):
		notes = append(notes, "A length of time in nanoseconds.")
	case isBitSet(d.typ):
		notes = append(notes, "A set of bits: "+bitNames(d.typ)+".")
	}
	d.comment = comment(d.typ.Decl.Doc, notes...)
}

// order lists the types as tsrpc-cli does: each where the services first lead to it.
func (p *proto) order() {
	byID := map[string]*decl{}
	for _, m := range p.modules {
		for _, d := range m.decls {
			byID[d.id] = d
		}
	}
	var add func(id string)
	var look func(s *schema)
	add = func(id string) {
		d := byID[id]
		if d == nil {
			return
		}
		delete(byID, id)
		p.types = append(p.types, d)
		look(d.schema)
	}
	look = func(s *schema) {
		if s.Type == "Reference" {
			add(s.Target)
		}
		for _, b := range s.Extends {
			look(b.Type)
		}
		s.children(func(_ string, child *schema) { look(child) })
	}
	for _, s := range p.services {
		add(s.request.id)
		add(s.response.id)
	}
}

// moduleOf returns the module for the types of a package. It keeps the name that an
// earlier run gave it.
func (s *settler) moduleOf(pkg model.Package) *module {
	name, ok := s.files[pkg.Path]
	if !ok {
		used := scope{}
		for _, other := range s.files {
			used[strings.ToLower(other)] = true
		}
		for other := range s.taken {
			used[other] = true
		}
		name = used.free(pkg.Name, strings.ToLower)
		s.files[pkg.Path] = name
	}
	if s.module[name] == nil {
		s.add(&module{path: name, about: typesOf + pkg.Path})
	}
	return s.module[name]
}

// A message is a request or a response.
type message struct {
	decl     *decl
	base     string // the type that it extends
	envelope *model.Envelope
}

// whole returns the struct that is all of a message beside the base: the one parameter
// or result that gives it its fields. It is nil if there is none, or if that may be a
// nil pointer, so that there may be no fields.
func (m *message) whole() *model.Type {
	fields := m.envelope.Fields
	if len(fields) != 1 || !fields[0].Embedded {
		return nil
	}
	if t := emit.Resolve(fields[0].Type); t.Kind == model.Struct {
		return t
	}
	return nil
}

// fields returns the fields of a message beside the cookie.
func (m *message) fields() []*emit.WireField {
	fields := m.envelope.Fields
	if m.envelope.Authored != nil {
		fields = emit.Target(m.envelope.Authored).Fields
	}
	var list []*emit.WireField
	for _, f := range emit.WireFields(fields) {
		if f.JSON != cookieName {
			list = append(list, f)
		}
	}
	return list
}
