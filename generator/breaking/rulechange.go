package breaking

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// checks compares the rules of a field, which are for requests alone.
func (c *comparer) checks(p place, old, new *emit.WireField) {
	was, is := byKind(old.Rules), byKind(new.Rules)
	for k := model.RuleMin; k <= model.RulePattern; k++ {
		before, had := was[k]
		now, has := is[k]
		name, pos := p.field(new), p.at(new.Pos)
		switch {
		case !had && !has || had && has && equal(before, now):
		case !had:
			c.add(ruleTightened, pos, false, fmt.Sprintf("%s has the rule %s now", name, ruleText(now)))
		case !has:
			c.add(ruleLoosened, pos, false, fmt.Sprintf("%s has no rule %s any more", name, ruleText(before)))
		case allows(now, before):
			c.add(ruleLoosened, pos, false, fmt.Sprintf("%s had the rule %s and has %s", name, ruleText(before), ruleText(now)))
		default:
			c.add(ruleTightened, pos, false, fmt.Sprintf("%s had the rule %s and has %s", name, ruleText(before), ruleText(now)))
		}
	}
}

func byKind(rules []model.Rule) map[model.RuleKind]model.Rule {
	set := map[model.RuleKind]model.Rule{}
	for _, r := range rules {
		set[r.Kind] = r
	}
	return set
}

func equal(a, b model.Rule) bool { return a.Value == b.Value && slices.Equal(a.Values, b.Values) }

// allows says that a rule allows all that another one of its kind does. Of two patterns
// nobody can tell.
func allows(now, before model.Rule) bool {
	switch now.Kind {
	case model.RuleMin:
		return number(now.Value).Cmp(number(before.Value)) <= 0
	case model.RuleMax:
		return number(now.Value).Cmp(number(before.Value)) >= 0
	case model.RuleOneOf:
		return !slices.ContainsFunc(before.Values, func(v string) bool { return !slices.Contains(now.Values, v) })
	default:
		return false
	}
}

// number reads a bound, which the loader has found to be a number.
func number(text string) *big.Rat {
	n, ok := new(big.Rat).SetString(text)
	if !ok {
		return new(big.Rat)
	}
	return n
}

// ruleText returns a rule as the author writes it.
func ruleText(r model.Rule) string {
	switch r.Kind {
	case model.RuleMin:
		return "min=" + r.Value
	case model.RuleMax:
		return "max=" + r.Value
	case model.RuleOneOf:
		return "oneof=" + strings.Join(r.Values, " ")
	default:
		return "pattern=" + r.Value
	}
}
