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
	return emit.PerPackage(in, ".ts", list, func(apis []*model.API) []byte { return settle(apis, list).print() })
}
