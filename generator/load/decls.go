package load

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rpcgen/rpcgen/generator/model"
)

// A typeDecl is the declaration of a type in source.
type typeDecl struct {
	spec *ast.TypeSpec
	doc  []*ast.CommentGroup // above it, those of a group's only declaration included
	file *sourceFile         // nil for a file that is read for its comments only
	in   *sourcePackage      // nil likewise
}

// A declIndex finds the declarations of types and the comments of constants by name.
type declIndex struct {
	types     map[string]*typeDecl
	list      []*typeDecl // in source order
	consts    map[string]constDecl
	constants []string // in source order
}

// A constDecl is the comments of a constant.
type constDecl struct {
	above  []*ast.CommentGroup
	beside *ast.CommentGroup
}

// declarations returns the package's index, which it makes when first asked.
func (p *sourcePackage) declarations() *declIndex {
	if p.index == nil {
		p.index = newDeclIndex()
		for _, f := range p.files {
			p.index.add(f.syntax, f, p)
		}
	}
	return p.index
}

func newDeclIndex() *declIndex {
	return &declIndex{types: map[string]*typeDecl{}, consts: map[string]constDecl{}}
}

// add adds a file. Of several declarations of a name the first one counts, as it
// does for the type checker.
func (x *declIndex) add(syntax *ast.File, file *sourceFile, in *sourcePackage) {
	for _, d := range syntax.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.TYPE && g.Tok != token.CONST {
			continue
		}
		for _, spec := range g.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				if x.types[spec.Name.Name] == nil {
					t := &typeDecl{spec: spec, doc: docsOf(g, spec.Doc), file: file, in: in}
					x.types[spec.Name.Name] = t
					x.list = append(x.list, t)
				}
			case *ast.ValueSpec:
				if g.Tok == token.CONST {
					x.addConstants(docsOf(g, spec.Doc), spec)
				}
			}
		}
	}
}

func (x *declIndex) addConstants(doc []*ast.CommentGroup, spec *ast.ValueSpec) {
	for _, name := range spec.Names {
		if _, ok := x.consts[name.Name]; !ok && name.Name != "_" {
			x.consts[name.Name] = constDecl{doc, spec.Comment}
			x.constants = append(x.constants, name.Name)
		}
	}
}

// docsOf returns the comments above a declaration: its own, or that of the
// keyword before it where it stands alone.
func docsOf(g *ast.GenDecl, own *ast.CommentGroup) []*ast.CommentGroup {
	var list []*ast.CommentGroup
	if own != nil {
		list = append(list, own)
	}
	if !g.Lparen.IsValid() && g.Doc != nil {
		list = append(list, g.Doc)
	}
	return list
}

// declarationsOf returns the index of the package that declares obj, as far as it
// is known: for a package that comes from export data, that of the file which
// declares obj. It is nil if that cannot be read.
func (u *universe) declarationsOf(obj types.Object) *declIndex {
	if obj.Pkg() == nil {
		return nil
	}
	if p := u.sources[obj.Pkg().Path()]; p != nil {
		return p.declarations()
	}
	p := u.listed[obj.Pkg().Path()]
	if p == nil || !obj.Pos().IsValid() {
		return nil
	}
	base := filepath.Base(u.l.position(obj.Pos()).Filename)
	if !p.Standard && !slices.Contains(p.GoFiles, base) {
		u.l.inputs.Known = false // a line directive names it, and it may be anything
	}
	file := filepath.Join(p.Dir, base)
	if x, ok := u.foreign[file]; ok {
		return x
	}
	var x *declIndex
	// A file set of its own: positions in here would not mean anything to users.
	if f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments|parser.SkipObjectResolution); err == nil {
		x = newDeclIndex()
		x.add(f, nil, nil)
	}
	u.foreign[file] = x
	return x
}

// typeDecl returns the declaration of a type, nil if its source is not at hand.
func (u *universe) typeDecl(obj *types.TypeName) *typeDecl {
	if x := u.declarationsOf(obj); x != nil {
		return x.types[obj.Name()]
	}
	return nil
}

// standard says whether a package belongs to the standard library.
func (u *universe) standard(pkg *types.Package) bool {
	if pkg == nil {
		return true
	}
	p := u.listed[pkg.Path()]
	return p != nil && p.Standard
}

// docOf puts comments into the form of the model. The comment beside a
// declaration counts where there is none above it.
func docOf(above []*ast.CommentGroup, beside *ast.CommentGroup) model.Doc {
	var d model.Doc
	for _, g := range above {
		if d.Text == "" && g != nil {
			d.Text = g.Text()
		}
	}
	if d.Text == "" && beside != nil {
		d.Text = beside.Text()
	}
	for paragraph := range strings.SplitSeq(d.Text, "\n\n") {
		if rest, ok := strings.CutPrefix(paragraph, "Deprecated:"); ok {
			d.Deprecated = strings.Join(strings.Fields(rest), " ")
			break
		}
	}
	return d
}
