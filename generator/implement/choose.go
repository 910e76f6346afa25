package implement

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rpcgen/rpcgen/generator/diag"
)

// declared is how a type of the user's looks.
type declared struct {
	receiver string   // the name of it in its methods, "" if they do not use it
	pointer  bool     // whether it is a pointer there
	params   []string // type parameters
}

// choose settles the type and the file.
func (w *work) choose() {
	w.name = w.cfg.Type
	if w.name == "" {
		w.name = w.lowered()
	}
	if !token.IsIdentifier(w.name) || w.name == "_" || types.Universe.Lookup(w.name) != nil {
		w.problem(diag.NoSuchType, "%q is no name of a type; give another with -type", w.name)
		return
	}
	switch obj := w.pkg.Types.Scope().Lookup(w.name).(type) {
	case nil:
		w.chooseNew()
	case *types.TypeName:
		w.chooseOld(obj)
	default:
		w.diags.Addf(diag.NameTaken, w.fset.Position(obj.Pos()), "%s is not a type, so it cannot implement %s; name another with -type", w.name, w.ifaceName)
	}
}

// lowered is the interface's name for an implementation: library for Library, httpStore
// for HTTPStore.
func (w *work) lowered() string {
	runes := []rune(w.ifaceName)
	for i, r := range runes {
		if !unicode.IsUpper(r) || i > 0 && i+1 < len(runes) && unicode.IsLower(runes[i+1]) {
			break
		}
		runes[i] = unicode.ToLower(r)
	}
	name := string(runes)
	_, isType := w.pkg.Types.Scope().Lookup(name).(*types.TypeName)
	imported := !isType && (w.importsAs(name) || w.from != w.pkg && name == w.from.Name)
	if token.IsKeyword(name) || types.Universe.Lookup(name) != nil || name == w.ifaceName || imported {
		name += "Impl"
	}
	return name
}

// importsAs says whether a file of the package has an import of that name.
func (w *work) importsAs(name string) bool {
	for _, f := range w.pkg.Syntax {
		for _, spec := range f.Imports {
			if localName(spec, w.pkg) == name {
				return true
			}
		}
	}
	return false
}

// chooseOld takes a type that exists. Its methods go into the file that declares it.
func (w *work) chooseOld(obj *types.TypeName) {
	pos := w.fset.Position(obj.Pos())
	named, ok := obj.Type().(*types.Named)
	if !ok || obj.IsAlias() {
		w.diags.Addf(diag.NameTaken, pos, "%s is another name for a type; name that one with -type", w.name)
		return
	}
	switch named.Underlying().(type) {
	case *types.Interface, *types.Pointer:
		w.diags.Addf(diag.NameTaken, pos, "%s cannot have methods of its own; name another type with -type", w.name)
		return
	}
	if filepath.Dir(pos.Filename) != w.dir {
		w.diags.Addf(diag.NameTaken, pos, "%s is not declared in a file of %s; name another type with -type", w.name, w.dir)
		return
	}
	if w.cfg.File != "" && !sameFile(w.path(w.cfg.File), pos.Filename) {
		w.diags.Addf(diag.NameTaken, pos, "%s is declared here, so its methods go here, too; leave -file out", w.name)
		return
	}
	w.typ, w.file = named, w.shown(pos.Filename)
	for _, f := range w.pkg.Syntax {
		if w.fset.Position(f.Package).Filename == pos.Filename && ast.IsGenerated(f) {
			w.diags.Addf(diag.NameTaken, pos, "%s is declared in generated code, which is not edited; name another type with -type", w.name)
		}
	}
	w.decl = w.receiver(pos.Filename)
}

// sameFile says whether two names are of one file.
func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// shown is a path as messages show it.
func (w *work) shown(name string) string {
	dir, err := filepath.Abs(w.path("."))
	if err != nil {
		return name
	}
	return diag.Rel(dir, name)
}

// receiver reads from the methods of the type how they name it. Those in its own file
// come first.
func (w *work) receiver(file string) *declared {
	d := &declared{receiver: initial(w.name), pointer: true}
	for tp := range w.typ.TypeParams().TypeParams() {
		d.params = append(d.params, tp.Obj().Name())
	}
	var methods []*ast.FuncDecl
	for _, own := range []bool{true, false} {
		for _, f := range w.pkg.Syntax {
			if (w.fset.Position(f.Package).Filename == file) == own {
				methods = append(methods, methodsOf(f, w.name)...)
			}
		}
	}
	if len(methods) == 0 {
		return d
	}
	d.receiver, d.pointer = "", false
	for _, m := range methods {
		field := m.Recv.List[0]
		_, star := ast.Unparen(field.Type).(*ast.StarExpr)
		d.pointer = d.pointer || star
		if d.receiver == "" && len(field.Names) == 1 && field.Names[0].Name != "_" {
			d.receiver = field.Names[0].Name
		}
	}
	return d
}

// initial is the usual name of a receiver.
func initial(name string) string {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(name, "_"))
	if s := string(unicode.ToLower(r)); token.IsIdentifier(s) {
		return s
	}
	return "x"
}

// methodsOf returns the methods of a type that a file declares.
func methodsOf(f *ast.File, name string) (list []*ast.FuncDecl) {
	for _, d := range f.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv != nil && len(fn.Recv.List) == 1 && baseName(fn.Recv.List[0].Type) == name {
			list = append(list, fn)
		}
	}
	return list
}

// baseName is the name of a receiver's type.
func baseName(e ast.Expr) string {
	switch e := ast.Unparen(e).(type) {
	case *ast.StarExpr:
		return baseName(e.X)
	case *ast.IndexExpr:
		return baseName(e.X)
	case *ast.IndexListExpr:
		return baseName(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}

// chooseNew finds a file for a type that does not exist.
func (w *work) chooseNew() {
	w.decl = &declared{receiver: initial(w.name), pointer: true}
	w.hidden()
	if w.importsAs(w.name) {
		w.problem(diag.NameTaken, "package %s has imports of the name %s; name another type with -type", w.pkg.Name, w.name)
	}
	if w.cfg.File != "" {
		w.file = w.cfg.File
		if !strings.HasSuffix(w.file, ".go") || strings.HasSuffix(w.file, "_test.go") {
			w.problem(diag.BadOutput, "%s is no name for the file, which must end in .go, and not in _test.go; give another with -file", w.file)
		} else if _, err := os.Lstat(w.path(w.file)); err == nil && !slices.ContainsFunc(w.pkg.GoFiles, func(f string) bool { return sameFile(f, w.path(w.file)) }) {
			w.problem(diag.ExcludedFile, "%s does not belong to package %s in this build; give another with -file", w.file, w.pkg.Name)
		}
		return
	}
	base := strings.ToLower(w.name)
	for _, name := range []string{base + ".go", base + "_impl.go"} {
		if _, err := os.Lstat(filepath.Join(w.dir, name)); os.IsNotExist(err) {
			w.file = w.shown(filepath.Join(w.dir, name))
			return
		}
	}
	w.problem(diag.NameTaken, "%s.go and %s_impl.go exist already; name a file with -file", base, base)
}

// hidden reports a type of that name in a file that is not of this build, or in a test.
func (w *work) hidden() {
	names, err := filepath.Glob(filepath.Join(w.dir, "*.go"))
	if err != nil {
		return
	}
	for _, name := range names {
		if slices.Contains(w.pkg.GoFiles, name) {
			continue
		}
		f, err := parser.ParseFile(w.fset, name, nil, parser.SkipObjectResolution)
		if err != nil || f.Name.Name != w.pkg.Name {
			continue
		}
		for _, d := range f.Decls {
			if spec := typeSpec(d, w.name); spec != nil {
				w.diags.Addf(diag.ExcludedFile, w.fset.Position(spec.Name.Pos()), "%s is declared here, in a file that this build leaves out; set -tags so that it is in, or name another type with -type", w.name)
			}
		}
	}
}

// typeSpec returns the declaration of a type within another, nil if it is not there.
func typeSpec(d ast.Decl, name string) *ast.TypeSpec {
	gen, ok := d.(*ast.GenDecl)
	if !ok {
		return nil
	}
	for _, s := range gen.Specs {
		if spec, ok := s.(*ast.TypeSpec); ok && spec.Name.Name == name {
			return spec
		}
	}
	return nil
}
