package implement

import (
	"cmp"
	"go/types"
	"slices"

	"github.com/rpcgen/rpcgen/generator/diag"
)

// A method is one that the interface wants.
type method struct {
	*types.Func
	sig *types.Signature
}

// missing returns the methods that the type lacks: the interface's own in their order,
// then those of the interfaces in it. What stands in the way of one is reported.
func (w *work) missing() []*method {
	own := map[string]bool{}
	for m := range w.iface.ExplicitMethods() {
		own[m.Name()] = true
	}
	funcs := slices.Collect(w.iface.Methods())
	slices.SortStableFunc(funcs, func(a, b *types.Func) int {
		p, q := w.fset.Position(a.Pos()), w.fset.Position(b.Pos())
		first := map[bool]int{true: 0, false: 1}
		return cmp.Or(first[own[a.Name()]]-first[own[b.Name()]], cmp.Compare(p.Filename, q.Filename), p.Line-q.Line, p.Column-q.Column)
	})
	var list []*method
	for _, f := range funcs {
		m := &method{Func: f, sig: f.Signature()}
		if w.wanted(m) {
			list = append(list, m)
		}
	}
	return list
}

// wanted says whether a method is missing, and reports why it cannot be written.
func (w *work) wanted(m *method) bool {
	if w.typ != nil {
		obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(w.typ), false, w.pkg.Types, m.Name())
		switch obj := obj.(type) {
		case *types.Func:
			w.compare(m, obj)
			return false
		case *types.Var:
			w.diags.Addf(diag.NameTaken, w.fset.Position(obj.Pos()), "%s has a field %s, so it cannot have the method of %s; rename the field", w.name, m.Name(), w.ifaceName)
			return false
		}
	}
	pos := w.fset.Position(m.Pos())
	switch {
	case !m.Exported() && m.Pkg().Path() != w.pkg.Types.Path():
		w.diags.Addf(diag.UnexportedMethod, pos, "method %s of %s is not exported, so only package %s can implement it; name another interface", m.Name(), w.ifaceName, m.Pkg().Path())
		return false
	case invalid(m.sig):
		w.diags.Addf(diag.DoesNotCompile, pos, "method %s of %s has a type that does not compile; correct it first", m.Name(), w.ifaceName)
		return false
	}
	if t := unnameable(m.sig, w.pkg.Types); t != nil {
		w.diags.Addf(diag.UnnameableType, pos, "method %s of %s has the type %s, which is not exported, so package %s cannot name it; export it", m.Name(), w.ifaceName, types.TypeString(t, nil), w.pkg.Name)
		return false
	}
	return true
}

// compare reports a method that is there, but is another one.
func (w *work) compare(m *method, have *types.Func) {
	sig := have.Signature()
	if types.Identical(sig, m.sig) || invalid(sig) || invalid(m.sig) {
		return
	}
	w.diags.Addf(diag.NameTaken, w.fset.Position(have.Pos()), "method %s is func%s, and %s wants func%s; change one of them",
		m.Name(), w.signature(sig), w.ifaceName, w.signature(m.sig))
}

// signature prints a signature without func.
func (w *work) signature(sig *types.Signature) string {
	text := types.TypeString(sig, func(p *types.Package) string {
		if p.Path() == w.pkg.Types.Path() {
			return ""
		}
		return p.Name()
	})
	return text[len("func"):]
}

// invalid says whether there is a type in t that does not compile.
func invalid(t types.Type) bool {
	return find(t, func(t types.Type) bool { return t == types.Typ[types.Invalid] }) != nil
}

// unnameable returns a type in t that pkg cannot name, nil if there is none.
func unnameable(t types.Type, pkg *types.Package) types.Type {
	return find(t, func(t types.Type) bool {
		var obj *types.TypeName
		switch t := t.(type) {
		case *types.Named:
			obj = t.Obj()
		case *types.Alias:
			obj = t.Obj()
		default:
			return false
		}
		return obj.Pkg() != nil && !obj.Exported() && obj.Pkg().Path() != pkg.Path()
	})
}

// find returns a type that is written in t and has a property, nil if there is none.
func find(t types.Type, has func(types.Type) bool) types.Type {
	if has(t) {
		return t
	}
	var parts []types.Type
	switch t := t.(type) {
	case *types.Named:
		parts = slices.Collect(t.TypeArgs().Types())
	case *types.Alias:
		parts = slices.Collect(t.TypeArgs().Types())
	case *types.Pointer:
		parts = append(parts, t.Elem())
	case *types.Slice:
		parts = append(parts, t.Elem())
	case *types.Array:
		parts = append(parts, t.Elem())
	case *types.Chan:
		parts = append(parts, t.Elem())
	case *types.Map:
		parts = append(parts, t.Key(), t.Elem())
	case *types.Struct:
		for f := range t.Fields() {
			parts = append(parts, f.Type())
		}
	case *types.Interface:
		for m := range t.ExplicitMethods() {
			parts = append(parts, m.Type())
		}
		parts = slices.AppendSeq(parts, t.EmbeddedTypes())
	case *types.Signature:
		for v := range t.Params().Variables() {
			parts = append(parts, v.Type())
		}
		for v := range t.Results().Variables() {
			parts = append(parts, v.Type())
		}
	}
	for _, p := range parts {
		if found := find(p, has); found != nil {
			return found
		}
	}
	return nil
}
