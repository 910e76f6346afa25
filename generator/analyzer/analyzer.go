// Package analyzer finds what rpcgen would refuse, and stubs that are out of date, while
// the code is vetted or edited. It is an [analysis.Analyzer]:
//
//	go vet -vettool=$(which rpcgen) ./...
//
// It looks at packages with interfaces that are marked //rpcgen:service, and at files with
// a line //go:generate that runs rpcgen with flags that say which interfaces to take and
// where their stubs go. What such a line writes for other languages it does not compare.
package analyzer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/rpcgen/rpcgen/generator"
	"github.com/rpcgen/rpcgen/generator/diag"
)

// Analyzer reports what rpcgen would report for the services of a package, and stubs that
// are not as they should be. Its category is the code of the problem. It offers fixes for
// missing error results, for channels, and for stubs that are out of date.
var Analyzer = &analysis.Analyzer{
	Name: "rpcgen",
	Doc:  "report services that rpcgen cannot generate for, and stubs that are out of date",
	URL:  "https://pkg.go.dev/github.com/rpcgen/rpcgen/generator/analyzer",
	Run:  run,
	// Stubs that are out of date may keep the package from compiling.
	RunDespiteErrors: true,
}

func run(pass *analysis.Pass) (any, error) {
	pass = once(pass)
	for _, cfg := range configs(pass) {
		res, err := generator.Run(context.Background(), cfg)
		problems, ok := errors.AsType[diag.List](err)
		if err != nil && !ok {
			return nil, err
		}
		for _, d := range problems {
			if d.Pos.Filename != "" {
				d.Pos.Filename = within(cfg.Dir, d.Pos.Filename)
			}
			report(pass, d)
		}
		if res != nil {
			for _, c := range res.Changes {
				if c.New != nil { // what a line elsewhere may ask for, such as fakes, is not in the way
					reportStale(pass, cfg, c)
				}
			}
		}
	}
	return nil, nil
}

// once returns a pass that reports nothing twice: a file may ask for its stubs in two ways.
func once(pass *analysis.Pass) *analysis.Pass {
	type problem struct {
		pos     token.Pos
		message string
	}
	said := map[problem]bool{}
	p := *pass
	p.Report = func(d analysis.Diagnostic) {
		if key := (problem{d.Pos, d.Message}); !said[key] {
			said[key] = true
			pass.Report(d)
		}
	}
	return &p
}

// report reports a problem at its place, or at the beginning of the package if that is in
// another one.
func report(pass *analysis.Pass, d diag.Diagnostic) {
	file, pos := find(pass, d.Pos)
	if file == nil {
		pass.Report(analysis.Diagnostic{Pos: pass.Files[0].Package, Category: string(d.Code), Message: d.String()})
		return
	}
	pass.Report(analysis.Diagnostic{
		Pos: pos, Category: string(d.Code), Message: d.Message, SuggestedFixes: fixes(file, pos, d.Code),
	})
}

// find returns the place in a file of the pass that a problem is at.
func find(pass *analysis.Pass, at token.Position) (*ast.File, token.Pos) {
	for _, f := range pass.Files {
		tf := pass.Fset.File(f.FileStart)
		if at.Filename == "" || tf.Name() != at.Filename {
			continue
		}
		if at.Line < 1 || at.Line > tf.LineCount() {
			return f, f.Package
		}
		return f, min(tf.LineStart(at.Line)+token.Pos(max(at.Column, 1)-1), f.FileEnd)
	}
	return nil, token.NoPos
}

// reportStale reports a file that is not as it should be, at the package clause of its
// source.
func reportStale(pass *analysis.Pass, cfg generator.Config, c generator.Change) {
	name := within(cfg.Dir, c.Name)
	d := analysis.Diagnostic{Pos: pass.Files[0].Package, Category: string(diag.OutOfDate)}
	if source := sourceOf(pass, c); source != nil {
		d.Pos = source.Package
	}
	d.Message = fmt.Sprintf("%s is out of date; run rpcgen", filepath.Base(name))
	for _, f := range pass.Files {
		if tf := pass.Fset.File(f.FileStart); tf.Name() == name && c.Old != nil {
			d.SuggestedFixes = []analysis.SuggestedFix{{
				Message:   "write " + filepath.Base(name) + " anew",
				TextEdits: []analysis.TextEdit{{Pos: f.FileStart, End: f.FileEnd, NewText: c.New}},
			}}
		}
	}
	pass.Report(d)
}

// within returns the full name of a file that a run in dir names.
func within(dir, name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(dir, filepath.FromSlash(name))
}

// sourceOf returns the file that a generated file is made of.
func sourceOf(pass *analysis.Pass, c generator.Change) *ast.File {
	_, after, _ := bytes.Cut(c.New, []byte("\n// Source: "))
	source, _, _ := bytes.Cut(after, []byte("\n"))
	for _, f := range pass.Files {
		name := filepath.Base(pass.Fset.File(f.FileStart).Name())
		if name != "" && strings.HasSuffix("/"+string(source), "/"+name) {
			return f
		}
	}
	return nil
}
