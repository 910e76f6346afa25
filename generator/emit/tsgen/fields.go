package tsgen

import (
	"slices"

	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// wireFields lists the fields of a struct that travel, but for the cookie, which the
// runtime part sees to.
func wireFields(fields []*model.Field) []*emit.WireField {
	return slices.DeleteFunc(emit.WireFields(fields), func(f *emit.WireField) bool { return f.JSON == cookieName })
}

// cookieName is the field of all messages that belongs to the runtime.
const cookieName = "__cookie"

const runtimePath = "github.com/rpcgen/rpcgen/runtime"

// hasCookie says whether a message of the author's own is a response, whose cookie
// can be read.
func hasCookie(t *model.Type) bool { return embeds(t, "BaseResponse", map[*model.Type]bool{}) }

func embeds(t *model.Type, base string, seen map[*model.Type]bool) bool {
	if t = emit.Target(t); seen[t] {
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

// isDeclared says whether t is the type that a package declares by a name.
func isDeclared(t *model.Type, path, name string) bool {
	return t.Decl != nil && t.Decl.Package.Path == path && t.Decl.Name == name
}
