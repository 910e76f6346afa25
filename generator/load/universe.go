package load

import (
	"errors"
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/rpcgen/rpcgen/generator/diag"
)

// A universe is the packages of one attempt, in which each type has one identity.
//
// Targets, and dependencies that do not compile, are type-checked from source;
// all others come from export data. Both kinds share one map by import path, so
// that export data which mentions a package that is checked from source finds
// that package's types, provided that it is checked first.
type universe struct {
	l       *loader
	full    bool // everything is loaded, needed or not
	sources map[string]*sourcePackage
	listed  map[string]*listed
	imports map[string]*types.Package
	ready   map[string]bool       // listed packages of which all source dependencies are checked
	said    map[token.Pos]bool    // errors of the type checker that other words explain
	foreign map[string]*declIndex // of single files of listed packages, by path
}

type checkState int

const (
	unchecked checkState = iota
	checking
	checked
)

// newUniverse parses what belongs to the targets, has the go command list what
// they import, and type-checks them. It returns nil if there are syntax errors.
func (l *loader) newUniverse(targets []*target, full bool) *universe {
	u := &universe{
		l: l, full: full,
		sources: map[string]*sourcePackage{},
		listed:  map[string]*listed{},
		imports: map[string]*types.Package{},
		ready:   map[string]bool{},
		said:    map[token.Pos]bool{},
		foreign: map[string]*declIndex{},
	}
	var authors, ours []*sourceFile
	for _, t := range targets {
		maps.Copy(u.listed, t.listed)
		for _, p := range t.packages() {
			u.sources[p.path] = p
			p.reset()
			for _, f := range p.allFiles {
				if !f.ours {
					authors = append(authors, f)
				} else if full || !p.target {
					ours = append(ours, f)
				}
			}
		}
	}
	l.parse(authors, !full)
	l.parse(ours, false)
	if len(l.diags) > 0 {
		return nil
	}
	for _, p := range u.sources {
		p.choose(full)
	}
	if !u.list(targets) {
		return nil
	}
	// What only needs the syntax is done beside the type checker, which uses one
	// processor.
	var wg sync.WaitGroup
	for _, t := range targets {
		wg.Go(func() {
			t.pkg.declarations()
			t.pkg.taken = l.takenIn(t.pkg)
		})
	}
	for _, p := range u.sortedSources() {
		u.check(p)
	}
	wg.Wait()
	return u
}

func (u *universe) sortedSources() []*sourcePackage {
	return slices.SortedFunc(maps.Values(u.sources), func(a, b *sourcePackage) int { return strings.Compare(a.path, b.path) })
}

// list asks the go command about the imports that it was not asked about yet, in
// one run for all targets.
func (u *universe) list(targets []*target) bool {
	var paths []string
	for _, p := range u.sources {
		for _, path := range p.imports() {
			if m := p.importMap[path]; m != "" {
				path = m
			}
			if u.sources[path] == nil && u.listed[path] == nil && loadable(path) {
				paths = append(paths, path)
			}
		}
	}
	if len(paths) == 0 {
		return true
	}
	slices.Sort(paths)
	list, err := u.l.goList(question{
		dir: targets[0].listDir, flags: []string{"-export", "-deps", fieldsToType}, patterns: slices.Compact(paths),
	})
	if err != nil {
		u.l.diags.Add(diag.NoSuchPackage, token.Position{}, err.Error())
		return false
	}
	for _, p := range list {
		u.listed[p.ImportPath] = p
	}
	return true
}

// check type-checks a package from source, and before it what it needs.
func (u *universe) check(p *sourcePackage) {
	p.state = checking
	files := make([]*ast.File, len(p.files))
	for i, f := range p.files {
		files[i] = f.syntax
	}
	conf := types.Config{
		IgnoreFuncBodies: true,
		FakeImportC:      true,
		Importer:         importer{u, p},
		Sizes:            types.SizesFor("gc", u.l.build.GOARCH),
		Error: func(err error) {
			var e types.Error
			if errors.As(err, &e) {
				p.errs = append(p.errs, e)
			}
		},
	}
	p.types = types.NewPackage(p.path, p.name)
	u.imports[p.path] = p.types
	u.run(&conf, p, files)
	p.types.MarkComplete()
	slices.SortStableFunc(p.errs, func(a, b types.Error) int { return int(a.Pos - b.Pos) })
	p.state = checked
}

// run keeps the type checker's own faults, which broken source may provoke, from
// ending the program.
func (u *universe) run(conf *types.Config, p *sourcePackage, files []*ast.File) {
	defer func() {
		if r := recover(); r != nil {
			u.l.diags.Addf(diag.DoesNotCompile, token.Position{Filename: u.l.label(p.dir)}, "the type checker failed on this package: %v; make it compile", r)
		}
	}()
	_ = types.NewChecker(conf, u.l.fset, p.types, nil).Files(files) // the errors are in p.errs
}

// reset forgets what an earlier attempt found.
func (p *sourcePackage) reset() {
	p.types, p.errs, p.failed, p.state, p.index, p.files, p.needs = nil, nil, nil, unchecked, nil, nil, nil
}

// choose settles which files and which imports take part in an attempt.
func (p *sourcePackage) choose(full bool) {
	var ours []*sourceFile
	for _, f := range p.allFiles {
		if f.ours {
			ours = append(ours, f)
		} else {
			p.files = append(p.files, f)
		}
	}
	if full || !p.target {
		p.files = append(p.files, ours...)
	}
	if full {
		return
	}
	p.needs = map[string]bool{}
	for _, f := range p.files {
		maps.Copy(p.needs, f.uses)
	}
}
