package breaking

import (
	"go/token"

	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// A place is where in a message a difference is.
type place struct {
	where string         // "method Library.Borrow" or "type Loan"
	noun  string         // what the fields there are called: field, parameter, result
	pos   token.Position // in the new source
	typ   *model.Type    // the struct with a name that the fields belong to, or nil
}

// of calls the fields of a generated message what they are in the method.
func (p place) of(dir direction) place {
	if dir == response {
		p.noun = "result"
	}
	return p
}

// typePlace returns the place of a type's fields, where it is if it has no name.
func typePlace(where string, t *model.Type) place {
	t = emit.Target(t)
	p := place{where: where, noun: "field", typ: t}
	if t.Decl != nil && t.Decl.Package.Path != "" {
		p.where, p.pos = "type "+t.Decl.Name, t.Decl.Pos
	}
	return p
}

// at returns the position of a field, that of the place if it has none.
func (p place) at(pos token.Position) token.Position {
	if pos.IsValid() {
		return pos
	}
	return p.pos
}
