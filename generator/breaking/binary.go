package breaking

import (
	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// unskippable says that TSRPC's binary readers cannot skip a field of this type if they do
// not know it (tsrpc-wire 6): a boolean, a union that may be null, an object with an index
// signature, and an object with one of these. Behind the length of a list, all are safe.
func unskippable(t *model.Type, seen map[*model.Type]bool) bool {
	t = emit.Target(t)
	if seen[t] {
		return false
	}
	seen[t] = true
	switch t.Kind {
	case model.Bool, model.Map:
		return true
	case model.Pointer:
		return unskippable(t.Elem, seen)
	case model.Struct:
		for _, f := range emit.WireFields(t.Fields) {
			if unskippable(f.Type, seen) {
				return true
			}
		}
	default:
	}
	return false
}

// binaryForm names the form that a value has in TSRPC's binary messages (tsrpc-wire 5), ""
// for those that are compared part by part.
func binaryForm(t *model.Type) string {
	t = emit.Target(t)
	if t.Decl != nil && len(t.Decl.Values) > 0 {
		return "enum"
	}
	switch t.Kind {
	case model.Bool:
		return "boolean"
	case model.Int, model.Int8, model.Int16, model.Int32, model.Int64:
		return "int"
	case model.Uint, model.Uint8, model.Uint16, model.Uint32, model.Uint64, model.Uintptr:
		return "uint"
	case model.Float32, model.Float64:
		return "double"
	case model.String, model.Text:
		return "string"
	case model.Time:
		return "date"
	case model.Bytes:
		return "buffer"
	case model.Any, model.RawJSON, model.Custom:
		return "any"
	case model.Array:
		return "tuple"
	case model.Slice:
		return "array"
	default:
		return ""
	}
}
