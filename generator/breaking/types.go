package breaking

import (
	"fmt"
	"go/ast"
	"go/token"

	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// exported says whether source of other packages can use a name.
func exported(name string) bool { return ast.IsExported(name) }

// types compares two authored messages.
func (c *comparer) types(p place, old, new *model.Type, dir direction) {
	key := pair{old, new, dir}
	if c.seen[key] {
		return
	}
	c.seen[key] = true
	c.fields(p, old.Fields, new.Fields, dir)
}

// compare compares the types of what is at one place. It goes into containers and structs;
// what cannot be gone into is related as a whole.
func (c *comparer) compare(name string, pos token.Position, old, new *model.Type, dir direction) {
	old, new = emit.Target(old), emit.Target(new)
	key := pair{old, new, dir}
	if c.seen[key] && old.Decl != nil && composed(old.Kind) {
		return
	}
	c.seen[key] = true
	c.values(old, new, dir)
	switch {
	case old.Kind == model.Pointer && new.Kind == model.Pointer:
		c.compare(name, pos, old.Elem, new.Elem, dir)
	case old.Kind == model.Pointer: // in a list or a map, where it may be null
		c.relate(name, pos, old, new, narrowed, dir)
		c.compare(name, pos, old.Elem, new, dir)
	case new.Kind == model.Pointer:
		c.relate(name, pos, old, new, widened, dir)
		c.compare(name, pos, old, new.Elem, dir)
	case old.Kind == model.Slice && new.Kind == model.Slice,
		old.Kind == model.Array && new.Kind == model.Array && old.Len == new.Len:
		c.compare(name+"[]", pos, old.Elem, new.Elem, dir)
	case old.Kind == model.Array && new.Kind == model.Array:
		c.relate(name, pos, old, new, changed, dir)
	case old.Kind == model.Array && new.Kind == model.Slice:
		c.relate(name, pos, old, new, widened, dir)
		c.compare(name+"[]", pos, old.Elem, new.Elem, dir)
	case old.Kind == model.Slice && new.Kind == model.Array:
		c.relate(name, pos, old, new, narrowed, dir)
		c.compare(name+"[]", pos, old.Elem, new.Elem, dir)
	case old.Kind == model.Map && new.Kind == model.Map:
		c.compare(name+"[key]", pos, old.Key, new.Key, dir)
		c.compare(name+"[]", pos, old.Elem, new.Elem, dir)
	case old.Kind == model.Struct && new.Kind == model.Struct:
		p := typePlace(name, new)
		p.pos = p.at(pos)
		c.fields(p, old.Fields, new.Fields, dir)
	default:
		c.relate(name, pos, old, new, relation(old, new), dir)
	}
}

// composed says that values have parts that are compared, so that a type may hold itself.
func composed(k model.Kind) bool {
	switch k {
	case model.Struct, model.Slice, model.Array, model.Map, model.Pointer:
		return true
	default:
		return false
	}
}

// relate notes how what is at a place has changed.
func (c *comparer) relate(name string, pos token.Position, old, new *model.Type, r related, dir direction) {
	message := fmt.Sprintf("%s was %s and is %s", name, goType(old), goType(new))
	rules := map[related][2]Rule{
		widened:  {requestWidened, responseWidened},
		narrowed: {requestNarrowed, responseNarrowed},
		changed:  {requestRetyped, responseRetyped},
	}
	if pair, ok := rules[r]; ok {
		c.add(pair[dir], pos, false, message)
	}
	if c.opts.Binary && r != changed && binaryForm(old) != binaryForm(new) {
		c.add(binaryRetyped, pos, false, message)
	}
}

// values compares the constants of two enums.
func (c *comparer) values(old, new *model.Type, dir direction) {
	if old.Decl == nil || new.Decl == nil || len(old.Decl.Values) == 0 || len(new.Decl.Values) == 0 {
		return
	}
	name, pos := "type "+new.Decl.Name, new.Decl.Pos
	fewer, more := requestEnumFewer, requestEnumMore
	if dir == response {
		fewer, more = responseFewer, responseMore
	}
	is, values := constants(new.Decl)
	was, before := constants(old.Decl)
	for _, v := range old.Decl.Values {
		now, ok := is[v.Name]
		switch {
		case ok && now != v.Value.ExactString():
			c.add(valueChanged, pos, false, fmt.Sprintf("%s: %s was %s and is %s", name, v.Name, v.Value, now))
			continue
		case !ok && exported(v.Name):
			c.add(goConstRemoved, pos, false, fmt.Sprintf("%s: constant %s is gone", name, v.Name))
		}
		if !values[v.Value.ExactString()] {
			c.add(fewer, pos, false, fmt.Sprintf("%s: the value %s is gone", name, v.Value))
		}
	}
	for _, v := range new.Decl.Values {
		if _, ok := was[v.Name]; !before[v.Value.ExactString()] && !ok {
			c.add(more, pos, false, fmt.Sprintf("%s: the value %s is new", name, v.Value))
		}
	}
}

// constants returns the values of an enum by name, and the set of them.
func constants(d *model.Decl) (byName map[string]string, set map[string]bool) {
	byName, set = map[string]string{}, map[string]bool{}
	for _, v := range d.Values {
		byName[v.Name] = v.Value.ExactString()
		set[v.Value.ExactString()] = true
	}
	return byName, set
}
