// Package jsonschema writes a JSON Schema (2020-12) for each package: the messages of every
// method, and the types in them, as definitions to refer to.
package jsonschema

import (
	"strings"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/emit/schema"
	"github.com/rpcgen/rpcgen/generator/model"
)

// New returns an emitter of JSON Schema.
func New() emit.Emitter { return emitter{} }

type emitter struct{}

const ending = ".schema.json"

// Emit writes a document for each package.
func (emitter) Emit(in emit.Input, list *diag.List) []emit.File {
	return emit.PerPackage(in, ending, list, func(apis []*model.API) []byte { return emit.Document(document(apis)) })
}

// document holds the definitions and, under the key methods, which of them are the request
// and the response of a method, by its name on the wire.
func document(apis []*model.API) emit.Object {
	set := schema.NewSet("#/$defs/", apis)
	methods := emit.Object{}
	for _, api := range apis {
		for _, s := range api.Services {
			for _, m := range s.Methods {
				name := s.Name + m.Name
				methods.Set(m.Wire, emit.Object{
					{Key: "request", Value: set.Message(m.Request, name+"Request")},
					{Key: "response", Value: set.Message(m.Response, name+"Response")},
				})
			}
		}
	}
	return emit.Object{
		{Key: emit.JSONComment, Value: strings.Join(emit.Head(apis), "\n")},
		{Key: "$schema", Value: "https://json-schema.org/draft/2020-12/schema"},
		{Key: "x-methods", Value: methods},
		{Key: "$defs", Value: set.Definitions()},
	}
}
