package emit

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

	"github.com/rpcgen/rpcgen/generator/model"
)

// A WireField is a struct's field as it travels: its own, or one that an embedded
// struct lends it.
type WireField struct {
	*model.Field
	// Way leads to the field through embedded structs, or pointers to them: it has these
	// and, at the end, the field itself. Index says where each stands in its struct.
	Way   []*model.Field
	Index []int
	// Behind says that there is an embedded pointer on the way. The field is absent
	// if that is nil.
	Behind bool

	tagged bool // the name comes from a tag
}

// Absent says whether the field may be absent on the wire.
func (f *WireField) Absent() bool { return f.Optional || f.Behind }

// Text says whether the option "string" makes a text of the field.
func (f *WireField) Text() bool {
	t := Target(f.Type)
	for t.Kind == model.Pointer && t.Elem != nil {
		t = Target(t.Elem)
	}
	return f.Quoted && t.Kind != model.Custom && t.Kind != model.Text
}

// WireFields lists the fields of a struct that travel, in the order in which they are
// declared, with those of embedded structs in place of these. It chooses as
// encoding/json does: of several with one name the least deeply embedded counts; at one
// depth, the one with a tag; if that leaves more than one, none.
func WireFields(fields []*model.Field) []*WireField {
	type embedding struct {
		typ   *model.Type
		way   *WireField // one of the ways to it
		twice bool       // there are more
	}
	var found []*WireField
	visited := map[*model.Type]bool{}
	level := []*embedding{{typ: &model.Type{Fields: fields}, way: &WireField{}}}
	for len(level) > 0 { // breadth first: a type counts where it is least deep
		var next []*embedding
		at := map[*model.Type]*embedding{}
		for _, e := range level {
			if visited[e.typ] {
				continue
			}
			visited[e.typ] = true
			for i, f := range e.typ.Fields {
				w := e.way.to(f, i)
				switch {
				case f.Hidden:
				case !f.Embedded:
					name, _, _ := strings.Cut(reflect.StructTag(f.Tag).Get("json"), ",")
					w.tagged = f.JSON == name
					found = append(found, w)
					if e.twice {
						found = append(found, w) // and the two hide each other
					}
				default:
					inner := Target(f.Type)
					if inner.Kind == model.Pointer {
						w.Behind = true
						inner = Target(inner.Elem)
					}
					if twin := at[inner]; twin != nil {
						twin.twice = true
						continue
					}
					at[inner] = &embedding{typ: inner, way: w}
					next = append(next, at[inner])
				}
			}
		}
		level = next
	}
	return visible(found)
}

// to returns the field next of the struct that f leads to, which is the i-th there.
func (f *WireField) to(next *model.Field, i int) *WireField {
	return &WireField{Field: next, Way: append(slices.Clone(f.Way), next), Index: append(slices.Clone(f.Index), i), Behind: f.Behind}
}

// visible takes out the fields that others hide.
func visible(fields []*WireField) []*WireField {
	slices.SortStableFunc(fields, func(a, b *WireField) int {
		return cmp.Or(strings.Compare(a.JSON, b.JSON), cmp.Compare(a.rank(), b.rank()))
	})
	var out []*WireField
	for len(fields) > 0 {
		n := 1
		for n < len(fields) && fields[n].JSON == fields[0].JSON {
			n++
		}
		if n == 1 || fields[0].rank() < fields[1].rank() {
			out = append(out, fields[0])
		}
		fields = fields[n:]
	}
	slices.SortFunc(out, func(a, b *WireField) int { return slices.Compare(a.Index, b.Index) })
	return out
}

// rank is lower for a field that hides others of its name.
func (f *WireField) rank() int {
	if f.tagged {
		return 2 * len(f.Index)
	}
	return 2*len(f.Index) + 1
}

// Target returns what an alias stands for, and any other type as it is.
func Target(t *model.Type) *model.Type {
	for t.Decl != nil && t.Decl.Target != nil {
		t = t.Decl.Target
	}
	return t
}
