package gogen

import (
	"slices"
	"strings"

	"github.com/rpcgen/rpcgen/generator/model"
)

// guard returns the condition under which field f, which is x in Go, is written, ""
// if it always is. A nil pointer or JSON text is not, nor what one of the options
// omitempty and omitzero leaves out. Never says that it is not written at all.
func (c *codecs) guard(f *wireField, x string) (tests string, never bool) {
	var all []string
	add := func(test string) {
		if !slices.Contains(all, test) {
			all = append(all, test)
		}
	}
	t := target(f.Type)
	kind := inGo(t)
	if mayBeNil(t) {
		add(x + " != nil")
	}
	if f.OmitEmpty {
		switch kind {
		case model.Struct:
		case model.Array:
			never = t.Len == 0
		case model.Slice, model.Map:
			add("len(" + x + ") > 0")
		default:
			add(nonZero(kind, x))
		}
	}
	if f.OmitZero {
		switch test := nonZero(kind, x); {
		case t.IsZero || kind == model.Pointer && t.Decl == nil && target(t.Elem).IsZero:
			add("!" + x + ".IsZero()")
		case test != "" && f.OmitEmpty: // what is zero is empty
		case test != "":
			add(test)
		default:
			add("!" + c.imports.codec("IsZero") + "(&" + x + ")")
		}
	}
	return strings.Join(all, " && "), never
}

// guardable says whether guard has the words for field f.
func (c *codecs) guardable(f *wireField) bool {
	t := target(f.Type)
	switch {
	case f.OmitEmpty && inGo(t) == model.Invalid:
		return false
	case c.hides("nil") && len(f.pointers) > 0:
		return false
	case c.hides("nil") || c.hides("len"):
		return f.isCookie() || !mayBeNil(t) && !f.OmitEmpty && !f.OmitZero
	}
	return true
}

// mayBeNil says whether a field of type t is left out if it is nil.
func mayBeNil(t *model.Type) bool {
	return inGo(t) == model.Pointer || isDeclared(t, "encoding/json", "RawMessage")
}

// nonZero returns the condition that x, of a kind of Go's, is not zero; "" if
// there is no short one.
func nonZero(kind model.Kind, x string) string {
	switch kind {
	case model.Bool:
		return x
	case model.String:
		return x + ` != ""`
	case model.Slice, model.Map, model.Pointer, model.Any:
		return x + " != nil"
	case model.Invalid, model.Array, model.Struct:
		return ""
	default:
		return x + " != 0"
	}
}

// inGo returns the kind of a type in Go, Invalid if it is none that can travel.
func inGo(t *model.Type) model.Kind {
	switch k := t.Kind; {
	case t.Under != model.Invalid:
		return t.Under
	case k == model.Bytes:
		return model.Slice
	case k == model.Time || k == model.RawJSON || k == model.Custom || k == model.Text:
		return model.Invalid
	default:
		return k
	}
}
