// Package tsgen writes TypeScript: for every service a class that calls it, the types
// of what travels, and the runtime part that they stand on. There is one file a
// package, which imports nothing, so that it can be copied to wherever it is needed.
//
// It works in two steps. All names are settled first (names.go, collect.go), and then
// each declaration is printed by a function of its own, in the order of the output:
// file.go, types.go, schema.go, method.go, class.go. The text is laid out as prettier
// would (layout.go). The runtime part is the modules in the folder runtime, joined
// (runtime.go).
package tsgen

import (
	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// New returns an emitter of TypeScript.
func New() emit.Emitter { return emitter{} }

type emitter struct{}

// Emit writes a file for each package.
func (emitter) Emit(in emit.Input, list *diag.List) []emit.File {
	var files []emit.File
	for _, apis := range packages(in.APIs, list) {
		f := settle(apis, list)
		files = append(files, emit.File{Name: f.name(), Data: f.print()})
	}
	return files
}

// packages returns the services of each package that has a file of its own. Two
// packages of one name would need one file for both.
func packages(apis []*model.API, list *diag.List) [][]*model.API {
	var groups [][]*model.API
	index := map[string]int{}           // by path
	named := map[string]model.Package{} // by name
	for _, api := range apis {
		if len(api.Services) == 0 {
			continue
		}
		p := api.Package
		if i, ok := index[p.Path]; ok {
			groups[i] = append(groups[i], api)
			continue
		}
		if other, ok := named[p.Name]; ok {
			list.Addf(diag.OutputCollision, api.Services[0].Pos, "packages %s and %s would both be written to %s.ts; write one of them into another directory, in a run of its own",
				other.Path, p.Path, p.Name)
			continue
		}
		index[p.Path], named[p.Name] = len(groups), p
		groups = append(groups, []*model.API{api})
	}
	return groups
}
