package load

import (
	"errors"
	"fmt"
	"go/types"

	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// A badRule is what is wrong with a rule on a field of a struct.
type badRule struct {
	field *model.Field
	err   error
}

// rules gives a field of mt the rules of its tag.
func (c *converter) rules(mt *model.Type, f *model.Field) {
	text, ok, err := taggedRules(f.Tag)
	switch {
	case err != nil:
		c.badRule(mt, f, err)
	case !ok:
	case f.Hidden:
		c.badRule(mt, f, errors.New(`unchecked rule: the field is not sent, so that nobody would check it; export it and take "-" out of its tag, or remove the rule`))
	case f.Embedded:
		c.badRule(mt, f, errors.New("bad rule: an embedded struct is no value of its own; write rules on its fields, or give the field a name"))
	default:
		written, errs := parseRules(text)
		c.badRule(mt, f, errs...)
		c.last = append(c.last, func() {
			rules, errs := settleRules(written, f.Type)
			f.Rules = rules
			c.badRule(mt, f, errs...)
			c.badRule(mt, f, idleRules(f)...)
		})
	}
}

// idleRules returns the errors of rules that nothing can break, as what would is left out
// and so not checked.
func idleRules(f *model.Field) []error {
	to, _ := emit.Behind(f.Type)
	if !emit.LeftOut(f) || !emit.HasLength(to) && !unsigned(to.Kind) || f.OmitZero && !f.OmitEmpty && to.Kind != model.String && !unsigned(to.Kind) {
		return nil
	}
	for _, r := range f.Rules {
		if r.Kind == model.RuleMin && r.Value == "1" {
			return []error{errors.New("bad rule min=1: what is empty or zero is left out, for omitempty or omitzero, and then not checked; remove the option, or the rule")}
		}
	}
	return nil
}

func (c *converter) badRule(mt *model.Type, f *model.Field, errs ...error) {
	for _, err := range errs {
		c.badRules[mt] = append(c.badRules[mt], badRule{f, err})
	}
}

// uncheckedRules notes the rules in a struct with methods of its own to be read and
// written, whose fields nobody but these knows.
func (c *converter) uncheckedRules(mt *model.Type, s *types.Struct) {
	for i := range s.NumFields() {
		if _, ok, err := taggedRules(s.Tag(i)); ok || err != nil {
			f := &model.Field{Name: s.Field(i).Name(), Pos: c.u.l.position(s.Field(i).Pos())}
			c.badRule(mt, f, fmt.Errorf("unchecked rule: %s is sent as its own methods write it, so that its fields are not looked at; check them in a method Validate() error and remove the rule", mt.Decl.Name))
		}
	}
}

// hasBadRules says whether something is wrong with rules in t itself.
func (c *converter) hasBadRules(t *model.Type) bool { return len(c.badRules[emit.Target(t)]) > 0 }

// rules reports what is wrong with rules in t and in the structs that it embeds.
func (r *reporter) rules(t *model.Type, seen map[*model.Type]bool) {
	t = emit.Target(t)
	if seen[t] {
		return
	}
	seen[t] = true
	for _, bad := range r.c.badRules[t] {
		r.field(t, bad.field, func() { r.say(problem{text: bad.err.Error(), rule: true}) })
	}
	for _, f := range t.Fields {
		if !f.Embedded || f.Type == nil {
			continue
		}
		inner := emit.Target(f.Type)
		if inner.Kind == model.Pointer {
			inner = emit.Target(inner.Elem)
		}
		r.rules(inner, seen)
	}
}
