package load

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/model"
)

// A method is a method of an interface, with what its source says.
type method struct {
	fn   *types.Func
	sig  *types.Signature
	wire string // its name on the wire, without the service's
	doc  model.Doc
	pos  token.Position // in the user's source: where the interface has it from, if it is embedded
	own  bool           // positions of its parameters are in the user's source

	idempotent bool
	cache      directive // its verb is "" if there is none

	in   *sourcePackage // of the source
	expr *ast.FuncType  // nil if the source is not known
}

// syntax returns the types of parameters and results as they are written, nil
// if that is not known.
func (m *method) syntax() (params, results []ast.Expr) {
	if m.expr == nil {
		return nil, nil
	}
	return flatten(m.expr.Params), flatten(m.expr.Results)
}

func flatten(list *ast.FieldList) []ast.Expr {
	if list == nil {
		return nil
	}
	var xs []ast.Expr
	for _, f := range list.List {
		for range max(1, len(f.Names)) {
			xs = append(xs, f.Type)
		}
	}
	return xs
}

// A methodFinder lists the methods of an interface in the order in which they are
// written, those of embedded interfaces in their place.
type methodFinder struct {
	b     *builder
	t     *target
	name  string // of the interface
	list  []*method
	names map[string]bool
	depth int
}

func (b *builder) methods(t *target, ch *chosen) []*method {
	f := &methodFinder{b: b, t: t, name: ch.obj.Name(), names: map[string]bool{}}
	f.typ(ch.obj.Type(), place{}, ch.obj.Pos())
	return f.list
}

// typ lists the methods of a type. The position is that of its mention in the
// user's source.
func (f *methodFinder) typ(t types.Type, at place, mention token.Pos) {
	if f.depth++; f.depth > maxDepth {
		return
	}
	defer func() { f.depth-- }()
	var obj *types.TypeName
	switch n := t.(type) {
	case *types.Alias:
		obj = n.Obj()
	case *types.Named:
		obj = n.Obj()
	default:
		f.literal(t, at, mention)
		return
	}
	var decl *typeDecl
	if obj.Pkg() != nil {
		decl = f.b.u.typeDecl(obj)
	}
	if decl != nil {
		at = place{decl.spec.Type, decl.in}
		if _, ok := ast.Unparen(at.x).(*ast.InterfaceType); ok {
			f.literal(t.Underlying(), at, mention)
			return
		}
	}
	if a, ok := t.(*types.Alias); ok {
		f.typ(a.Rhs(), at, mention)
		return
	}
	// type A B: the methods are written at B.
	if next := f.meaning(at); next != nil && next != t {
		f.typ(next, place{}, mention)
		return
	}
	f.literal(t.Underlying(), place{}, mention)
}

// meaning returns the type that is written at a place, nil if it is not known.
func (f *methodFinder) meaning(at place) types.Type {
	if at.x == nil || at.in == nil || at.in.types == nil {
		return nil
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	if types.CheckExpr(f.b.l.fset, at.in.types, at.x.Pos(), at.x, info) != nil {
		return nil
	}
	return info.Types[at.x].Type
}

// literal lists the methods of an interface whose source is at a place.
func (f *methodFinder) literal(t types.Type, at place, mention token.Pos) {
	it, ok := t.Underlying().(*types.Interface)
	if !ok {
		return
	}
	x, ok := ast.Unparen(at.x).(*ast.InterfaceType)
	if at.x == nil || !ok {
		f.unordered(it, mention)
		return
	}
	own := at.in == f.t.pkg
	embedded := 0
	for _, field := range x.Methods.List {
		if len(field.Names) == 0 {
			if embedded < it.NumEmbeddeds() {
				next := mention
				if own {
					next = field.Pos()
				}
				if e := it.EmbeddedType(embedded); isInvalid(e) {
					f.lost(place{field.Type, at.in}, next)
				} else {
					f.typ(e, place{field.Type, at.in}, next)
				}
			}
			embedded++
			continue
		}
		for _, name := range field.Names {
			for fn := range it.ExplicitMethods() {
				if fn.Name() != name.Name {
					continue
				}
				m := f.add(fn, mention)
				if m == nil {
					break
				}
				if own {
					m.own, m.pos = true, f.b.l.position(name.Pos())
				}
				m.in = at.in
				m.expr, _ = field.Type.(*ast.FuncType)
				m.doc = docOf([]*ast.CommentGroup{field.Doc}, field.Comment)
				f.heed(m, field)
			}
		}
	}
}

// lost reports an embedded interface that the type checker made nothing of. The
// type checker itself may be content with having said that it cannot be imported.
func (f *methodFinder) lost(at place, mention token.Pos) {
	f.b.unsure = true
	p := f.b.u.whyInvalid(at, map[string]bool{})
	if !p.pos.IsValid() {
		p.pos = f.b.l.position(mention)
	}
	f.b.diags.Addf(p.code(), p.pos, "type %s: %s", f.name, p.text)
}

// unordered lists the methods of an interface whose source is not known: its own
// by position, then those of the interfaces that it embeds.
func (f *methodFinder) unordered(it *types.Interface, mention token.Pos) {
	own := slices.SortedStableFunc(it.ExplicitMethods(), func(a, b *types.Func) int {
		p, q := f.b.l.position(a.Pos()), f.b.l.position(b.Pos())
		return cmp.Or(strings.Compare(p.Filename, q.Filename), cmp.Compare(p.Line, q.Line))
	})
	for _, fn := range own {
		f.add(fn, mention)
	}
	for e := range it.EmbeddedTypes() {
		f.typ(e, place{}, mention)
	}
}

// add adds a method, nil if there is one of the name, as overlapping embedded
// interfaces may bring it.
func (f *methodFinder) add(fn *types.Func, mention token.Pos) *method {
	if f.names[fn.Name()] {
		return nil
	}
	f.names[fn.Name()] = true
	m := &method{fn: fn, sig: fn.Signature(), wire: fn.Name(), pos: f.b.l.position(mention)}
	f.list = append(f.list, m)
	return m
}

// heed does what the directives above a method say.
func (f *methodFinder) heed(m *method, field *ast.Field) {
	for _, d := range directives(field.Doc, func(token.Pos, string) {}) {
		switch d.verb {
		case "name":
			if m.wire != m.fn.Name() && d.pos.IsValid() && m.own {
				f.b.report(diag.MisplacedDirective, d.pos, "method %s has two names; remove one", m.fn.Name())
			}
			m.wire = d.name
		case "idempotent":
			if m.idempotent && m.own {
				f.twice(m, d)
			}
			m.idempotent = true
		case "cache":
			if m.cache.verb != "" && m.own {
				f.twice(m, d)
			}
			m.cache = d
		}
	}
}

func (f *methodFinder) twice(m *method, d directive) {
	f.b.report(diag.MisplacedDirective, d.pos, "method %s has //rpcgen:%s twice; remove one", m.fn.Name(), d.verb)
}
