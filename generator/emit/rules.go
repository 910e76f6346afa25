package emit

import (
	"strings"

	"github.com/rpcgen/rpcgen/generator/model"
)

// Behind returns what values of type t are behind pointers and aliases, and how many
// pointers there are.
func Behind(t *model.Type) (to *model.Type, pointers int) {
	const most = 100 // type P *P has no end
	for to = Target(t); to.Kind == model.Pointer && to.Elem != nil && pointers < most; to = Target(to.Elem) {
		pointers++
	}
	return to, pointers
}

// LeftOut says whether a value of field f that is zero, or empty, is left out and so not
// checked. The last parameter of a variadic method is, but its author has not asked for it.
func LeftOut(f *model.Field) bool {
	_, pointers := Behind(f.Type)
	return (f.OmitEmpty || f.OmitZero) && f.Tag != "" && pointers == 0
}

// Refusal returns what callers are told of a value of type t that breaks a rule. All
// targets say the same.
func Refusal(t *model.Type, r model.Rule) string {
	to, _ := Behind(t)
	switch r.Kind {
	case model.RuleOneOf:
		return "Must be one of: " + strings.Join(r.Values, ", ") + "."
	case model.RulePattern:
		return "Must match " + r.Value
	case model.RuleMin:
		return "Must " + verb(to) + " at least " + r.Value + things(to, r.Value) + "."
	default:
		return "Must " + verb(to) + " at most " + r.Value + things(to, r.Value) + "."
	}
}

func verb(t *model.Type) string {
	if HasLength(t) {
		return "have"
	}
	return "be"
}

// HasLength says whether the bounds of a type are about the length of its values.
func HasLength(t *model.Type) bool { return units[t.Kind][0] != "" }

// units are what the length of a value is counted in: one, and more.
var units = map[model.Kind][2]string{
	model.String: {" character", " characters"},
	model.Bytes:  {" byte", " bytes"},
	model.Slice:  {" element", " elements"},
	model.Map:    {" entry", " entries"},
}

func things(t *model.Type, n string) string {
	if n == "1" {
		return units[t.Kind][0]
	}
	return units[t.Kind][1]
}

// A Checked knows which types have values in which something is checked.
type Checked struct {
	validate bool
	known    map[*model.Type]bool
}

// NewChecked returns a Checked for rules and, with validate, methods Validate.
func NewChecked(validate bool) *Checked {
	return &Checked{validate: validate, known: map[*model.Type]bool{}}
}

// Type says whether something is checked in values of type t.
func (c *Checked) Type(t *model.Type) bool {
	seen := map[*model.Type]bool{}
	found := c.reaches(t, seen)
	if !found { // then nothing that has been seen reaches anything
		for t := range seen {
			c.known[t] = false
		}
	}
	return found
}

// Fields says whether something is checked in one of the fields.
func (c *Checked) Fields(fields []*model.Field) bool {
	for _, f := range fields {
		if len(f.Rules) > 0 || f.Type != nil && !f.Hidden && c.Type(f.Type) {
			return true
		}
	}
	return false
}

func (c *Checked) reaches(t *model.Type, seen map[*model.Type]bool) bool {
	t = Target(t)
	if found, ok := c.known[t]; ok || seen[t] {
		return found
	}
	seen[t] = true
	found := c.validate && t.Validates
	switch t.Kind {
	case model.Struct:
		for _, f := range t.Fields {
			found = found || len(f.Rules) > 0 || f.Type != nil && !f.Hidden && c.reaches(f.Type, seen)
		}
	case model.Pointer, model.Slice, model.Array, model.Map:
		found = found || t.Elem != nil && c.reaches(t.Elem, seen)
	default: // the others consist of nothing
	}
	if found {
		c.known[t] = true
	}
	return found
}
