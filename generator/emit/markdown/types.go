package markdown

import (
	"strconv"
	"strings"

	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// typeText returns the type of a field, with links.
func (p *page) typeText(f *emit.WireField) string {
	text := p.ref(f.Type)
	if f.Text() {
		text += ", as text"
	}
	return text
}

// ref returns a type as it is used: a link, or what it is.
func (p *page) ref(t *model.Type) string {
	t = emit.Resolve(t)
	if anchor := p.anchors[emit.TypeKey(t)]; anchor != "" && declared(t) {
		return "[" + escape(emit.TypeName(t)) + "](#" + anchor + ")"
	}
	return p.shape(t)
}

// shape says in words what a type is on the wire.
func (p *page) shape(t *model.Type) string {
	switch t.Kind {
	case model.Bool:
		return "boolean"
	case model.Float32, model.Float64:
		return "number"
	case model.String, model.Text:
		return "string"
	case model.Bytes:
		return "string (base64)"
	case model.Time:
		return "string (RFC 3339)"
	case model.Any, model.RawJSON, model.Custom, model.Invalid:
		return "any JSON"
	case model.Pointer:
		return p.ref(t.Elem) + " or null"
	case model.Slice:
		return "list of " + p.ref(t.Elem)
	case model.Array:
		return "list of " + strconv.FormatInt(t.Len, 10) + " " + p.ref(t.Elem)
	case model.Map:
		return "object of " + p.ref(t.Elem)
	case model.Struct:
		var fields []string
		for _, f := range emit.WireFields(t.Fields) {
			fields = append(fields, "`"+f.JSON+"` "+p.typeText(f))
		}
		return "object {" + strings.Join(fields, ", ") + "}"
	default:
		return "integer"
	}
}
