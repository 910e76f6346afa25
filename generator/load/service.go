package load

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/model"
)

// A chosen is an interface that stubs are to be written for.
type chosen struct {
	decl      *typeDecl
	obj       *types.TypeName
	directive directive // //rpcgen:service, or nothing
	byFile    bool      // it was chosen for being in the file, so that skipping it is a way out
}

// choose returns the interfaces that a target is about, in source order.
func (b *builder) choose(t *target) []*chosen {
	index := t.pkg.declarations()
	used := map[token.Pos]bool{} // the directives that stand where they belong
	var list []*chosen
	for _, d := range index.list {
		if d.file.ours {
			continue
		}
		if c := b.chosen(t, d, used); c != nil {
			list = append(list, c)
		}
	}
	for _, name := range t.types {
		if d := index.types[name]; d == nil || d.file.ours {
			b.noSuchType(t, name)
		} else if obj := t.pkg.types.Scope().Lookup(name); !types.IsInterface(obj.Type()) {
			b.notInterface(t, d)
		}
	}
	b.checkDirectives(t, used)
	if len(list) == 0 && len(b.diags) == 0 {
		b.unsure = true
		b.nothingFound(t)
	}
	return list
}

// chosen returns d if the target is about it, else nil.
func (b *builder) chosen(t *target, d *typeDecl, used map[token.Pos]bool) *chosen {
	name := d.spec.Name.Name
	obj, ok := t.pkg.types.Scope().Lookup(name).(*types.TypeName)
	if !ok || obj.Pos() != d.spec.Name.Pos() {
		return nil
	}
	isInterface := types.IsInterface(obj.Type())
	c := &chosen{decl: d, obj: obj, byFile: t.file == d.file.name}
	var service, skip bool
	for _, doc := range d.doc {
		for _, dir := range directives(doc, func(token.Pos, string) {}) {
			switch {
			case dir.ofMethod():
				continue
			case dir.verb == "skip":
				skip = true
			case service:
				b.report(diag.MisplacedDirective, dir.pos, "%s has //rpcgen:service twice; remove one", name)
			default:
				service, c.directive = true, dir
			}
			if isInterface {
				used[dir.pos] = true
			}
		}
	}
	switch {
	case !isInterface:
		if service && !isInvalid(obj.Type()) && t.about(d) {
			used[c.directive.pos] = true
			b.notInterface(t, d)
		}
		return nil
	case len(t.types) > 0:
		if !slices.Contains(t.types, name) {
			return nil
		}
	case service && skip && t.about(d):
		b.report(diag.MisplacedDirective, c.directive.pos, "%s has both //rpcgen:service and //rpcgen:skip; remove one", name)
		return nil
	case skip || !t.about(d):
		return nil
	case service:
	case !d.spec.Name.IsExported() || t.marked && !d.file.generatesAll():
		return nil
	default:
		c.byFile = true
	}
	return c
}

// generatesAll says whether go generate takes all exported interfaces of a file
// in which some are marked. With patterns the file has to give the same output,
// or the two ways to run us would undo each other's work.
func (f *sourceFile) generatesAll() bool { return ownLine.Match(f.src) && hasMarker(f.src) }

// about says whether the target is about the file of d.
func (t *target) about(d *typeDecl) bool { return t.file == "" || t.file == d.file.name }

// checkDirectives reports directives that are malformed or stand at the wrong place.
func (b *builder) checkDirectives(t *target, used map[token.Pos]bool) {
	for _, f := range t.pkg.files {
		if f.ours || t.file != "" && t.file != f.name || !strings.Contains(string(f.src), directivePrefix) {
			continue
		}
		for _, d := range t.pkg.declarations().list {
			if d.file == f {
				methodDirectives(d.spec.Type, used)
			}
		}
		for _, doc := range f.syntax.Comments {
			for _, dir := range directives(doc, func(pos token.Pos, text string) { b.report(diag.BadDirective, pos, "%s", text) }) {
				switch {
				case used[dir.pos]:
				case dir.ofMethod():
					b.report(diag.MisplacedDirective, dir.pos, "//rpcgen:%s is not above a method of an interface; move or remove it", dir.verb)
				default:
					b.report(diag.MisplacedDirective, dir.pos, "//rpcgen:%s is not above an interface; move or remove it", dir.verb)
				}
			}
		}
	}
}

// methodDirectives marks the directives above the methods of an interface as used.
func methodDirectives(x ast.Expr, used map[token.Pos]bool) {
	it, ok := ast.Unparen(x).(*ast.InterfaceType)
	if !ok {
		return
	}
	for _, f := range it.Methods.List {
		for _, dir := range directives(f.Doc, func(token.Pos, string) {}) {
			if dir.ofMethod() && len(f.Names) > 0 {
				used[dir.pos] = true
			}
		}
	}
}

func (b *builder) noSuchType(t *target, name string) {
	b.unsure = true
	if obj := t.pkg.types.Scope().Lookup(name); obj != nil {
		b.report(diag.NoSuchType, obj.Pos(), "%s is not a type; name an interface", name)
		return
	}
	var known []string
	for _, d := range t.pkg.declarations().list {
		if obj := t.pkg.types.Scope().Lookup(d.spec.Name.Name); obj != nil && types.IsInterface(obj.Type()) && d.spec.Name.IsExported() {
			known = append(known, d.spec.Name.Name)
		}
	}
	advice := "it declares no interfaces, so name another package"
	if len(known) > 0 {
		slices.Sort(known)
		advice = "it has " + strings.Join(known[:min(len(known), 10)], ", ")
		if len(known) > 10 {
			advice += " and more"
		}
	}
	b.diags.Addf(diag.NoSuchType, token.Position{}, "package %s declares no type %s; %s", t.pkg.path, name, advice)
}

func (b *builder) notInterface(t *target, d *typeDecl) {
	name := d.spec.Name.Name
	typ := t.pkg.types.Scope().Lookup(name).Type()
	if isInvalid(typ) {
		b.unsure = true
		p := b.u.whyInvalid(place{d.spec.Type, t.pkg}, map[string]bool{})
		if p.pos.IsValid() {
			b.diags.Addf(p.code(), p.pos, "type %s: %s", name, p.text)
			return
		}
		b.report(p.code(), d.spec.Pos(), "type %s: %s", name, p.text)
		return
	}
	b.report(diag.NotAnInterface, d.spec.Pos(), "%s is %s, and stubs are written for interfaces; declare an interface with its methods", name, article(typ))
}

// article names the sort of a type.
func article(t types.Type) string {
	switch t.Underlying().(type) {
	case *types.Struct:
		return "a struct"
	case *types.Signature:
		return "a function type"
	case *types.Map:
		return "a map"
	case *types.Slice:
		return "a slice"
	}
	return "no interface"
}

// nothingFound says that a target has no interfaces, and why that may be.
func (b *builder) nothingFound(t *target) {
	if t.file == "" {
		if t.marked {
			b.diags.Addf(diag.MisplacedDirective, token.Position{Filename: b.l.label(t.pkg.dir)}, "%s is above no interface here; write it in the comment above one", marker)
		}
		return
	}
	// A declaration that the type checker could not understand may be what was meant.
	for _, d := range t.pkg.declarations().list {
		obj := t.pkg.types.Scope().Lookup(d.spec.Name.Name)
		if d.file.name == t.file && d.spec.Name.IsExported() && obj != nil && isInvalid(obj.Type()) {
			b.notInterface(t, d)
		}
	}
	if len(b.diags) == 0 {
		b.diags.Add(diag.NoServices, token.Position{Filename: b.l.label(t.pkg.dir + "/" + t.file)},
			"there is no exported interface in this file; declare one here, or name interfaces with -type")
	}
}

// wireOf returns the name of a method on the wire.
func wireOf(s *model.Service, name string) string {
	if s.Path == "" {
		return name
	}
	return s.Path + "/" + name
}
