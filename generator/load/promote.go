package load

import (
	"go/token"
	"reflect"
	"slices"

	"github.com/rpcgen/rpcgen/generator/model"
)

// promoted returns the fields of a struct that travel, those of embedded structs
// included, as encoding/json chooses them: of several with one name the one at
// the least depth, of those the one with a tag, and none if that leaves several.
func promoted(t *model.Type) []*model.Field {
	if !slices.ContainsFunc(t.Fields, func(f *model.Field) bool { return f.Embedded || f.Hidden }) {
		return t.Fields
	}
	if !slices.ContainsFunc(t.Fields, func(f *model.Field) bool { return f.Embedded }) {
		return slices.DeleteFunc(slices.Clone(t.Fields), func(f *model.Field) bool { return f.Hidden })
	}
	type candidate struct {
		field  *model.Field
		depth  int
		tagged bool
		count  int // of equally good ones
	}
	best := map[string]*candidate{}
	var order []string
	level := []*model.Type{t}
	seen := map[*model.Type]bool{t: true}
	times := map[*model.Type]int{t: 1}
	for depth := 0; len(level) > 0; depth++ {
		var next []*model.Type
		nextTimes := map[*model.Type]int{}
		for _, s := range level {
			for _, f := range s.Fields {
				switch {
				case f.Hidden:
				case f.Embedded:
					e := f.Type
					if e.Kind == model.Pointer {
						e = e.Elem
					}
					if seen[e] && nextTimes[e] == 0 {
						continue
					}
					if nextTimes[e]++; nextTimes[e] == 1 {
						seen[e] = true
						next = append(next, e)
					}
				default:
					name, _ := parseTag(reflect.StructTag(f.Tag).Get("json"))
					c := candidate{f, depth, name != "", times[s]}
					old := best[f.JSON]
					switch {
					case old == nil:
						best[f.JSON] = &c
						order = append(order, f.JSON)
					case old.depth < depth || old.tagged && !c.tagged:
					case c.tagged && !old.tagged:
						*old = c
					default:
						old.count += c.count
					}
				}
			}
		}
		level, times = next, nextTimes
	}
	var fields []*model.Field
	for _, name := range order {
		if c := best[name]; c.count == 1 {
			fields = append(fields, c.field)
		}
	}
	return fields
}

// requiresOne says whether at least one of the fields that travel must be there
// whenever t is. Those of an embedded pointer are not, as it may be nil.
func requiresOne(t *model.Type, travel []*model.Field) bool {
	return slices.ContainsFunc(t.Fields, func(f *model.Field) bool {
		if f.Embedded {
			return f.Type.Kind == model.Struct && requiresOne(f.Type, travel)
		}
		return !f.Optional && slices.Contains(travel, f)
	})
}

// positionIn returns the position of a field that travels in t, a struct of the
// user's. If it is promoted from somebody else's struct, it is that of the embedding.
func (c *converter) positionIn(t *model.Type, f *model.Field) token.Position {
	if slices.Contains(t.Fields, f) {
		return f.Pos
	}
	for _, e := range t.Fields {
		s := e.Type
		if e.Embedded && s.Kind == model.Pointer {
			s = s.Elem
		}
		switch {
		case !e.Embedded || !slices.Contains(promoted(s), f):
		case s.Decl == nil || s.Decl.Package.Path == c.from:
			return c.positionIn(s, f)
		default:
			return e.Pos
		}
	}
	return f.Pos
}
