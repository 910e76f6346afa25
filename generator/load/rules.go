package load

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// rulesKey is the key of struct tags that holds rules.
const rulesKey = "rpc"

// A writtenRule is a rule as the author has written it.
type writtenRule struct {
	kind  model.RuleKind
	value string
}

var ruleNames = []string{model.RuleMin: "min", model.RuleMax: "max", model.RuleOneOf: "oneof", model.RulePattern: "pattern"}

// otherRule is what looks like a rule behind a pattern.
var otherRule = regexp.MustCompile(`,(min|max|oneof)=`)

func (r writtenRule) String() string { return ruleNames[r.kind] + "=" + r.value }

// bad is the problem of a rule that cannot be.
func (r writtenRule) bad(format string, args ...any) error {
	return fmt.Errorf("bad rule %s: %s", r, fmt.Sprintf(format, args...))
}

// taggedRules returns the rules in a struct tag, as they are written there. Ok is false
// if there are none.
func taggedRules(tag string) (text string, ok bool, err error) {
	text, ok = reflect.StructTag(tag).Lookup(rulesKey)
	if !ok && slices.Contains(strings.FieldsFunc(tag, func(r rune) bool { return r == ' ' || r == ':' }), rulesKey) {
		return "", false, fmt.Errorf(`bad rule: the tag %s cannot be read; write rpc:"min=1" with nothing between the colon and the quote, and each backslash of a pattern twice`, tag)
	}
	return text, ok, nil
}

// parseRules reads rules, which are separated by commas: min=1,max=64. What follows
// pattern= is all of the pattern, as that may have commas. It returns every error.
func parseRules(text string) (rules []writtenRule, errs []error) {
	if strings.TrimSpace(text) == "" {
		return nil, []error{errors.New("bad rule: there is none; write min=, max=, oneof= or pattern=, or remove it")}
	}
	for rest, more := text, true; more; {
		var one string
		if strings.HasPrefix(rest, "pattern=") {
			one, more = rest, false
		} else {
			one, rest, more = strings.Cut(rest, ",")
		}
		name, value, assigned := strings.Cut(one, "=")
		if later := otherRule.FindString(value); name == "pattern" && later != "" {
			errs = append(errs, fmt.Errorf("bad rule pattern=%s: a pattern is the last rule, as it may have commas; move %s before it, or write [,] if that belongs to it", value, later[1:]))
			continue
		}
		i := slices.Index(ruleNames, name)
		r := writtenRule{model.RuleKind(i), value}
		switch {
		case i < 0:
			errs = append(errs, fmt.Errorf("bad rule %s: there is none of that name; write min=, max=, oneof= or, as the last, pattern=", cmp.Or(one, `""`)))
		case !assigned || value == "":
			errs = append(errs, fmt.Errorf("bad rule %s: it has no value; write %s=VALUE", one, name))
		case slices.ContainsFunc(rules, func(other writtenRule) bool { return other.kind == r.kind }):
			errs = append(errs, r.bad("there is another %s; remove one", name))
		default:
			rules = append(rules, r)
		}
	}
	return rules, errs
}

// settleRules turns the written rules of a field of type t into those of the model. It
// returns every error.
func settleRules(written []writtenRule, t *model.Type) (rules []model.Rule, errs []error) {
	t, _ = emit.Behind(t)
	if t.Kind == model.Invalid {
		return nil, nil // that is reported as what it is
	}
	for _, w := range written {
		r, err := w.settle(t)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		rules = append(rules, r)
	}
	slices.SortFunc(rules, func(a, b model.Rule) int { return cmp.Compare(a.Kind, b.Kind) })
	if len(errs) == 0 && len(rules) > 1 && rules[1].Kind == model.RuleMax && rules[0].Kind == model.RuleMin && less(rules[1].Value, rules[0].Value) {
		errs = append(errs, fmt.Errorf("bad rule min=%s: it is more than max=%s, so that nothing is left; swap them", rules[0].Value, rules[1].Value))
	}
	return rules, errs
}

// less compares two bounds of one type.
func less(a, b string) bool {
	if x, err := strconv.ParseInt(a, 10, 64); err == nil {
		if y, err := strconv.ParseInt(b, 10, 64); err == nil {
			return x < y
		}
	}
	if x, err := strconv.ParseUint(a, 10, 64); err == nil {
		if y, err := strconv.ParseUint(b, 10, 64); err == nil {
			return x < y
		}
	}
	x, _ := strconv.ParseFloat(a, 64) // they have been parsed before
	y, _ := strconv.ParseFloat(b, 64)
	return x < y
}

func (r writtenRule) settle(t *model.Type) (model.Rule, error) {
	out := model.Rule{Kind: r.kind, Value: r.value}
	var err error
	switch s := shapeOf(t); {
	case r.kind == model.RulePattern && s == textual:
		return out, r.portable()
	case r.kind == model.RuleOneOf && (s == textual || s == whole):
		out.Values, err = r.values(t, s)
		out.Value = ""
		return out, err
	case r.kind == model.RulePattern:
		return out, r.bad("patterns are for strings, and this is %s; remove it, or give the type a method Validate() error", s)
	case r.kind == model.RuleOneOf:
		return out, r.bad("oneof is for strings and integers, and this is %s; remove it, or give the type a method Validate() error", s)
	case s == whole:
		out.Value, err = r.integer(t, r.value)
		return out, cmp.Or(err, r.idle(t, out.Value))
	case s == broken:
		out.Value, err = r.float(t)
		return out, err
	case s == other:
		return out, r.bad("bounds are for numbers, strings, lists, maps and []byte, and this is %s; remove it, or give the type a method Validate() error", s)
	default:
		out.Value, err = r.length()
		return out, err
	}
}

// values returns what oneof allows.
func (r writtenRule) values(t *model.Type, s shape) ([]string, error) {
	var list []string
	for _, v := range strings.Fields(r.value) {
		if s == whole {
			n, err := r.integer(t, v)
			if err != nil {
				return nil, err
			}
			v = n
		}
		if slices.Contains(list, v) {
			return nil, r.bad("it has %s twice; remove one", v)
		}
		list = append(list, v)
	}
	if len(list) == 0 {
		return nil, r.bad("it allows nothing; write the values with spaces between them")
	}
	return list, nil
}

// length returns the bound of a length.
func (r writtenRule) length() (string, error) {
	n, err := strconv.ParseInt(r.value, 10, 32)
	switch {
	case err != nil || n < 0:
		return "", r.bad("it is no length; write a whole number from 0 to 2147483647")
	case n == 0 && r.kind == model.RuleMin:
		return "", r.bad("it is so in any case; remove it")
	}
	return strconv.FormatInt(n, 10), nil
}

// bits are how large the integers of a kind are. An int has as many as on most machines.
var bits = map[model.Kind]int{
	model.Int: 64, model.Int8: 8, model.Int16: 16, model.Int32: 32, model.Int64: 64,
	model.Uint: 64, model.Uint8: 8, model.Uint16: 16, model.Uint32: 32, model.Uint64: 64, model.Uintptr: 64,
}

func unsigned(k model.Kind) bool { return k >= model.Uint && k <= model.Uintptr }

// integer returns a value that a field of type t can have.
func (r writtenRule) integer(t *model.Type, value string) (string, error) {
	if unsigned(t.Kind) {
		n, err := strconv.ParseUint(value, 10, bits[t.Kind])
		if err != nil {
			return "", r.bad("%s is no whole number from 0 on that fits into %d bits; write one", value, bits[t.Kind])
		}
		return strconv.FormatUint(n, 10), nil
	}
	n, err := strconv.ParseInt(value, 10, bits[t.Kind])
	if err != nil {
		return "", r.bad("%s is no whole number that fits into %d bits; write one", value, bits[t.Kind])
	}
	return strconv.FormatInt(n, 10), nil
}

// idle returns an error if a bound can never be passed.
func (r writtenRule) idle(t *model.Type, value string) error {
	least, most := "0", strconv.FormatUint(^uint64(0)>>(64-bits[t.Kind]), 10)
	if !unsigned(t.Kind) {
		half := int64(-1) << (bits[t.Kind] - 1)
		least, most = strconv.FormatInt(half, 10), strconv.FormatInt(-(half+1), 10)
	}
	if r.kind == model.RuleMin && value == least || r.kind == model.RuleMax && value == most {
		return r.bad("it is so in any case; remove it")
	}
	return nil
}

func (r writtenRule) float(t *model.Type) (string, error) {
	size := 64
	if t.Kind == model.Float32 {
		size = 32
	}
	_, err := strconv.ParseFloat(r.value, size)
	n, err64 := strconv.ParseFloat(r.value, 64)
	if err != nil || err64 != nil || n-n != 0 || strings.ContainsAny(r.value, "_xX") {
		return "", r.bad("it is no number that fits into %d bits; write one, as in %s=0.5", size, ruleNames[r.kind])
	}
	text, err := json.Marshal(n) // as JavaScript would print it
	return string(text), err
}

// A shape is what rules tell types apart by.
type shape string

const (
	whole   shape = "an integer"
	broken  shape = "a float"
	textual shape = "a string"
	several shape = "a list, a map or []byte"
	other   shape = "of another type"
)

func shapeOf(t *model.Type) shape {
	switch k := t.Kind; {
	case t.Decl != nil && t.Decl.Package.Path == "encoding/json": // Number
		return other
	case bits[k] > 0:
		return whole
	case k == model.Float32 || k == model.Float64:
		return broken
	case k == model.String:
		return textual
	case k == model.Bytes || k == model.Slice || k == model.Map:
		return several
	}
	return other
}
