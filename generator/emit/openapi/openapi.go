// Package openapi writes a document in OpenAPI 3.1 for each package: every method as the
// POST request that it is (tsrpc-wire 2).
package openapi

import (
	"strings"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/emit/schema"
	"github.com/rpcgen/rpcgen/generator/model"
)

// New returns an emitter of OpenAPI.
func New() emit.Emitter { return emitter{} }

type emitter struct{}

const ending = ".openapi.json"

// Emit writes a document for each package.
func (emitter) Emit(in emit.Input, list *diag.List) []emit.File {
	return emit.PerPackage(in, ending, list, func(apis []*model.API) []byte { return emit.Document(document(apis)) })
}

// object makes an object of keys and values in turn.
func object(keysAndValues ...any) emit.Object {
	var o emit.Object
	for i := 0; i < len(keysAndValues); i += 2 {
		key, _ := keysAndValues[i].(string)
		o = append(o, emit.Member{Key: key, Value: keysAndValues[i+1]})
	}
	return o
}

func document(apis []*model.API) emit.Object {
	d := &doc{set: schema.NewSet("#/components/schemas/", apis)}
	d.err = d.set.Define("Error", errorSchema())
	var tags []emit.Object
	paths := emit.Object{}
	for _, api := range apis {
		for _, s := range api.Services {
			tag := object("name", s.Name)
			if text := strings.Join(emit.Paragraphs(s.Doc), "\n\n"); text != "" {
				tag.Set("description", text)
			}
			tags = append(tags, tag)
			for _, m := range s.Methods {
				paths.Set("/"+m.Wire, object("post", d.operation(s, m)))
			}
		}
	}
	return object(
		"x-"+emit.JSONComment[1:], strings.Join(emit.Head(apis), "\n"),
		"openapi", "3.1.0",
		// A version of the services is known to nobody here, but the key has to be there.
		"info", object("title", apis[0].Package.Name, "version", "0.0.0"),
		"servers", []emit.Object{object("url", "/", "description", "The prefix of the handler.")},
		"tags", tags,
		"paths", paths,
		"components", object(
			"schemas", d.set.Definitions(),
			"responses", object("Refusal", response("The transport refuses the call.", d.failure())),
		),
	)
}

// A doc is a document that is being written.
type doc struct {
	set *schema.Set
	err emit.Object // refers to the error
}

// operation describes a method.
func (d *doc) operation(s *model.Service, m *model.Method) emit.Object {
	op := object("tags", []string{s.Name}, "operationId", s.Name+"."+m.Name)
	if text := emit.Summary(m.Doc); text != "" {
		op.Set("summary", text)
	}
	if text := strings.Join(emit.Paragraphs(m.Doc), "\n\n"); text != "" {
		op.Set("description", text)
	}
	if m.Doc.Deprecated != "" {
		op.Set("deprecated", true)
	}
	name := s.Name + m.Name
	success := object("type", "object", "properties", object(
		"isSucc", object("const", true), "res", d.set.Message(m.Response, name+"Response"),
	), "required", []string{"isSucc", "res"})
	op.Set("requestBody", object("required", true, "content", content(d.set.Message(m.Request, name+"Request"))))
	op.Set("responses", object(
		"200", response("The response, or an error of the application, or a request that cannot be read.", object("oneOf", []emit.Object{success, d.failure()})),
		"500", response("An error of the server.", d.failure()),
		"default", object("$ref", "#/components/responses/Refusal"),
	))
	return op
}

// failure is what a call comes back with if it fails.
func (d *doc) failure() emit.Object {
	return object("type", "object", "properties", object(
		"isSucc", object("const", false), "err", d.err,
	), "required", []string{"isSucc", "err"})
}

func response(description string, schema emit.Object) emit.Object {
	return object("description", description, "content", content(schema))
}

func content(schema emit.Object) emit.Object {
	return object("application/json", object("schema", schema))
}

// errorSchema describes an error (tsrpc-wire 9).
func errorSchema() emit.Object {
	return object(
		"type", "object",
		"description", "An error. It may have more fields, which the application chooses.",
		"properties", object(
			"message", object("type", "string", "description", "What went wrong, for people."),
			"type", object("type", "string", "enum", []string{"ApiError", "ServerError", "NetworkError", "ClientError"}, "description", "Whose fault it is."),
			"code", object("type", []string{"string", "integer"}, "description", "What programs compare."),
		),
		"required", []string{"message", "type"},
	)
}
