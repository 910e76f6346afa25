package gogen

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// check returns the spelling of a declared name of package check.
func (k *checks) check(name string) string { return k.imports.named(checkPackage, name) }

// addPatterns adds the variables for the regular expressions of fields.
func (k *checks) addPatterns(c *checker, fields []*wireField, way string, names scope) {
	for _, f := range fields {
		way := way + "." + f.path
		for _, r := range f.Rules {
			if r.Kind == model.RulePattern {
				name := model.JSONName(strings.TrimPrefix(c.name, "check"))
				for step := range strings.SplitSeq(way[1:], ".") {
					name += first(step, unicode.ToUpper)
				}
				k.patterns = append(k.patterns, pattern{names.add(name + "Pattern"), r.Value, c, way})
			}
		}
		if to := k.nameless(f.Type); to != nil {
			k.addPatterns(c, k.fieldsOf(c, to), way, names)
		}
	}
}

// variables adds the variables that hold regular expressions:
//
//	// What strings have to match.
//	var (
//		catalogBorrowRequestISBNPattern = regexp.MustCompile(`^\d{13}$`)
//	)
func (k *checks) variables(out *source) {
	if len(k.patterns) == 0 {
		return
	}
	out.declare("What strings have to match.", func() bool {
		out.add(0, "var (")
		for _, p := range k.patterns {
			out.add(1, p.name, " = ", k.imports.named(regexpPackage, "MustCompile"), "(", quoteTag(p.text), ")")
		}
		out.add(0, ")")
		return true
	})
}

// function adds the function that checks a type:
//
//	// checkLoanForCatalog says what is wrong with a Loan.
//	func checkLoanForCatalog(v *Loan) error {
//		if v.Days < 1 {
//			return check.Invalid("days", "Must be at least 1.")
//		}
//		if err := check.List(v.Books, checkBookForCatalog); err != nil {
//			return check.At("books", err)
//		}
//		return nil
//	}
func (k *checks) function(out *source, c *checker) {
	typ, to := k.imports.ref(c.typ), target(c.typ)
	out.declare(c.name+" says what is wrong with "+article(typ)+" "+typ+".", func() (odd bool) {
		out.add(0, "func ", c.name, "(", k.value, " *", typ, ") error {")
		p := &checkPrinter{checks: k, c: c, out: out}
		switch {
		case c.all != nil:
			p.last(k.statement(c.all.Type, k.value+"."+c.all.Name))
		case to.Kind == model.Struct:
			p.structure(1, to, c.fields, "", "")
			p.validate(to)
		case to.Validates:
			p.failing(1, k.parts(to, "*"+k.value), "")
			p.validate(to)
		default:
			p.last(k.parts(to, "*"+k.value))
		}
		out.add(0, "}")
		return p.odd
	})
}

// A checkPrinter prints the function of one checker.
type checkPrinter struct {
	*checks
	c   *checker
	out *source
	odd bool
}

// validate ends a function with the type's own method, if it has one.
func (p *checkPrinter) validate(t *model.Type) {
	if t.Validates {
		p.last(p.value + ".Validate()")
	} else {
		p.last("nil")
	}
}

// last ends a function.
func (p *checkPrinter) last(result string) {
	p.odd = p.odd || strings.Contains(result, "func(")
	p.out.add(1, "return ", result)
}

// structure adds the checks of the fields of a struct, and of the structs embedded in it.
// Way leads to it in Go, ".Address", and path on the wire, "address.".
func (p *checkPrinter) structure(tabs int, t *model.Type, fields []*wireField, way, path string) {
	for _, f := range fields {
		p.field(tabs, f, way, path)
	}
	p.embedded(tabs, t, way, path, nil, nil)
}

// embedded adds the calls of the methods Validate of embedded structs, the innermost
// first.
func (p *checkPrinter) embedded(tabs int, t *model.Type, way, path string, guards []string, seen []*model.Type) {
	if slices.Contains(seen, t) {
		return
	}
	for _, f := range t.Fields {
		if !f.Embedded || f.Hidden || !p.checked.Type(f.Type) {
			continue
		}
		x, guards := p.value+way+"."+f.Name, guards
		to := target(f.Type)
		if to.Kind == model.Pointer {
			to, guards = target(to.Elem), append(slices.Clone(guards), x+" != nil")
		}
		p.embedded(tabs, to, way+"."+f.Name, path, guards, append(seen, t))
		if to.Validates {
			p.guarded(tabs, guards, func(tabs int) { p.failing(tabs, x+".Validate()", strings.TrimSuffix(path, ".")) })
		}
	}
}

// guarded adds statements that count under conditions only.
func (p *checkPrinter) guarded(tabs int, guards []string, add func(tabs int)) {
	if len(guards) == 0 {
		add(tabs)
		return
	}
	p.out.add(tabs, "if ", strings.Join(guards, " && "), " {")
	add(tabs + 1)
	p.out.add(tabs, "}")
}

// failing adds the statement that returns the error of a call.
func (p *checkPrinter) failing(tabs int, call, path string) {
	p.odd = p.odd || strings.Contains(call, "func(")
	p.out.add(tabs, "if ", p.err, " := ", call, "; ", p.err, " != nil {")
	if path == "" {
		p.out.add(tabs+1, "return ", p.err)
	} else {
		p.out.add(tabs+1, "return ", p.check("At"), "(", strconv.Quote(path), ", ", p.err, ")")
	}
	p.out.add(tabs, "}")
}

// field adds the checks of a field: its rules, and then what is in it.
func (p *checkPrinter) field(tabs int, f *wireField, way, path string) {
	x, path := p.value+way+"."+f.path, path+f.JSON
	var guards []string
	for _, pointer := range f.pointers {
		guards = append(guards, p.value+way+"."+pointer+" != nil")
	}
	to, pointers := emit.Behind(f.Type)
	within, value := slices.Clone(guards), x
	for range pointers {
		within, value = append(within, value+" != nil"), "*"+value
	}
	there := ""
	if emit.LeftOut(f.Field) {
		test, never := p.guard(f, x)
		if never {
			return
		}
		if there = test; test != "" {
			guards = append(guards, test)
		}
	}
	for _, r := range f.Rules {
		tests := slices.Clone(within)
		if there != "" && (r.Kind != model.RuleMax || !emit.HasLength(to)) { // nothing empty is too long
			tests = append(tests, there)
		}
		tests = append(tests, p.broken(to, r, value, way+"."+f.path))
		p.out.add(tabs, "if ", strings.Join(tests, " && "), " {")
		p.out.add(tabs+1, "return ", p.check("Invalid"), "(", strconv.Quote(path), ", ", strconv.Quote(emit.Refusal(to, r)), ")")
		p.out.add(tabs, "}")
	}
	switch {
	case !p.checked.Type(f.Type):
	case p.nameless(f.Type) != nil:
		if pointers == 0 {
			within = guards
		}
		p.guarded(tabs, within, func(tabs int) {
			p.structure(tabs, to, p.fieldsOf(p.c, to), way+"."+f.path, path+".")
		})
	default:
		p.guarded(tabs, guards, func(tabs int) { p.failing(tabs, p.statement(f.Type, x), path) })
	}
}

// broken returns the condition under which x, a value of type t, breaks a rule.
func (p *checkPrinter) broken(t *model.Type, r model.Rule, x, way string) string {
	switch r.Kind {
	case model.RuleOneOf:
		args := []string{x}
		for _, v := range r.Values {
			if t.Kind == model.String {
				v = strconv.Quote(v)
			}
			args = append(args, v)
		}
		return "!" + p.check("OneOf") + "(" + strings.Join(args, ", ") + ")"
	case model.RulePattern:
		i := slices.IndexFunc(p.patterns, func(one pattern) bool { return one.of == p.c && one.way == way })
		if t.Decl != nil {
			x = "string(" + x + ")"
		}
		return "!" + p.patterns[i].name + ".MatchString(" + x + ")"
	default: // bounds
	}
	sign, float := " < ", "Below"
	if r.Kind == model.RuleMax {
		sign, float = " > ", "Above"
	}
	switch t.Kind {
	case model.Float32, model.Float64:
		return p.check(float) + "(" + x + ", " + r.Value + ")"
	case model.String:
		return p.check("Characters") + "(" + x + ")" + sign + r.Value
	case model.Bytes, model.Slice, model.Map:
		return "len(" + x + ")" + sign + r.Value
	default:
		return x + sign + r.Value
	}
}

// statement returns the call that checks x, a value of type t that can be addressed.
func (k *checks) statement(t *model.Type, x string) string {
	to := target(t)
	switch c := k.of[to]; {
	case k.onlyValidates(to):
		return x + ".Validate()"
	case c != nil:
		return c.name + "(&" + x + ")"
	}
	return k.parts(to, x)
}

// parts returns the call that checks what x, a value of type t, consists of:
//
//	check.List(v.Books, checkBookForCatalog)
func (k *checks) parts(t *model.Type, x string) string {
	function := map[model.Kind]string{model.Pointer: "Pointer", model.Slice: "List", model.Array: "List", model.Map: "Map"}[t.Kind]
	if t.Kind == model.Array {
		x = strings.TrimPrefix(x, "*") + "[:]" // a pointer to an array can be sliced
	}
	return k.check(function) + "(" + x + ", " + k.elementCheck(t.Elem) + ")"
}

// elementCheck returns the function that checks values of type t:
//
//	checkBookForCatalog
//	check.Validate
//	func(v *[]Book) error { return check.List(*v, checkBookForCatalog) }
func (k *checks) elementCheck(t *model.Type) string {
	to := target(t)
	switch c := k.of[to]; {
	case k.onlyValidates(to):
		return k.check("Validate")
	case c != nil:
		return c.name
	}
	return "func(" + k.value + " *" + k.imports.ref(t) + ") error { return " + k.parts(to, "*"+k.value) + " }"
}
