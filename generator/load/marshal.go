package load

import (
	"go/types"

	"github.com/rpcgen/rpcgen/generator/model"
)

// marshalers says which methods of encoding/json a type has, on itself or on a
// pointer to it.
type marshalers struct {
	marshalJSON, unmarshalJSON bool
	marshalText, unmarshalText bool
	textOnValue                bool // MarshalText has a value receiver, so that map keys can use it
}

func marshalersOf(t types.Type) marshalers {
	if !mayHaveMethods(t) {
		return marshalers{}
	}
	var m marshalers
	m.marshalJSON = hasMethod(t, "MarshalJSON", true, true)
	m.unmarshalJSON = hasMethod(t, "UnmarshalJSON", false, true)
	m.marshalText = hasMethod(t, "MarshalText", true, true)
	m.unmarshalText = hasMethod(t, "UnmarshalText", false, true)
	m.textOnValue = m.marshalText && hasMethod(t, "MarshalText", true, false)
	return m
}

func (m marshalers) any() bool {
	return m.marshalJSON || m.unmarshalJSON || m.marshalText || m.unmarshalText
}

// mayHaveMethods is a quick test that spares most types the lookups.
func mayHaveMethods(t types.Type) bool {
	t = types.Unalias(t)
	if n, ok := t.(*types.Named); ok && n.NumMethods() > 0 {
		return true
	}
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range s.Fields() {
		if f.Embedded() {
			return true
		}
	}
	return false
}

// hasMethod says whether t, or with pointer *t, has the method with the signature
// func() ([]byte, error) for a marshaler or func([]byte) error for an unmarshaler.
func hasMethod(t types.Type, name string, marshal, pointer bool) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, pointer, nil, name)
	fn, ok := obj.(*types.Func)
	if !ok {
		return false
	}
	sig := fn.Signature()
	data, plain := sig.Params(), sig.Results()
	if marshal {
		data, plain = plain, data
		return data.Len() == 2 && plain.Len() == 0 && isByteSlice(data.At(0).Type()) && isError(data.At(1).Type())
	}
	return data.Len() == 1 && plain.Len() == 1 && !sig.Variadic() && isByteSlice(data.At(0).Type()) && isError(plain.At(0).Type())
}

// hasIsZero says whether t or *t has the method that the option omitzero asks.
func hasIsZero(t types.Type) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, "IsZero")
	fn, ok := obj.(*types.Func)
	if !ok {
		return false
	}
	in, out := fn.Signature().Params(), fn.Signature().Results()
	return in.Len() == 0 && out.Len() == 1 && types.Identical(out.At(0).Type(), types.Typ[types.Bool])
}

// hasValidate says whether t or *t declares the method that checks a value.
func hasValidate(t *types.Named) bool {
	for fn := range t.Methods() {
		if in, out := fn.Signature().Params(), fn.Signature().Results(); fn.Name() == "Validate" {
			return in.Len() == 0 && out.Len() == 1 && isError(out.At(0).Type())
		}
	}
	return false
}

func isByteSlice(t types.Type) bool {
	return types.Identical(t, types.NewSlice(types.Typ[types.Byte]))
}

func isError(t types.Type) bool {
	return types.Identical(t, types.Universe.Lookup("error").Type())
}

// kind returns what the marshalers make of a type, Invalid if they leave it to
// its structure. The problem is not empty if values could not come back.
func (m marshalers) kind(t types.Type) (k model.Kind, problem string) {
	switch {
	case m.unmarshalJSON || m.marshalJSON && m.unmarshalText:
		return model.Custom, ""
	case m.marshalJSON:
		return model.Invalid, "has MarshalJSON but no UnmarshalJSON, so a value could not come back; add UnmarshalJSON"
	case m.marshalText && m.unmarshalText:
		return model.Text, ""
	case m.marshalText:
		return model.Invalid, "has MarshalText but no UnmarshalText, so a value could not come back; add UnmarshalText"
	case m.unmarshalText:
		if b, ok := t.Underlying().(*types.Basic); ok && b.Info()&types.IsString != 0 {
			return model.Text, ""
		}
		return model.Invalid, "has UnmarshalText but no MarshalText, so a value could not come back; add MarshalText"
	}
	return model.Invalid, ""
}
