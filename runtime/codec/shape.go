package codec

import (
	"reflect"
	"slices"
)

// A ShapeKind is what the values of a type are in JSON.
type ShapeKind string

// The kinds of shapes.
const (
	ShapeBool   ShapeKind = "bool"
	ShapeInt    ShapeKind = "int"    // a number of Bits bits
	ShapeUint   ShapeKind = "uint"   // a number of Bits bits
	ShapeFloat  ShapeKind = "float"  // a number of Bits bits
	ShapeNumber ShapeKind = "number" // a json.Number
	ShapeString ShapeKind = "string"
	ShapeTime   ShapeKind = "time"  // a string of RFC 3339
	ShapeBytes  ShapeKind = "bytes" // a string of base64
	ShapeText   ShapeKind = "text"  // a string that the type itself writes and reads
	ShapeAny    ShapeKind = "any"   // whatever the type itself, or its user, makes of it
	ShapeCookie ShapeKind = "cookie"
	ShapePtr    ShapeKind = "pointer" // null, or what Elem is
	ShapeStruct ShapeKind = "struct"  // an object with Fields
	ShapeList   ShapeKind = "list"    // of Elem
	ShapeArray  ShapeKind = "array"   // of Len times Elem
	ShapeMap    ShapeKind = "map"     // an object with keys of Key and values of Elem
	ShapeNone   ShapeKind = "none"    // what cannot be sent
)

// A Shape is how the values of one Go type look in JSON. It goes one step deep: the
// types within are named and have shapes of their own, so a recursive type ends.
type Shape struct {
	Kind      ShapeKind
	Bits, Len int
	Key, Elem reflect.Type
	Fields    []ShapeField
}

// A ShapeField is a field of a struct as it travels.
type ShapeField struct {
	Name  string // in JSON
	Type  reflect.Type
	Index []int // as in [reflect.StructField]: the way to it through embedded structs

	Optional bool // it may be missing
	Omit     bool // it has the option omitempty or omitzero
	Quoted   bool // its JSON is the text of a string
}

// ShapeOf returns the shape of t, by the rules that the codec writes and reads by. It
// is for describing a service; no call needs it.
func ShapeOf(t reflect.Type) Shape {
	switch {
	case t == cookieType:
		return Shape{Kind: ShapeCookie}
	case t == timeType:
		return Shape{Kind: ShapeTime}
	case t == numberType:
		return Shape{Kind: ShapeNumber}
	case t == rawType || t.Kind() == reflect.Interface:
		return Shape{Kind: ShapeAny}
	case endless(t):
		return Shape{Kind: ShapeNone}
	case t.Kind() == reflect.Pointer: // it is what it leads to that has methods
		return Shape{Kind: ShapePtr, Elem: t.Elem()}
	case ownJSON(t):
		return Shape{Kind: ShapeAny}
	case ownText(t):
		return Shape{Kind: ShapeText}
	case isBytes(t):
		return Shape{Kind: ShapeBytes}
	}
	return shapeOfKind(t)
}

// shapeOfKind is for types without methods of their own.
func shapeOfKind(t reflect.Type) Shape {
	switch k := t.Kind(); {
	case k == reflect.Bool:
		return Shape{Kind: ShapeBool}
	case k >= reflect.Int && k <= reflect.Int64:
		return Shape{Kind: ShapeInt, Bits: t.Bits()}
	case k >= reflect.Uint && k <= reflect.Uintptr:
		return Shape{Kind: ShapeUint, Bits: t.Bits()}
	case k == reflect.Float32 || k == reflect.Float64:
		return Shape{Kind: ShapeFloat, Bits: t.Bits()}
	case k == reflect.String:
		return Shape{Kind: ShapeString}
	case k == reflect.Struct:
		return Shape{Kind: ShapeStruct, Fields: shapeFields(t)}
	case k == reflect.Slice:
		return Shape{Kind: ShapeList, Elem: t.Elem()}
	case k == reflect.Array:
		return Shape{Kind: ShapeArray, Elem: t.Elem(), Len: t.Len()}
	case k == reflect.Map && keyEncoder(t.Key()) != nil:
		return Shape{Kind: ShapeMap, Key: t.Key(), Elem: t.Elem()}
	}
	return Shape{Kind: ShapeNone}
}

func shapeFields(t reflect.Type) []ShapeField {
	var out []ShapeField
	for _, f := range fieldsOf(t) {
		omit, inner := f.omitEmpty || f.omitZero, f.typ
		if inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		out = append(out, ShapeField{
			Name: f.name, Type: f.typ, Index: slices.Clone(f.index),
			Optional: omit || isOptional(f.typ), Omit: omit, Quoted: f.quoted && !ownJSON(inner) && !ownText(inner),
		})
	}
	return out
}
