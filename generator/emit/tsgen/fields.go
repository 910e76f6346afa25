package tsgen

import (
	"cmp"
	"reflect"
	"slices"
	"strings"

	"github.com/rpcgen/rpcgen/generator/model"
)

// A wireField is a struct's field as it travels: its own, or one that an embedded
// struct lends it.
type wireField struct {
	*model.Field
	index  []int // the way to it through embedded structs
	behind bool  // there is an embedded pointer on the way, which may be nil
	tagged bool  // the name comes from a tag
}

// optional says whether the field may be absent.
func (f *wireField) optional() bool { return f.Optional || f.behind }

// An embedding is a struct to look for fields in, reached by one way and, it may be,
// by others too.
type embedding struct {
	typ    *model.Type
	index  []int
	behind bool
	times  int
}

// wireFields lists the fields of a struct that travel, in the order in which they are
// declared, embedded ones in place. It chooses as the codec of Go does, and leaves out
// the cookie, which the runtime part sees to.
func wireFields(fields []*model.Field) []*wireField {
	var found []*wireField
	visited := map[*model.Type]bool{}
	level := []*embedding{{typ: &model.Type{Fields: fields}, times: 1}}
	for len(level) > 0 { // breadth first: a type counts where it is least deep
		var next []*embedding
		at := map[*model.Type]*embedding{}
		for _, e := range level {
			if visited[e.typ] {
				continue
			}
			visited[e.typ] = true
			for i, f := range e.typ.Fields {
				way := &wireField{Field: f, index: append(slices.Clone(e.index), i), behind: e.behind}
				switch {
				case f.Hidden:
				case !f.Embedded:
					way.tagged = f.JSON == tagName(f.Tag)
					found = append(found, way)
					if e.times > 1 { // its twin hides it: see visible
						found = append(found, way)
					}
				default:
					inner := target(f.Type)
					if inner.Kind == model.Pointer {
						way.behind = true
						inner = target(inner.Elem)
					}
					if twin := at[inner]; twin != nil {
						twin.times++
						continue
					}
					at[inner] = &embedding{typ: inner, index: way.index, behind: way.behind, times: 1}
					next = append(next, at[inner])
				}
			}
		}
		level = next
	}
	return slices.DeleteFunc(visible(found), func(f *wireField) bool { return f.JSON == cookieName })
}

// visible takes out the fields that others hide: of several with one name the least
// deeply embedded counts; at one depth, the one with a tag; if that leaves more than
// one, none.
func visible(fields []*wireField) []*wireField {
	slices.SortStableFunc(fields, func(a, b *wireField) int {
		return cmp.Or(strings.Compare(a.JSON, b.JSON), cmp.Compare(a.rank(), b.rank()))
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

// cookieName is the field of all messages that belongs to the runtime.
const cookieName = "__cookie"

const runtimePath = "github.com/rpcgen/rpcgen/runtime"

// hasCookie says whether a message of the author's own is a response, whose cookie
// can be read.
func hasCookie(t *model.Type) bool { return embeds(t, "BaseResponse", map[*model.Type]bool{}) }

func embeds(t *model.Type, base string, seen map[*model.Type]bool) bool {
	if t = target(t); seen[t] {
		return false
	}
	seen[t] = true
	for _, f := range t.Fields {
		if f.Embedded && (isDeclared(f.Type, runtimePath, base) || embeds(f.Type, base, seen)) {
			return true
		}
	}
	return false
}

// target returns what an alias stands for, and any other type as it is.
func target(t *model.Type) *model.Type {
	for t.Decl != nil && t.Decl.Target != nil {
		t = t.Decl.Target
	}
	return t
}

// isDeclared says whether t is the type that a package declares by a name.
func isDeclared(t *model.Type, path, name string) bool {
	return t.Decl != nil && t.Decl.Package.Path == path && t.Decl.Name == name
}
