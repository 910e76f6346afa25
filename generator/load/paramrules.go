package load

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/model"
)

// checks gives the parameters of a method the rules of //rpcgen:check.
func (b *builder) checks(m *method, mm *model.Method, where string) {
	said := map[string]bool{}
	for _, d := range m.checks {
		pos := m.pos
		if m.own {
			pos = b.l.position(d.pos)
		}
		report := func(err error) { b.diags.Addf(diag.BadRule, pos, "%sparam %s: %s", where, d.name, err) }
		f, err := checkedParam(mm, d.name)
		switch {
		case err != nil:
			report(err)
			continue
		case said[d.name]:
			report(fmt.Errorf("bad rule: there is another //rpcgen:check %s; write all rules into one, with commas between them", d.name))
			continue
		}
		said[d.name] = true
		written, errs := parseRules(d.rules)
		for _, err := range errs {
			report(err)
		}
		f.Rules, errs = settleRules(written, f.Type)
		for _, err := range errs {
			report(err)
		}
	}
}

// checkedParam returns the field of a request that holds a parameter.
func checkedParam(m *model.Method, name string) (*model.Field, error) {
	fields := m.Request.Fields
	i := slices.IndexFunc(fields, func(f *model.Field) bool { return f.Name == name })
	switch {
	case len(m.Params) == 0:
		return nil, fmt.Errorf("bad rule: %s has no parameters; remove the rule", m.Name)
	case m.Request.Authored != nil || fields[0].Embedded:
		return nil, fmt.Errorf(`bad rule: the parameter of %s is a struct; write the rules into the tags of its fields, as in rpc:"min=1"`, m.Name)
	case i < 0:
		var names []string
		for _, f := range fields {
			names = append(names, f.Name)
		}
		return nil, fmt.Errorf("bad rule: %s has no such parameter; write %s", m.Name, strings.Join(names, " or "))
	}
	return fields[i], nil
}
