// Package tsrpc writes what the clients of TSRPC, a framework for TypeScript, are told
// of services: serviceProto.ts, as tsrpc-cli would write it, and the types of all
// requests and responses beside it, in files that tsrpc-cli could read. What the
// schemas say is what the codec of Go writes and reads in JSON.
//
// It works in three steps. First it is settled which type goes into which file under
// which name (settle.go, collect.go, names.go), and each type gets a schema, which is a
// value (schema.go, typeref.go, message.go). Then everything in the schemas gets its
// id: the one that it has in the file that an earlier run wrote, or one that nothing
// has had before (scope.go, ids.go, previous.go, record.go). Last, the schemas are
// marshalled into serviceProto.ts (proto.go), and printed as the types that they
// describe (types.go), so that the two cannot differ.
package tsrpc

import (
	"bytes"
	"go/token"
	"path"
	"strings"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// The file with the schemas.
const (
	protoModule = "serviceProto"
	protoName   = protoModule + ".ts"
)

// New returns an emitter of TSRPC's serviceProto.
func New() emit.Emitter { return emitter{} }

type emitter struct{}

// Emit writes serviceProto.ts, a file for each method, one for the types of each
// package, and base.ts for the cookie. It takes away such files of earlier runs.
func (emitter) Emit(in emit.Input, list *diag.List) []emit.File {
	if !anyService(in.APIs) {
		return nil // there is none left, or what is wrong with them has been said
	}
	before := len(*list)
	old, err := readPrevious(in.Old(protoName))
	if err != nil {
		list.Add(diag.BadProto, token.Position{Filename: path.Join(in.Dir, protoName), Line: err.line}, err.text)
		old = &previous{}
	}
	p := settle(in.APIs, old, list)
	if len(*list) > before {
		return nil
	}
	given := p.assign(old)
	files := []emit.File{{Name: protoName, Data: p.print(given)}}
	for _, m := range p.modules {
		files = append(files, emit.File{Name: m.path + ".ts", Data: m.print()})
	}
	return append(files, p.gone(in, old)...)
}

func anyService(apis []*model.API) bool {
	for _, api := range apis {
		if len(api.Services) > 0 {
			return true
		}
	}
	return false
}

// ownFile says that a file is one that this package writes for types or, as Ptl and its
// name, for a method.
func ownFile(name string, data []byte) bool {
	about := typesOf
	if strings.HasPrefix(path.Base(name), "Ptl") {
		about = "// Source of "
	}
	return bytes.HasPrefix(data, []byte(emit.Header+"\n"+about))
}

// gone returns the files that an earlier run wrote and this one does not.
func (p *proto) gone(in emit.Input, old *previous) []emit.File {
	var files []emit.File
	for _, name := range old.modules() {
		if p.module[name] == nil && ownFile(name, in.Old(name+".ts")) {
			files = append(files, emit.File{Name: name + ".ts"})
		}
	}
	return files
}
