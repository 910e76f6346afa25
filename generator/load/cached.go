package load

import (
	"go/types"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/model"
)

// checkCache reports a method whose answers must not be kept, or that has none.
func (b *builder) checkCache(m *method, mm *model.Method, where string) {
	if m.cache.verb == "" {
		return
	}
	var why string
	switch {
	case mm.Request.Authored != nil:
		why = "its request carries the cookie of the caller, so its answer may be for that caller alone; give the method parameters of its own, or remove //rpcgen:cache"
	case mm.Response.Authored != nil:
		why = "its response carries a cookie, which must not reach other callers; give the method results of its own, or remove //rpcgen:cache"
	case len(mm.Results) == 0:
		why = "it returns nothing that could be kept; remove //rpcgen:cache"
	default:
		return
	}
	pos := m.pos
	if m.own {
		pos = b.l.position(m.cache.pos)
	}
	b.diags.Addf(diag.UncacheableMethod, pos, "%s%s", where, why)
}

// flat says that two values of a type are equal by == exactly if their contents are,
// and that a copy shares nothing with its original: there is no pointer in it, and
// nothing else that refers to something.
func flat(t types.Type) bool { return flatWithin(t, 0) }

// flatWithin is flat for a part of a type. One that holds itself is an error that
// somebody else reports.
func flatWithin(t types.Type, depth int) bool {
	if depth > maxDepth {
		return false
	}
	switch t := t.Underlying().(type) {
	case *types.Basic:
		return t.Kind() != types.Invalid && t.Kind() != types.UnsafePointer
	case *types.Array:
		return flatWithin(t.Elem(), depth+1)
	case *types.Struct:
		for f := range t.Fields() {
			if !flatWithin(f.Type(), depth+1) {
				return false
			}
		}
		return true
	}
	return false
}
