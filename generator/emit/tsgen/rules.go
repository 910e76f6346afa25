package tsgen

import (
	"strconv"
	"strings"

	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// requestSchema returns the schema of what a method sends, with what checks it if there
// are rules:
//
//	rpcChecked({ fields: { days: "int" } }, { fields: { days: { min: 1, max: 30 } } })
func (f *file) requestSchema(m *message) part {
	schema := f.messageSchema(m)
	var rules part
	switch {
	case m.whole != nil && f.checked.Type(m.whole):
		rules = f.typeRules(m.whole)
	case m.whole == nil && f.checked.Fields(m.Fields):
		rules = f.structRules(m.fields)
	default:
		return schema
	}
	f.checks = true
	return row(text("rpcChecked"), call(schema, rules))
}

// typeRules returns the rules of what values of type t consist of.
func (f *file) typeRules(t *model.Type) part {
	t, _ = emit.Behind(t)
	switch t = emit.Resolve(t); {
	case t.Kind == model.Struct && isNamed(t):
		return f.rulesConstant(f.of[emit.TypeKey(t)])
	case t.Kind == model.Struct:
		return f.structRules(wireFields(t.Fields))
	}
	return wrap("each", f.typeRules(t.Elem))
}

// rulesConstant is constant for rules.
func (f *file) rulesConstant(n *named) part {
	if !n.rulesBegun {
		n.rulesBegun = true
		n.rules = f.level.add(strings.TrimSuffix(n.schema, "Schema") + "Rules")
		n.rulesLiteral = f.structRules(n.fields)
		n.rulesWritten = true
		f.rules = append(f.rules, n)
	}
	if !n.rulesWritten {
		return text("() => ", n.rules)
	}
	return text(n.rules)
}

// rulesDecl prints the rules of a declared type:
//
//	const loanRules: RpcRules = { fields: { days: { min: 1 } } };
func rulesDecl(p *printer, n *named) {
	p.line(0, text("const ", n.rules, ": RpcRules = "), n.rulesLiteral, text(";"))
}

// structRules returns the rules of fields.
func (f *file) structRules(fields []*emit.WireField) part {
	var items []part
	for _, w := range fields {
		rules, ok := f.fieldRules(w)
		if !ok {
			continue
		}
		item := row(text(property(w.JSON), ": "), rules)
		if inherited[w.JSON] {
			item = row(item, text(" as RpcRules"))
		}
		items = append(items, item)
	}
	return wrap("fields", object(items...))
}

// fieldRules returns the rules of a field and of what is in it. Ok is false if there are
// none, or none that can be told here: of a number that is sent as a text, and of what a
// method of the server's says whether it is left out.
func (f *file) fieldRules(w *emit.WireField) (rules part, ok bool) {
	to, _ := emit.Behind(w.Type)
	within := f.checked.Type(to)
	if w.Text() || emit.LeftOut(w.Field) && w.OmitZero && (to.IsZero || to.Kind == model.Struct || to.Kind == model.Array) {
		return part{}, false
	}
	if to.Kind == model.Struct {
		if !within {
			return part{}, false
		}
		return f.typeRules(to), true
	}
	var items []part
	for _, r := range w.Rules {
		items = append(items, rule(to, r)...)
	}
	if n := len(items); n > 0 && sparse(w, to) {
		items = append(items, text("sparse: true"))
	}
	if within {
		items = append(items, row(text("each: "), f.typeRules(to.Elem)))
	}
	return object(items...), len(items) > 0
}

// sparse says whether zero and what is empty is left out. Of a list, omitzero leaves out
// a nil only, which there is none of here.
func sparse(w *emit.WireField, t *model.Type) bool {
	length := t.Kind == model.Slice || t.Kind == model.Map || t.Kind == model.Bytes
	return emit.LeftOut(w.Field) && (w.OmitEmpty || !length)
}

// rule returns the properties for one rule.
func rule(t *model.Type, r model.Rule) []part {
	switch r.Kind {
	case model.RuleMin:
		return bound("min: ", r.Value)
	case model.RuleMax:
		return bound("max: ", r.Value)
	case model.RuleOneOf:
		items := make([]part, len(r.Values))
		for i, v := range r.Values {
			if t.Kind == model.String {
				v = quote(v)
			}
			items[i] = text(v)
		}
		return []part{row(text("oneOf: "), tuple(items...))}
	default: // a pattern
	}
	regexp := emit.JavaScriptPattern(r.Value)
	items := []part{text("pattern: /", regexp, "/u")}
	if regexp != r.Value {
		items = append(items, text("source: ", quote(r.Value)))
	}
	return items
}

// bound returns the property for a bound, none if no number here can pass it: integers
// beyond 2^53 cannot be sent.
func bound(name, value string) []part {
	const most = 1 << 53
	if n, err := strconv.ParseFloat(value, 64); err != nil || !strings.ContainsAny(value, ".e") && (n >= most || n <= -most) {
		return nil
	}
	return []part{text(name, value)}
}
