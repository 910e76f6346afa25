package breaking

import (
	"fmt"

	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// A found is a method with its service.
type found struct {
	api     *model.API
	service *model.Service
	method  *model.Method
}

// name returns the method's name in Go, for messages.
func (f found) name() string { return f.service.Name + "." + f.method.Name }

// A name is what a method is known by: its name on the wire and, as there may be several
// servers, the package that declares it.
type name struct{ pkg, wire string }

// methods returns the methods by their names, and these in source order.
func methods(apis []*model.API) (byName map[name]found, order []name) {
	byName = map[name]found{}
	for _, api := range apis {
		for _, s := range api.Services {
			for _, m := range s.Methods {
				key := name{api.Origin.Path, m.Wire}
				if _, twice := byName[key]; !twice {
					order = append(order, key)
				}
				byName[key] = found{api, s, m}
			}
		}
	}
	return byName, order
}

// moved returns the method that has the name on the wire of one that is gone, and was in no
// package before: the only one that there is.
func moved(gone name, was, is map[name]found) (now name, ok bool) {
	for n := range is {
		if _, old := was[n]; old || n.wire != gone.wire {
			continue
		}
		if ok {
			return now, false
		}
		now, ok = n, true
	}
	return now, ok
}

// interfaces returns the services by package and name.
func interfaces(apis []*model.API) map[string]*model.Service {
	set := map[string]*model.Service{}
	for _, api := range apis {
		for _, s := range api.Services {
			set[api.Origin.Path+"."+s.Name] = s
		}
	}
	return set
}

func (c *comparer) services(old, new []*model.API) {
	was, order := methods(old)
	is, added := methods(new)
	known := map[name]bool{}
	for _, n := range order {
		before, at := was[n], n
		now, ok := is[at]
		if !ok {
			if at, ok = moved(n, was, is); ok {
				now = is[at]
			}
		}
		if !ok {
			c.add(methodRemoved, before.method.Pos, true, fmt.Sprintf("method %s (%s on the wire) is gone", before.name(), n.wire))
			continue
		}
		known[at] = true
		c.method(before, now)
	}
	for _, n := range added {
		if !known[n] {
			c.add(methodAdded, is[n].method.Pos, false, fmt.Sprintf("method %s (%s on the wire) is new", is[n].name(), n.wire))
		}
	}
	have := interfaces(new)
	for _, api := range old {
		for _, s := range api.Services {
			if have[api.Origin.Path+"."+s.Name] == nil {
				c.add(interfaceRemoved, s.Pos, true, fmt.Sprintf("interface %s of package %s is gone", s.Name, api.Origin.Path))
			}
		}
	}
}

func (c *comparer) method(old, new found) {
	if old.service.Name == new.service.Name && old.method.Name != new.method.Name {
		c.add(methodRenamed, new.method.Pos, false, fmt.Sprintf("method %s was %s", new.name(), old.name()))
	}
	if a, b := "func"+emit.Signature(old.method, emit.TypeRef), "func"+emit.Signature(new.method, emit.TypeRef); a != b {
		if x, y := "func"+emit.Signature(old.method, emit.GoType), "func"+emit.Signature(new.method, emit.GoType); x != y {
			a, b = x, y // shorter, and different too
		}
		c.add(signatureChanged, new.method.Pos, false, fmt.Sprintf("method %s was %s and is %s", new.name(), a, b))
	}
	where := "method " + new.name()
	c.envelope(where, old.method.Request, new.method.Request, request, new)
	c.envelope(where, old.method.Response, new.method.Response, response, new)
}

// envelope compares two messages, each of which is a struct.
func (c *comparer) envelope(where string, old, new *model.Envelope, dir direction, at found) {
	if old.Authored != nil && new.Authored != nil {
		c.types(typePlace(where, new.Authored), old.Authored, new.Authored, dir)
		return
	}
	c.fields(place{where: where, noun: "parameter", pos: at.method.Pos}.of(dir), fieldsOf(old), fieldsOf(new), dir)
}

func fieldsOf(e *model.Envelope) []*model.Field {
	if e.Authored != nil {
		return e.Authored.Fields
	}
	return e.Fields
}
