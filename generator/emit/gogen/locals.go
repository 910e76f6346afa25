package gogen

import (
	"strings"

	"github.com/rpcgen/rpcgen/generator/model"
)

// A caller holds the local names of a client method.
type caller struct {
	receiver string
	ctx      string
	params   []string
	results  []string // nil if the results have no names
	res      string
	err      string
}

// A handler holds the local names of the function that answers a method's calls.
type handler struct {
	ctx     string
	req     string
	results []string
	err     string
}

// settleLocals chooses the names inside of the functions of a service. The
// author's names stay, and ours make way, unless an author's name would hide
// something from outside that the body has to name.
func (f *file) settleLocals(s *service) {
	outer := scope{} // whatever RegisterCatalog may name
	for _, name := range f.imports.names {
		outer[name] = true
	}
	for _, m := range s.methods {
		f.settleCaller(m)
		outer[m.variable] = true
		for _, e := range []*envelope{&m.request, &m.response} {
			if !e.authored {
				outer[e.name] = true
			} else if d := e.Authored.Decl; d != nil {
				outer[d.Name] = true
			}
		}
	}
	s.server, s.impl = outer.add("server"), outer.add("impl")
	for _, m := range s.methods {
		f.settleHandler(m)
	}
}

func (f *file) settleCaller(m *method) {
	names := newScope(m.variable)
	if !m.Context {
		names[f.imports.names[contextPackage.Path]] = true
	}
	if !m.request.authored {
		names[m.request.name] = true
	}
	if m.response.authored && m.response.Pointer {
		names["nil"] = true
	}
	m.caller = m.locals(names, "c")
}

// locals chooses the names of a method's parameters and results, and of what else
// there is in its body, out of those that are free.
func (m *method) locals(names scope, receiver string) (n caller) {
	for i, p := range m.Params {
		n.params = append(n.params, names.add(m.paramName(i, p)))
	}
	if !m.response.authored && named(m) {
		for _, r := range m.Results {
			if r.Name == "" {
				n.results = append(n.results, "_")
				continue
			}
			n.results = append(n.results, names.add(r.Name))
		}
	}
	n.ctx = names.add("ctx")
	n.receiver = names.add(receiver)
	n.res = names.add("res")
	n.err = names.add("err")
	return n
}

// paramName is the name of a parameter, or what stands for it.
func (m *method) paramName(i int, p *model.Param) string {
	switch {
	case p.Name != "":
		return p.Name
	case m.request.authored:
		return "req"
	}
	return m.request.Fields[i].Name
}

// named says that the author gave the results names.
func named(m *method) bool {
	for _, r := range m.Results {
		if r.Name != "" {
			return true
		}
	}
	return false
}

func (f *file) settleHandler(m *method) {
	names := newScope(m.service.impl)
	if !m.response.authored {
		names[m.response.name] = true
	}
	n := &m.handler
	for i, r := range m.Results {
		name := r.Name
		switch {
		case name != "":
		case m.response.authored:
			name = "res"
		default:
			name = f.resultName(m.response.fields[i])
		}
		n.results = append(n.results, names.add(name))
	}
	n.ctx = names.add("ctx")
	n.req = names.add("req")
	n.err = names.add("err")
}

// resultName is the local name for what goes into a field.
func (f *file) resultName(field string) string {
	name := model.JSONName(strings.TrimLeft(field, "_"))
	if name == "" || reserved(name) || f.imports.has(name) {
		return "result"
	}
	return name
}
