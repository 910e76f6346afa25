package load

import (
	"regexp"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/generator/model"
)

// FuzzRules reads whatever there is for rules of fields of each kind: what is refused is
// refused with what to do, and what is not is one of each kind, in order, and fits.
func FuzzRules(f *testing.F) {
	for _, seed := range []string{
		"min=1,max=64", "max=5,min=-3,oneof=1 2 3", "oneof=a b,pattern=^[a-z,]+$", "pattern=a,min=1", "min=1e3,max=-0.5",
		"", ",", "=", "min", "min=", "min=1,min=2", "pattern=", `pattern=[^\]\-a-z]{1,3}?|(?:\p{Lu}|\x41)*$`, `pattern=[[:alpha:]]`, "min=18446744073709551615",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		written, errs := parseRules(text)
		for kind := model.Bool; kind <= model.Struct; kind++ {
			rules, more := settleRules(written, &model.Type{Kind: model.Pointer, Elem: &model.Type{Kind: kind}})
			for _, err := range append(errs[:len(errs):len(errs)], more...) {
				if said := err.Error(); !strings.HasPrefix(said, "bad rule") || !strings.Contains(said, "; ") {
					t.Errorf("%q of kind %d: %s: it does not say what to do", text, kind, said)
				}
			}
			for i, r := range rules {
				if i > 0 && rules[i-1].Kind >= r.Kind {
					t.Errorf("%q of kind %d: %v", text, kind, rules)
				}
				fits(t, kind, r)
			}
		}
	})
}

var number = regexp.MustCompile(`^-?\d+(\.\d+)?(e[+-]\d+)?$`)

func fits(t *testing.T, kind model.Kind, r model.Rule) {
	t.Helper()
	switch r.Kind {
	case model.RulePattern:
		if kind != model.String {
			t.Errorf("a pattern for kind %d", kind)
		}
		if _, err := regexp.Compile(r.Value); err != nil || r.Value == "" {
			t.Errorf("%q: %v", r.Value, err)
		}
	case model.RuleOneOf:
		if len(r.Values) == 0 || kind != model.String && (kind < model.Int || kind > model.Uintptr) {
			t.Errorf("%v for kind %d", r, kind)
		}
	default:
		if !number.MatchString(r.Value) || kind < model.Int || kind == model.Array || kind >= model.Time && kind != model.Slice && kind != model.Map {
			t.Errorf("%v for kind %d", r, kind)
		}
	}
}
