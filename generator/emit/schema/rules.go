package schema

import (
	"encoding/json"

	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// limit adds the rules of a field. They are for what is behind a pointer. Numbers that are
// written as text have none: a schema cannot compare them.
func limit(object *emit.Object, f *emit.WireField) {
	t := emit.Target(f.Type)
	null := t.Kind == model.Pointer
	if null {
		t = emit.Target(t.Elem)
	}
	for _, r := range f.Rules {
		switch r.Kind {
		case model.RuleMin:
			bound(object, t.Kind, "min", r.Value)
		case model.RuleMax:
			bound(object, t.Kind, "max", r.Value)
		case model.RuleOneOf:
			object.Set("enum", values(r.Values, t.Kind, null))
		case model.RulePattern:
			object.Set("pattern", emit.JavaScriptPattern(r.Value))
		}
	}
}

// bound adds the least or the greatest of what a value may be. How long bytes are cannot be
// said of their base64.
func bound(object *emit.Object, k model.Kind, which, value string) {
	keyword := which + "imum"
	switch k {
	case model.String, model.Text:
		keyword = which + "Length"
	case model.Slice, model.Array:
		keyword = which + "Items"
	case model.Map:
		keyword = which + "Properties"
	case model.Bytes:
		return
	default:
	}
	object.Set(keyword, json.Number(value))
}

// values returns what a value is one of.
func values(list []string, k model.Kind, null bool) (out []any) {
	for _, v := range list {
		if k == model.String {
			out = append(out, v)
		} else {
			out = append(out, json.Number(v))
		}
	}
	if null {
		out = append(out, nil)
	}
	return out
}
