package breaking

import (
	"fmt"

	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// cookieName is the field of every message that the runtime looks after.
const cookieName = "__cookie"

// fields compares the fields of two structs by their names on the wire, and then by those in Go.
func (c *comparer) fields(p place, old, new []*model.Field, dir direction) {
	was, is := emit.WireFields(old), emit.WireFields(new)
	on := map[string]*emit.WireField{}
	for _, f := range is {
		on[f.JSON] = f
	}
	known := map[string]bool{}
	gone := map[string]bool{} // by name in Go: more has been said than that
	for _, f := range was {
		known[f.JSON] = true
		now := on[f.JSON]
		switch {
		case f.JSON == cookieName:
		case now == nil:
			gone[f.Name] = true
			c.removed(p, f, dir)
		default:
			c.field(p, f, now, dir)
		}
	}
	for _, f := range is {
		if !known[f.JSON] && f.JSON != cookieName {
			c.added(p, f, dir)
		}
	}
	if p.typ != nil {
		c.goFields(p, old, new, gone)
	}
	c.embedded(p, old, new, gone)
}

// embedded compares the structs that lend their fields, as Go source sees them.
func (c *comparer) embedded(p place, old, new []*model.Field, said map[string]bool) {
	is := map[string]*model.Type{}
	for _, f := range new {
		if f.Embedded {
			is[emit.TypeRef(lender(f))] = lender(f)
		}
	}
	for _, f := range old {
		if !f.Embedded {
			continue
		}
		was, now := lender(f), is[emit.TypeRef(lender(f))]
		key := pair{was, now, inSource}
		if now != nil && was.Decl != nil && !c.seen[key] { // it may embed a pointer to itself
			c.seen[key] = true
			at := typePlace(p.where, now)
			c.goFields(at, was.Fields, now.Fields, said)
			c.embedded(at, was.Fields, now.Fields, said)
		}
	}
}

// lender returns the struct that an embedded field stands for.
func lender(f *model.Field) *model.Type {
	t := emit.Target(f.Type)
	if t.Kind == model.Pointer {
		t = emit.Target(t.Elem)
	}
	return t
}

func (p place) field(f *emit.WireField) string {
	where, noun := p.where, p.noun
	if n := len(f.Way); n > 1 {
		if t := lender(f.Way[n-2]); t.Decl != nil { // an embedded struct lends it
			where, noun = "type "+t.Decl.Name, "field"
		}
	}
	name := fmt.Sprintf("%s: %s %s", where, noun, f.Name)
	if f.JSON != f.Name {
		name += fmt.Sprintf(" (%s on the wire)", f.JSON)
	}
	return name
}

func (c *comparer) removed(p place, f *emit.WireField, dir direction) {
	rule := requestRemoved
	if dir == response {
		rule = responseRemoved
	}
	c.add(rule, p.at(f.Pos), true, p.field(f)+" is gone")
}

func (c *comparer) added(p place, f *emit.WireField, dir direction) {
	switch {
	case dir == response:
		c.add(responseAdded, p.at(f.Pos), false, p.field(f)+" is new")
	case f.Absent():
		c.add(requestAdded, p.at(f.Pos), false, p.field(f)+" is new, and may be absent")
	default:
		c.add(requestRequired, p.at(f.Pos), false, p.field(f)+" is new, and must be there")
	}
	if c.opts.Binary && unskippable(f.Type, map[*model.Type]bool{}) {
		c.add(binaryUnskippable, p.at(f.Pos), false, fmt.Sprintf("%s is new, and is %s", p.field(f), emit.GoType(f.Type)))
	}
}

// field compares a field with what it was.
func (c *comparer) field(p place, old, new *emit.WireField, dir direction) {
	pos, name := p.at(new.Pos), p.field(new)
	switch {
	case old.Absent() == new.Absent():
	case dir == request && old.Absent():
		c.add(requestRequired, pos, false, name+" might be absent, and must be there now")
	case dir == request:
		c.add(requestOptional, pos, false, name+" may be absent now")
	case old.Absent():
		c.add(responsePresent, pos, false, name+" is always there now")
	default:
		c.add(responseAbsent, pos, false, name+" may be absent now")
	}
	if dir == request {
		c.checks(p, old, new)
	}
	was, is := old.Type, new.Type
	// A pointer that is a field says no more than that the field may be absent.
	if t := emit.Target(was); t.Kind == model.Pointer {
		was = t.Elem
	}
	if t := emit.Target(is); t.Kind == model.Pointer {
		is = t.Elem
	}
	if old.Text() != new.Text() {
		c.relate(name, pos, old.Type, new.Type, changed, dir)
		return
	}
	c.compare(name, pos, was, is, dir)
}

// goFields compares the fields of a struct with a name as Go source sees them.
func (c *comparer) goFields(p place, old, new []*model.Field, said map[string]bool) {
	is := map[string]*model.Field{}
	for _, f := range new {
		is[f.Name] = f
	}
	for _, f := range old {
		now := is[f.Name]
		switch {
		case said[f.Name] || f.Hidden || !exported(f.Name):
		case now == nil:
			c.add(goFieldRemoved, p.at(f.Pos), true, fmt.Sprintf("%s: field %s is gone", p.where, f.Name))
		case emit.TypeRef(f.Type) != emit.TypeRef(now.Type):
			c.add(goFieldRetyped, p.at(now.Pos), false, fmt.Sprintf("%s: field %s was %s and is %s", p.where, f.Name, emit.TypeRef(f.Type), emit.TypeRef(now.Type)))
		}
	}
}
