package jsonmodel

import (
	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// A writer turns the model into what the file holds, and collects the types with names.
type writer struct {
	types []typ
	known map[string]bool // by ref
}

func (w *writer) service(api *model.API, s *model.Service) service {
	out := service{
		Name: s.Name, Path: s.Path, Package: api.Origin.Path, Source: api.Source, Line: s.Pos.Line,
		Doc: s.Doc.Text, Deprecated: s.Doc.Deprecated, Methods: []method{},
	}
	for _, m := range s.Methods {
		out.Methods = append(out.Methods, method{
			Name: m.Name, Wire: m.Wire, Line: m.Pos.Line, Doc: m.Doc.Text, Deprecated: m.Doc.Deprecated,
			Context: m.Context, Variadic: m.Variadic, Idempotent: m.Idempotent,
			Params: w.params(m.Params), Results: w.params(m.Results),
			Request: w.message(m.Request), Response: w.message(m.Response),
		})
	}
	return out
}

func (w *writer) params(list []*model.Param) []param {
	out := []param{}
	for _, p := range list {
		out = append(out, param{p.Name, w.ref(p.Type)})
	}
	return out
}

func (w *writer) message(e *model.Envelope) message {
	if e.Authored != nil {
		return message{Type: w.ref(e.Authored), Fields: w.fields(e.Authored.Fields)}
	}
	return message{Fields: w.fields(e.Fields)}
}

// fields returns the fields that travel, without the cookie.
func (w *writer) fields(fields []*model.Field) []field {
	out := []field{}
	for _, f := range emit.WireFields(fields) {
		if f.JSON == "__cookie" {
			continue
		}
		out = append(out, field{
			Name: f.JSON, Go: f.Name, Type: w.ref(f.Type), Doc: f.Doc.Text, Deprecated: f.Doc.Deprecated,
			Tag: f.Tag, Optional: f.Absent(), Quoted: f.Text(), Rules: rules(f.Rules),
		})
	}
	return out
}

// ref returns a type as it is used.
func (w *writer) ref(t *model.Type) *ref {
	t = emit.Resolve(t)
	if t.Decl == nil || t.Decl.Package.Path == "" {
		return w.shape(t)
	}
	r := &ref{Kind: kinds[t.Kind], Ref: emit.TypeRef(t)}
	if w.known[r.Ref] {
		return r
	}
	w.known[r.Ref] = true
	i := len(w.types)
	w.types = append(w.types, typ{Ref: r.Ref, Package: t.Decl.Package.Path, Name: t.Decl.Name, Doc: t.Decl.Doc.Text, Deprecated: t.Decl.Doc.Deprecated})
	shape := w.shape(t)
	w.types[i].Type, w.types[i].Fields, shape.Fields = shape, shape.Fields, nil
	for _, v := range t.Decl.Values {
		text, _ := emit.ConstantJSON(v.Value, t.Kind)
		w.types[i].Values = append(w.types[i].Values, value{v.Name, text, v.Doc.Text})
	}
	return r
}

// shape returns what a type is, whatever its name.
func (w *writer) shape(t *model.Type) *ref {
	r := &ref{Kind: kinds[t.Kind], Len: t.Len}
	switch t.Kind {
	case model.Pointer, model.Slice, model.Array:
		r.Elem = w.ref(t.Elem)
	case model.Map:
		r.Key, r.Elem = w.ref(t.Key), w.ref(t.Elem)
	case model.Struct:
		r.Fields = w.fields(t.Fields)
	default:
	}
	return r
}

func rules(list []model.Rule) (out []rule) {
	for _, r := range list {
		out = append(out, rule{ruleNames[r.Kind], r.Value, r.Values})
	}
	return out
}

var ruleNames = map[model.RuleKind]string{
	model.RuleMin: "min", model.RuleMax: "max", model.RuleOneOf: "oneof", model.RulePattern: "pattern",
}

var kinds = map[model.Kind]string{
	model.Bool: "bool", model.Int: "int", model.Int8: "int8", model.Int16: "int16", model.Int32: "int32", model.Int64: "int64",
	model.Uint: "uint", model.Uint8: "uint8", model.Uint16: "uint16", model.Uint32: "uint32", model.Uint64: "uint64",
	model.Uintptr: "uintptr", model.Float32: "float32", model.Float64: "float64", model.String: "string",
	model.Bytes: "bytes", model.Time: "time", model.RawJSON: "json", model.Any: "any", model.Custom: "custom", model.Text: "text",
	model.Pointer: "pointer", model.Slice: "slice", model.Array: "array", model.Map: "map", model.Struct: "struct",
}
