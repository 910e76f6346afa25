package implement

import (
	"context"
	"go/token"
	"go/types"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/rpcgen/rpcgen/generator/diag"
)

// runtimePath is the package whose errors the methods return, where the module has it.
const runtimePath = "github.com/rpcgen/rpcgen/runtime"

// work is a run.
type work struct {
	cfg   Config
	diags diag.List
	fset  *token.FileSet

	dir        string            // of the type's package, absolute
	pkg        *packages.Package // of the type
	from       *packages.Package // of the interface
	runtime    bool              // whether the module has runtimePath
	iface      *types.Interface
	ifaceName  string
	ifacePos   token.Position
	name, file string       // of the type and where its methods go
	typ        *types.Named // nil if there is none yet
	decl       *declared    // of typ
	docs       docs
}

// load reads the packages of the type and of the interface from source, so that neither
// need compile: stubs may be missing in both.
func (w *work) load(ctx context.Context) {
	dir, err := filepath.Abs(w.path(filepath.Dir(w.cfg.File)))
	if err != nil {
		w.problem(diag.NoSuchPackage, "%v", err)
		return
	}
	w.dir = dir
	pattern, name := split(w.cfg.Interface)
	if !token.IsIdentifier(name) {
		w.problem(diag.NoSuchType, "%q is no name of an interface; write Library, io.Reader or ./library.Library", w.cfg.Interface)
		return
	}
	w.ifaceName = name
	if local(pattern) && !filepath.IsAbs(pattern) {
		if pattern, err = filepath.Abs(w.path(pattern)); err != nil {
			w.problem(diag.NoSuchPackage, "%v", err)
			return
		}
	}
	patterns := []string{".", runtimePath}
	if pattern != "" && pattern != dir {
		patterns = append(patterns, pattern)
	}
	w.fset = token.NewFileSet()
	cfg := &packages.Config{
		Context: ctx, Dir: dir, Env: w.cfg.Env, Fset: w.fset,
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports |
			packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo,
	}
	if w.cfg.Tags != "" {
		cfg.BuildFlags = []string{"-tags=" + w.cfg.Tags}
	}
	list, err := packages.Load(cfg, patterns...)
	if err != nil {
		w.problem(diag.NoSuchPackage, "the go command cannot list the packages: %v", err)
		return
	}
	if pattern == "" {
		pattern = dir
	}
	for _, p := range list {
		if p.Dir == dir {
			w.pkg = p
		}
		if p.Dir == pattern || p.PkgPath == pattern {
			w.from = p
		}
		if p.PkgPath == runtimePath {
			w.runtime = len(p.Errors) == 0
		}
	}
	w.usable(w.pkg, dir)
	if w.from != w.pkg {
		w.usable(w.from, pattern)
	}
	if len(w.diags) == 0 {
		w.findInterface()
	}
}

// split parts an interface from its package, which is "" if there is none. The package
// may have dots, too.
func split(name string) (pattern, iface string) {
	slash := strings.LastIndexAny(name, `/\`)
	dot := strings.LastIndexByte(name, '.')
	if dot <= slash {
		return "", name
	}
	return name[:dot], name[dot+1:]
}

// local says whether a pattern is a directory rather than an import path.
func local(pattern string) bool {
	return pattern == "." || pattern == ".." || strings.HasPrefix(pattern, "./") || strings.HasPrefix(pattern, "../") || filepath.IsAbs(pattern)
}

// usable reports what keeps us from reading a package. That it does not compile does not.
func (w *work) usable(p *packages.Package, name string) {
	if p == nil {
		w.problem(diag.NoSuchPackage, "there is no package %s; name another", name)
		return
	}
	for _, e := range p.Errors {
		switch e.Kind {
		case packages.ParseError:
			w.diags.Add(diag.SyntaxError, position(e.Pos), e.Msg+"; correct it first")
		case packages.ListError, packages.UnknownError:
			if len(p.Syntax) == 0 {
				w.diags.Add(diag.NoSuchPackage, position(e.Pos), strings.TrimSpace(e.Msg)+"; name another package, or set -tags")
			}
		case packages.TypeError:
		}
	}
	if len(w.diags) == 0 && (p.Types == nil || len(p.Syntax) == 0) {
		w.problem(diag.NoSuchPackage, "there are no Go files for this build in %s; name another package, or set GOOS, GOARCH or -tags", name)
	}
}

// position reads a position as go/packages writes it: file:line:col, file:line, - or nothing.
func position(text string) token.Position {
	var pos token.Position
	var numbers []int
	for range 2 {
		i := strings.LastIndexByte(text, ':')
		if i < 0 {
			break
		}
		n, err := strconv.Atoi(text[i+1:])
		if err != nil {
			break
		}
		numbers = append(numbers, n)
		text = text[:i]
	}
	if text != "-" {
		pos.Filename = text
	}
	switch len(numbers) {
	case 1:
		pos.Line = numbers[0]
	case 2:
		pos.Line, pos.Column = numbers[1], numbers[0]
	}
	return pos
}

// findInterface looks the interface up.
func (w *work) findInterface() {
	obj, ok := w.from.Types.Scope().Lookup(w.ifaceName).(*types.TypeName)
	if !ok {
		w.problem(diag.NoSuchType, "there is no type %s in package %s; check its name and the build tags", w.ifaceName, w.from.PkgPath)
		return
	}
	w.ifacePos = w.fset.Position(obj.Pos())
	iface, ok := obj.Type().Underlying().(*types.Interface)
	switch named, _ := obj.Type().(*types.Named); {
	case !ok || !iface.IsMethodSet():
		w.diags.Addf(diag.NotAnInterface, w.ifacePos, "%s is not an interface of methods; name one", w.ifaceName)
	case named != nil && named.TypeParams().Len() > 0:
		w.diags.Addf(diag.GenericInterface, w.ifacePos, "%s is generic; declare an interface with its type arguments, and name that", w.ifaceName)
	case w.from != w.pkg && w.from.Name == "main":
		w.diags.Addf(diag.UnnameableType, w.ifacePos, "%s is in package main, which cannot be imported; move it into another package", w.ifaceName)
	case w.from != w.pkg && !obj.Exported():
		w.diags.Addf(diag.UnnameableType, w.ifacePos, "%s is not exported, so package %s cannot implement it; export it", w.ifaceName, w.pkg.Name)
	}
	w.iface = iface
}
