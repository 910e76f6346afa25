package load

import (
	"go/ast"
	"go/token"
	"path/filepath"
	"strings"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/model"
)

// An output is the package that the output goes to.
type output struct {
	dir     string
	pkg     model.Package
	taken   map[string]token.Position
	sources map[string]bool
}

// outputOf returns the output package of a target, nil if it cannot be one.
func (b *builder) outputOf(t *target) *output {
	dir := b.l.cfg.OutDir
	if dir != "" && !filepath.IsAbs(dir) {
		dir = filepath.Join(b.l.dir, dir)
	}
	if dir == "" || filepath.Clean(dir) == t.pkg.dir {
		if name := b.l.cfg.OutPkg; name != "" && name != t.pkg.name {
			b.diags.Addf(diag.BadOutput, token.Position{}, "the output goes to package %s, so -pkg %s does not fit; leave it out, or name another directory with -o", t.pkg.name, name)
			return nil
		}
		return &output{
			dir:     t.pkg.dir,
			pkg:     model.Package{Path: t.pkg.path, Name: t.pkg.name},
			taken:   t.pkg.taken,
			sources: askingFiles(t.pkg.dir, t.pkg.allFiles),
		}
	}
	dir = filepath.Clean(dir)
	if t.pkg.files[0].test && strings.HasSuffix(t.pkg.path, "_test") || strings.HasSuffix(t.file, "_test.go") {
		b.diags.Addf(diag.BadOutput, token.Position{Filename: b.l.label(filepath.Join(t.pkg.dir, t.file))}, "no other package can import a test; leave out -o, or move the interfaces")
		return nil
	}
	return b.foreignOutput(dir)
}

// foreignOutput returns the output package for a directory of its own.
func (b *builder) foreignOutput(dir string) *output {
	out := &output{dir: dir, taken: map[string]token.Position{}}
	out.pkg = model.Package{Path: b.l.importPathOf(dir), Name: b.l.cfg.OutPkg}
	files := outputDirFiles(dir)
	b.l.parse(files, false)
	for _, f := range files {
		name := f.packageName()
		if ok := b.l.matches(f); !ok || name == "documentation" {
			continue
		}
		if out.pkg.Name == "" {
			out.pkg.Name = name
		}
		if name != out.pkg.Name {
			b.report(diag.BadOutput, f.syntax.Name.Pos(), "this is package %s and the output would be package %s; give both the same name with -pkg, or choose another directory with -o", name, out.pkg.Name)
			return nil
		}
		for _, d := range f.syntax.Decls {
			b.l.declare(out.taken, d)
		}
	}
	if out.pkg.Name == "" {
		out.pkg.Name = strings.ToLower(filepath.Base(dir))
	}
	if !token.IsIdentifier(out.pkg.Name) || out.pkg.Name == "_" {
		b.diags.Addf(diag.BadOutput, token.Position{}, "%q cannot be the name of a package; give the output's with -pkg", out.pkg.Name)
		return nil
	}
	return out
}

// takenIn returns the names that a package declares outside of our own output.
func (l *loader) takenIn(p *sourcePackage) map[string]token.Position {
	taken := map[string]token.Position{}
	for _, f := range p.files {
		if f.ours {
			continue
		}
		for _, d := range f.syntax.Decls {
			l.declare(taken, d)
		}
	}
	return taken
}

// declare adds the names of a declaration to taken.
func (l *loader) declare(taken map[string]token.Position, d ast.Decl) {
	add := func(names ...*ast.Ident) {
		for _, n := range names {
			if _, ok := taken[n.Name]; !ok && n.Name != "_" {
				taken[n.Name] = l.position(n.Pos())
			}
		}
	}
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil && d.Name.Name != "init" {
			add(d.Name)
		}
	case *ast.GenDecl:
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				add(s.Name)
			case *ast.ValueSpec:
				add(s.Names...)
			}
		}
	}
}
