package load

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/model"
)

// A builder makes the model out of type-checked packages.
type builder struct {
	l      *loader
	u      *universe
	diags  diag.List
	unsure bool // a full attempt may find what is missing
	// unsound are services that something is wrong with. They are left out at the end.
	unsound []*model.Service
}

func newBuilder(l *loader, u *universe) *builder { return &builder{l: l, u: u} }

func (b *builder) report(code diag.Code, pos token.Pos, format string, args ...any) {
	b.diags.Addf(code, b.l.position(pos), format, args...)
}

// units returns what to generate for the targets, a unit for each directory.
func (b *builder) units(targets []*target) []*Unit {
	var units []*Unit
	for _, t := range targets {
		out := b.outputOf(t)
		if out == nil {
			continue
		}
		apis := b.apis(t, out)
		i := slices.IndexFunc(units, func(u *Unit) bool { return u.Dir == out.dir })
		if i < 0 {
			i = len(units)
			units = append(units, &Unit{Dir: out.dir, Sources: out.sources})
		}
		units[i].APIs = append(units[i].APIs, apis...)
	}
	for _, u := range units {
		slices.SortStableFunc(u.APIs, func(a, c *model.API) int { return strings.Compare(a.Source, c.Source) })
		for i, api := range u.APIs {
			if i > 0 && api.Source == u.APIs[i-1].Source {
				b.diags.Addf(diag.OutputCollision, api.Services[0].Pos, "the output of %s in %s would overwrite that of %s in %s; rename one of the files, or write them into different directories",
					api.Source, api.Origin.Path, api.Source, u.APIs[i-1].Origin.Path)
			}
		}
		b.checkWires(u)
		for _, api := range u.APIs {
			api.Services = slices.DeleteFunc(api.Services, func(s *model.Service) bool { return slices.Contains(b.unsound, s) })
		}
		u.APIs = slices.DeleteFunc(u.APIs, func(api *model.API) bool { return len(api.Services) == 0 })
	}
	return units
}

// apis returns the services of a target, by source file.
func (b *builder) apis(t *target, out *output) []*model.API {
	origin := model.Package{Path: t.pkg.path, Name: t.pkg.name}
	c := newConverter(b.u, out.pkg, t.pkg.path)
	r := newReporter(c, &b.diags)
	var list []*model.API
	chosen := b.choose(t)
	for _, ch := range chosen {
		f := ch.decl.file
		if name := origin.Path + "/" + f.name; strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }) {
			// The name stands in a comment of the output, which a line break would end.
			b.diags.Addf(diag.UnreadableFile, token.Position{}, "%q is not a name for Go source, as it cannot be printed; rename the file or the directory", name)
			continue
		}
		i := slices.IndexFunc(list, func(a *model.API) bool { return a.Source == f.name })
		if i < 0 {
			i = len(list)
			list = append(list, &model.API{
				Package: out.pkg, Origin: origin, Source: f.name, Test: f.test,
				Constraint: fullConstraint(f.name, f.header), Taken: out.taken,
			})
		}
		said := len(b.diags)
		if s := b.service(c, r, t, ch); s != nil {
			list[i].Services = append(list[i].Services, s)
			if len(b.diags) > said {
				b.unsound = append(b.unsound, s)
			}
		}
	}
	b.leftovers(t, c, chosen)
	b.unsure = b.unsure || c.unsure
	return list
}

// leftovers reports what the type checker found in the interfaces and the types
// that are reached from them and what nothing else was said about.
func (b *builder) leftovers(t *target, c *converter, chosen []*chosen) {
	decls := slices.Clone(c.reached)
	for _, ch := range chosen {
		decls = append(decls, ch.decl)
	}
	said := map[token.Position]bool{}
	for _, d := range b.diags {
		said[d.Pos] = true
	}
	for _, d := range decls {
		if d.in != t.pkg || d.file.ours {
			continue
		}
		for _, e := range t.pkg.errorsIn(d.spec) {
			b.unsure = true
			if pos := b.l.position(e.Pos); !b.u.said[e.Pos] && !said[pos] && !sameLine(said, pos) {
				b.diags.Addf(diag.DoesNotCompile, pos, "type %s: %s", d.spec.Name.Name, withAdvice(e.Msg))
			}
		}
	}
}

// sameLine says whether something was said about the same line: the type checker
// and we may point at different ends of one mistake.
func sameLine(said map[token.Position]bool, pos token.Position) bool {
	for p := range said {
		if p.Filename == pos.Filename && p.Line == pos.Line {
			return true
		}
	}
	return false
}

// service returns the model of an interface, nil if it cannot be one.
func (b *builder) service(c *converter, r *reporter, t *target, ch *chosen) *model.Service {
	name := ch.obj.Name()
	spec := ch.decl.spec
	way := ""
	if ch.byFile {
		way = ", or mark it //rpcgen:skip"
	}
	if why := c.whyUnnameable(model.Package{Path: t.pkg.path, Name: t.pkg.name}, name); why != "" {
		b.report(diag.UnnameableType, spec.Pos(), "%s", why)
		return nil
	}
	if spec.TypeParams != nil {
		b.report(diag.GenericInterface, spec.Pos(), "%s is generic; name an instance of it, as in type My%s = %s[...]%s", name, name, name, way)
		return nil
	}
	it, _ := ch.obj.Type().Underlying().(*types.Interface)
	if !it.IsMethodSet() {
		b.report(diag.NotAnInterface, spec.Pos(), "%s is a constraint and has no values; declare an interface with methods only%s", name, way)
		return nil
	}
	s := &model.Service{Name: name, Path: name, Doc: docOf(ch.decl.doc, spec.Comment), Pos: b.l.position(spec.Pos())}
	if ch.directive.hasPath {
		s.Path = ch.directive.path
	}
	methods := b.methods(t, ch)
	if len(methods) == 0 && it.NumMethods() == 0 && len(t.pkg.errorsIn(spec)) == 0 {
		b.report(diag.EmptyInterface, spec.Pos(), "%s has no methods; add some%s", name, way)
		return nil
	}
	for _, m := range methods {
		s.Methods = append(s.Methods, b.method(c, r, s, m))
	}
	return s
}

// checkWires reports methods that cannot be told apart on the wire.
func (b *builder) checkWires(u *Unit) {
	first := map[string]*model.Method{}
	service := map[string]*model.Service{}
	for _, api := range u.APIs {
		for _, s := range api.Services {
			for _, m := range s.Methods {
				if f := first[m.Wire]; f != nil {
					b.diags.Addf(diag.WireNameTaken, m.Pos, "method %s: its name on the wire, %q, is that of %s.%s (%s:%d) too; give one another with //rpcgen:name, or its service with //rpcgen:service path=",
						m.Name, m.Wire, service[m.Wire].Name, f.Name, filepath.Base(f.Pos.Filename), f.Pos.Line)
					continue
				}
				first[m.Wire], service[m.Wire] = m, s
			}
		}
	}
}

// method returns the model of a method and reports what is wrong with it.
func (b *builder) method(c *converter, r *reporter, s *model.Service, m *method) *model.Method {
	name := m.fn.Name()
	mm := &model.Method{Name: name, Wire: wireOf(s, m.wire), Doc: m.doc, Pos: m.pos, Idempotent: m.idempotent, Lifetime: m.cache.life}
	where := fmt.Sprintf("method %s: ", name)
	if !m.fn.Exported() {
		b.diags.Addf(diag.UnexportedMethod, m.pos, "%sit is unexported, so no other program can call it; export it, or leave it out of the interface", where)
		return mm
	}
	sig := m.sig
	params, results := variables(sig.Params()), variables(sig.Results())
	if len(params) > 0 && isContext(params[0].Type()) {
		mm.Context = true
		params = params[1:]
	}
	switch n := len(results); {
	case n > 0 && isError(results[n-1].Type()):
		results = results[:n-1]
	case slices.ContainsFunc(results, func(v *types.Var) bool { return isError(v.Type()) }):
		b.diags.Addf(diag.MisplacedError, m.pos, "%serror is not the last result; move it to the end", where)
		return mm
	default:
		if n > 0 && isInvalid(results[n-1].Type()) {
			break // that is reported as what it is
		}
		b.diags.Addf(diag.NoErrorResult, m.pos, "%sit has no error result, and a failed call must be reportable; add error as the last result", where)
	}
	mm.Variadic = sig.Variadic()
	var ptypes, rtypes []types.Type
	px, rx := m.syntax()
	if mm.Context && len(px) > 0 {
		px = px[1:]
	}
	mm.Params, ptypes = b.params(c, m, params, px)
	mm.Results, rtypes = b.params(c, m, results, rx)
	c.finish()
	mm.Request = b.envelope(c, mm, mm.Params, ptypes, request, where)
	mm.Response = b.envelope(c, mm, mm.Results, rtypes, response, where)
	for i, p := range mm.Params {
		r.param(where+"param "+nameOr(p.Name, i), p.Type, p.Pos, mm.Request)
	}
	for i, p := range mm.Results {
		r.param(where+"result "+nameOr(p.Name, i), p.Type, p.Pos, mm.Response)
	}
	b.checkCache(m, mm, where)
	return mm
}

func nameOr(name string, i int) string {
	if name != "" {
		return name
	}
	return fmt.Sprint(i + 1)
}

func variables(t *types.Tuple) []*types.Var { return slices.Collect(t.Variables()) }

func isContext(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "context" && n.Obj().Name() == "Context"
}

// params returns the model of parameters or results.
func (b *builder) params(c *converter, m *method, vars []*types.Var, syntax []ast.Expr) ([]*model.Param, []types.Type) {
	var list []*model.Param
	var ts []types.Type
	for i, v := range vars {
		p := &model.Param{Name: v.Name(), Pos: m.pos}
		if p.Name == "_" {
			p.Name = ""
		}
		if m.own {
			p.Pos = b.l.position(v.Pos())
		}
		at := place{in: m.in}
		if i < len(syntax) && m.in != nil {
			at.x = syntax[i]
		}
		p.Type, p.Flat = c.typ(v.Type(), at), flat(v.Type())
		list = append(list, p)
		ts = append(ts, v.Type())
	}
	return list, ts
}
