// Package jsonmodel writes the model of the services as JSON, one file for each package, for
// emitters that live elsewhere and for pages that show documentation. Keys may be added to
// the format, but none changes its meaning. docs/documents.md describes it.
package jsonmodel

import (
	"encoding/json"
	"strings"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// New returns an emitter of the model.
func New() emit.Emitter { return emitter{} }

type emitter struct{}

const ending = ".model.json"

// Emit writes a file for each package.
func (emitter) Emit(in emit.Input, list *diag.List) []emit.File {
	return emit.PerPackage(in, ending, list, func(apis []*model.API) []byte { return emit.Document(newFile(apis)) })
}

// A file is the whole document.
type file struct {
	Comment  string    `json:"$comment"`
	Package  string    `json:"package"` // import path of the stubs
	Name     string    `json:"name"`    // of the package
	Services []service `json:"services"`
	Types    []typ     `json:"types"` // all types with names, in the order in which they are reached
}

// A service is an interface.
type service struct {
	Name       string   `json:"name"`
	Path       string   `json:"path"`    // on the wire, "" for the root
	Package    string   `json:"package"` // that declares it
	Source     string   `json:"source"`  // base name of the file
	Line       int      `json:"line"`
	Doc        string   `json:"doc,omitempty"`
	Deprecated string   `json:"deprecated,omitempty"`
	Methods    []method `json:"methods"`
}

// A method is one method of a service.
type method struct {
	Name       string  `json:"name"`
	Wire       string  `json:"wire"`
	Line       int     `json:"line"`
	Doc        string  `json:"doc,omitempty"`
	Deprecated string  `json:"deprecated,omitempty"`
	Context    bool    `json:"context"`
	Variadic   bool    `json:"variadic,omitempty"`
	Idempotent bool    `json:"idempotent,omitempty"`
	Params     []param `json:"params"`
	Results    []param `json:"results"`
	Request    message `json:"request"`
	Response   message `json:"response"`
}

// A param is a parameter or a result in Go, without the context and the error.
type param struct {
	Name string `json:"name,omitempty"`
	Type *ref   `json:"type"`
}

// A message is what travels in one direction.
type message struct {
	// Type is the author's own struct, if there is one.
	Type *ref `json:"type,omitempty"`
	// Fields are all fields but the cookie, embedded ones in their places.
	Fields []field `json:"fields"`
}

// A ref is a type as it is used.
type ref struct {
	Kind string `json:"kind"`
	// Ref names one of the types of the file.
	Ref    string  `json:"ref,omitempty"`
	Elem   *ref    `json:"elem,omitempty"`
	Key    *ref    `json:"key,omitempty"`
	Len    int64   `json:"len,omitempty"`
	Fields []field `json:"fields,omitempty"` // of a struct without a name
}

// A typ is a type with a name.
type typ struct {
	Ref        string  `json:"ref"` // import path, dot, name, and type arguments
	Package    string  `json:"package"`
	Name       string  `json:"name"`
	Doc        string  `json:"doc,omitempty"`
	Deprecated string  `json:"deprecated,omitempty"`
	Type       *ref    `json:"type"` // what it is
	Fields     []field `json:"fields,omitempty"`
	Values     []value `json:"values,omitempty"`
}

// A field is a field as it travels.
type field struct {
	Name       string `json:"name"` // on the wire
	Go         string `json:"go"`
	Type       *ref   `json:"type"`
	Doc        string `json:"doc,omitempty"`
	Deprecated string `json:"deprecated,omitempty"`
	Tag        string `json:"tag,omitempty"`
	Optional   bool   `json:"optional,omitempty"` // may be absent
	Quoted     bool   `json:"quoted,omitempty"`   // a number or a bool in quotes
	Rules      []rule `json:"rules,omitempty"`
}

// A rule is what a field of a request must keep to: min, max, oneof or pattern.
type rule struct {
	Rule   string   `json:"rule"`
	Value  string   `json:"value,omitempty"`
	Values []string `json:"values,omitempty"` // of oneof
}

// A value is a constant of a type.
type value struct {
	Name  string          `json:"name"`
	Value json.RawMessage `json:"value,omitempty"` // on the wire; absent if methods of the type decide
	Doc   string          `json:"doc,omitempty"`
}

func newFile(apis []*model.API) *file {
	f := &file{
		Comment: strings.Join(emit.Head(apis), "\n"), Package: apis[0].Package.Path, Name: apis[0].Package.Name,
		Services: []service{}, Types: []typ{},
	}
	w := &writer{known: map[string]bool{}}
	for _, api := range apis {
		for _, s := range api.Services {
			f.Services = append(f.Services, w.service(api, s))
		}
	}
	f.Types = append(f.Types, w.types...)
	return f
}
