package gogen

import (
	"cmp"
	"go/token"
	"reflect"
	"slices"
	"strings"

	"github.com/rpcgen/rpcgen/generator/model"
)

// A wireField is a struct's field as it travels: its own, or one that an embedded
// struct lends it.
type wireField struct {
	*model.Field
	path     string   // the way to it in Go, "Loan.ISBN"
	pointers []string // the ways to the embedded pointers on it, "Loan"
	index    []int
	tagged   bool // the name comes from a tag
}

// An embedding is a struct to look for fields in, reached by the way path and, it
// may be, by other ways too.
type embedding struct {
	typ      *model.Type
	path     string
	pointers []string
	index    []int
	times    int
}

// wireFields lists the fields of a struct that travel, in the order in which they
// are declared, embedded ones in place. It chooses as package codec does at run
// time. Ok is false if a field cannot be reached by way of what embeds it: that is
// hidden from the output's package, or it is a pointer to an unexported struct, which
// package codec, like encoding/json, does not set.
func (c *codecs) wireFields(t *model.Type) (list []*wireField, ok bool) {
	var found []*wireField
	visited := map[*model.Type]bool{}
	level := []*embedding{{typ: t, times: 1}}
	for len(level) > 0 { // breadth first: a type counts where it is least deep
		var next []*embedding
		at := map[*model.Type]*embedding{}
		for _, e := range level {
			if visited[e.typ] {
				continue
			}
			visited[e.typ] = true
			for i, f := range e.typ.Fields {
				way := &wireField{Field: f, path: e.path + f.Name, pointers: e.pointers, index: append(slices.Clone(e.index), i)}
				switch {
				case f.Hidden:
				case !f.Embedded:
					way.tagged = f.JSON == tagName(f.Tag)
					found = append(found, way)
					if e.times > 1 { // its twin hides it: see visible
						found = append(found, way)
					}
				case !c.reaches(e.typ, f):
					return nil, false
				default:
					inner := target(f.Type)
					if inner.Kind == model.Pointer {
						if !token.IsExported(f.Name) {
							return nil, false
						}
						way.pointers = append(slices.Clone(e.pointers), way.path)
						inner = target(inner.Elem)
					}
					if twin := at[inner]; twin != nil {
						twin.times++
						continue
					}
					at[inner] = &embedding{typ: inner, path: way.path + ".", pointers: way.pointers, index: way.index, times: 1}
					next = append(next, at[inner])
				}
			}
		}
		level = next
	}
	return visible(found), true
}

// reaches says whether the output can name field f of a struct.
func (c *codecs) reaches(t *model.Type, f *model.Field) bool {
	return token.IsExported(f.Name) || t.Decl == nil || t.Decl.Package.Path == c.api.Package.Path
}

// visible takes out the fields that others hide: of several with one name the
// least deeply embedded counts; at one depth, the one with a tag; if that leaves
// more than one, none.
func visible(fields []*wireField) []*wireField {
	slices.SortStableFunc(fields, func(a, b *wireField) int {
		return cmp.Or(cmp.Compare(a.JSON, b.JSON), cmp.Compare(a.rank(), b.rank()))
	})
	var out []*wireField
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
	slices.SortFunc(out, func(a, b *wireField) int { return slices.Compare(a.index, b.index) })
	return out
}

// rank is lower for a field that hides others of its name.
func (f *wireField) rank() int {
	if f.tagged {
		return 2 * len(f.index)
	}
	return 2*len(f.index) + 1
}

// tagName returns the name in the json key of a struct tag.
func tagName(tag string) string {
	name, _, _ := strings.Cut(reflect.StructTag(tag).Get("json"), ",")
	return name
}

// entry returns what [codec.Fields] is told about a field.
func (c *codecs) entry(f *wireField) string {
	s := f.JSON
	switch t := target(f.Type); {
	case t.TakesNull && !isCookie(t) || t.Kind == model.RawJSON:
		s += ",own"
	case f.Optional:
		s += ",optional"
	}
	if f.Quoted {
		s += ",string"
	}
	if !f.isCookie() && c.leaves(f.Type) {
		s += ",value"
	}
	return s + strings.Repeat(",behind", len(f.pointers))
}

// leaves says whether values of type t, or what they consist of up to the next
// struct, are left to reflection.
func (c *codecs) leaves(t *model.Type) bool {
	if !c.static(t) {
		return true
	}
	switch to := target(t); to.Kind {
	case model.Pointer, model.Slice, model.Array, model.Map:
		return c.leaves(to.Elem)
	default:
		return false
	}
}

// target returns what an alias stands for, and any other type as it is.
func target(t *model.Type) *model.Type {
	for t.Decl != nil && t.Decl.Target != nil {
		t = t.Decl.Target
	}
	return t
}

// isCookie says whether t is the runtime's Cookie.
func isCookie(t *model.Type) bool { return isDeclared(t, runtimePackage.Path, "Cookie") }

// isDeclared says whether t is the type that a package declares by a name.
func isDeclared(t *model.Type, path, name string) bool {
	return t.Decl != nil && t.Decl.Package.Path == path && t.Decl.Name == name
}
