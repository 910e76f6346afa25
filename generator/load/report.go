package load

import (
	"fmt"
	"go/token"
	"strings"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/model"
)

// A reporter turns the problems of types into diagnostics, seen from the
// parameters that they are reached from.
type reporter struct {
	c      *converter
	diags  *diag.List
	clean  map[*model.Type]bool // types from which no problem can be reached
	said   map[said]bool        // what has been reported of the user's types
	seen   map[*model.Type]bool // those of one parameter that have been looked at
	found  bool                 // a problem, in one parameter
	path   []string             // from the parameter to the type that is looked at
	rooted bool                 // the path begins with the name of a type
	base   token.Position       // the position of the parameter
	at     token.Position       // the innermost position in the user's source
	own    bool                 // whether what is looked at belongs to the user's source
	where  string               // the parameter, for the message

	authored *model.Type // the author's envelope, if the parameter is one
}

// A said is a problem in one of the user's types. Many methods may reach it, and
// one report is enough.
type said struct {
	pos  token.Position
	text string
}

func newReporter(c *converter, diags *diag.List) *reporter {
	return &reporter{
		c: c, diags: diags,
		seen:  map[*model.Type]bool{},
		clean: map[*model.Type]bool{},
		said:  map[said]bool{},
	}
}

// param reports what is wrong with the type of a parameter or a result. With own
// the position is that of the type in the user's source.
func (r *reporter) param(where string, t *model.Type, pos token.Position, envelope *model.Envelope) {
	r.authored = envelope.Authored
	r.where, r.base, r.at, r.own, r.found = where, pos, pos, true, false
	clear(r.seen)
	r.path, r.rooted = nil, false
	r.written(t)
	r.visit(t)
	if !r.found {
		for t := range r.seen {
			r.clean[t] = t != r.authored // which may be sent as a whole only
		}
	}
}

// say reports one problem.
func (r *reporter) say(p problem) {
	r.found = true
	pos := r.at
	if p.pos.IsValid() && r.own {
		pos = p.pos
	}
	if pos != r.base {
		if r.said[said{pos, p.text}] {
			return
		}
		r.said[said{pos, p.text}] = true
	}
	where := r.where
	if path := strings.Join(r.path, ""); len(r.path) > 1 && strings.Contains(path, ".") {
		where += " (" + path + ")"
	}
	r.diags.Addf(p.code(), pos, "%s: %s", where, p.text)
}

// visit looks at what travels.
func (r *reporter) visit(t *model.Type) {
	if t == nil || plain(t) && !r.c.hasBadRules(t) || r.clean[t] || r.seen[t] {
		return
	}
	r.seen[t] = true
	at, own, path, rooted := r.at, r.own, r.path, r.rooted
	defer func() { r.at, r.own, r.path, r.rooted = at, own, path, rooted }()
	if t.Decl != nil && !r.rooted {
		r.path, r.rooted = []string{t.Decl.Name}, true // the way begins at the first type with a name
	}
	if t.Decl != nil && t.Decl.Package.Path != "" {
		r.own = t.Decl.Package.Path == r.c.from
	}
	if p, ok := r.c.bad[t]; ok {
		r.say(p)
		return
	}
	r.rules(t, map[*model.Type]bool{})
	switch t.Kind {
	case model.Pointer:
		r.visit(t.Elem)
	case model.Slice, model.Array:
		r.step("[]", t.Elem)
	case model.Map:
		r.step("[key]", t.Key)
		r.step("[]", t.Elem)
	case model.Struct:
		r.visitStruct(t)
	default:
	}
	for _, f := range t.Fields {
		// What is wrong with other fields visitStruct says.
		if p, ok := r.c.badFields[f]; ok && (f.Hidden || f.Embedded && t.Kind == model.Struct) {
			r.field(t, f, func() { r.say(p) })
		}
	}
}

// plain says whether there is nothing to look at in a type.
func plain(t *model.Type) bool {
	switch t.Kind {
	case model.Invalid, model.Pointer, model.Slice, model.Array, model.Map, model.Struct:
		return false
	default:
		return t.Fields == nil
	}
}

func (r *reporter) step(s string, t *model.Type) {
	r.path = append(r.path, s)
	r.visit(t)
	r.path = r.path[:len(r.path)-1]
}

func (r *reporter) visitStruct(t *model.Type) {
	fields := promoted(t)
	if len(fields) == 0 && r.c.goFields[t] > 0 {
		todo := "export what matters, or add MarshalJSON and UnmarshalJSON"
		if r.foreign(t) {
			todo = "put what matters of it into a struct of your own"
		}
		r.say(problem{text: fmt.Sprintf("%s has no exported fields, so nothing of it would arrive; %s", r.describe(t), todo)})
		return
	}
	for _, f := range fields {
		if _, bad := r.c.badFields[f]; !bad && plain(f.Type) && !r.c.hasBadRules(f.Type) {
			continue
		}
		if f.JSON == cookieName && t != r.authored && len(r.c.badFields[f].text) == 0 {
			r.say(problem{text: r.describe(t) + " embeds one of the runtime's base types, so it can only be a whole message; put what is sent into a struct of its own"})
			continue
		}
		r.field(t, f, func() {
			if p, ok := r.c.badFields[f]; ok {
				r.say(p)
				return
			}
			r.visit(f.Type)
		})
	}
}

// field runs what looks at a field of t with path and position set.
func (r *reporter) field(t *model.Type, f *model.Field, look func()) {
	at := r.at
	if r.own {
		r.at = r.c.positionIn(t, f)
	}
	r.path = append(r.path, "."+f.Name)
	look()
	r.path = r.path[:len(r.path)-1]
	r.at = at
}

// describe names a struct as the author of the services would.
func (r *reporter) describe(t *model.Type) string {
	switch {
	case r.foreign(t):
		return t.Decl.Package.Name + "." + t.Decl.Name
	case t.Decl != nil:
		return t.Decl.Name
	}
	return "the struct"
}

// foreign says whether t is declared in another package than the services.
func (r *reporter) foreign(t *model.Type) bool {
	return t.Decl != nil && t.Decl.Package.Path != r.c.from
}

// written reports what the output would have to write but cannot, such as the
// name of an unexported type of another package.
func (r *reporter) written(t *model.Type) {
	if t == nil {
		return
	}
	if d := t.Decl; d != nil {
		if why := r.c.whyUnnameable(d.Package, d.Name); why != "" {
			r.say(problem{text: why, name: true})
		}
		for _, arg := range d.Args {
			r.written(arg)
		}
		return
	}
	r.written(t.Elem)
	r.written(t.Key)
	for _, f := range t.Fields {
		if f.Hidden && r.c.out.Path != r.c.from {
			r.say(problem{text: fmt.Sprintf("the field %s of a struct without a name is unexported, so package %s cannot write it; give the struct a name", f.Name, r.c.out.Name), name: true})
		}
		r.written(f.Type)
	}
}
