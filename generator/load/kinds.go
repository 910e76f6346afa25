package load

import (
	"go/types"

	"github.com/rpcgen/rpcgen/generator/model"
)

var basicKinds = map[types.BasicKind]model.Kind{
	types.Bool: model.Bool, types.String: model.String,
	types.Int: model.Int, types.Int8: model.Int8, types.Int16: model.Int16, types.Int32: model.Int32, types.Int64: model.Int64,
	types.Uint: model.Uint, types.Uint8: model.Uint8, types.Uint16: model.Uint16, types.Uint32: model.Uint32, types.Uint64: model.Uint64,
	types.Uintptr: model.Uintptr, types.Float32: model.Float32, types.Float64: model.Float64,
}

// kindOf returns what a type is on the wire, Invalid if it cannot travel. It does
// not look into what the type is made of.
func kindOf(t types.Type) model.Kind {
	t = types.Unalias(t)
	if n, ok := t.(*types.Named); ok {
		if k := wellKnown(n); k != model.Invalid {
			return k
		}
	}
	if _, ok := t.Underlying().(*types.Interface); !ok {
		if m := marshalersOf(t); m.any() {
			k, _ := m.kind(t)
			return k
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return basicKinds[u.Kind()]
	case *types.Pointer:
		return model.Pointer
	case *types.Slice:
		if isByte(u.Elem()) {
			return model.Bytes
		}
		return model.Slice
	case *types.Array:
		return model.Array
	case *types.Map:
		return model.Map
	case *types.Struct:
		return model.Struct
	case *types.Interface:
		if u.NumMethods() == 0 && u.IsMethodSet() {
			return model.Any
		}
	}
	return model.Invalid
}

// under returns what a type is in Go if its kind only says how it travels, else
// Invalid.
func under(t types.Type, k model.Kind) model.Kind {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		if own := basicKinds[u.Kind()]; own != k {
			return own
		}
	case *types.Slice:
		if k != model.Slice && k != model.Bytes {
			return model.Slice
		}
	case *types.Array:
		if k != model.Array {
			return model.Array
		}
	case *types.Map:
		if k != model.Map {
			return model.Map
		}
	case *types.Struct:
		if k != model.Struct {
			return model.Struct
		}
	}
	return model.Invalid
}

// isByte says whether encoding/json writes a slice of t as base64: bytes of any
// name that do not marshal themselves.
func isByte(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	if !ok || b.Kind() != types.Uint8 {
		return false
	}
	m := marshalersOf(t)
	return !m.marshalJSON && !m.marshalText
}

// keyKind returns what a type is as the key of a map: a string kind, an integer
// or Text, Invalid if it cannot be one.
func keyKind(t types.Type) model.Kind {
	m := marshalersOf(t)
	if b, ok := t.Underlying().(*types.Basic); ok {
		switch k := basicKinds[b.Kind()]; {
		case k == model.String || k >= model.Int && k <= model.Uintptr:
			if m.textOnValue && m.unmarshalText {
				return model.Text
			}
			return k
		}
	}
	if _, ok := types.Unalias(t).(*types.Pointer); !ok && m.textOnValue && m.unmarshalText {
		return model.Text
	}
	return model.Invalid
}

// optional says whether a value may be absent, or null, on the wire.
func optional(t types.Type) bool {
	switch kindOf(t) {
	case model.Pointer, model.Any, model.RawJSON, model.Custom:
		return true
	default:
		return false
	}
}
