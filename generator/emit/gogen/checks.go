package gogen

import (
	"bytes"
	"go/token"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// The endings of the name of the file with the checks: see suffix.
const (
	checkSuffix     = "_check.gen.go"
	checkTestSuffix = "_check_gen_test.go"
)

var (
	checkPackage  = model.Package{Path: "github.com/rpcgen/rpcgen/runtime/check", Name: "check"}
	regexpPackage = model.Package{Path: "regexp", Name: "regexp"}
)

// A checks is the file beside the stubs with functions that say what is wrong with the
// requests of its services, by the author's rules and methods Validate. Like a file it
// has all names settled.
type checks struct {
	*codecs  // for how types are spelled and which fields can be reached
	checked  *emit.Checked
	problems *diag.List
	said     map[token.Position]bool
	failed   bool
	checkers []*checker // in the order of the output
	of       map[*model.Type]*checker
	patterns []pattern
	err      string // the local name of an error
}

// A checker is the function that checks the values of one type.
type checker struct {
	typ       *model.Type // as it is spelled
	generated bool        // it is a request among the stubs
	service   string      // the service that reaches it first
	name      string      // checkCatalogBorrowRequest
	fields    []*wireField
	all       *model.Field   // the struct that gives a request among the stubs its fields
	pos       token.Position // of what is looked at
}

// A pattern is a variable that holds a regular expression.
type pattern struct {
	name, text string
	of         *checker
	way        string // to the field in Go
}

// settleChecks chooses what is in the file and all its names, and says in the stubs'
// requests what checks them. It returns nil if there is nothing to check. Ok is false if
// something cannot be checked, which it reports.
func settleChecks(f *file, problems *diag.List) (k *checks, ok bool) {
	k = &checks{
		codecs: &codecs{
			api: f.api, imports: newImports(f.api), packages: map[string]string{},
			bases: map[string]*model.Field{},
		},
		checked:  emit.NewChecked(true),
		problems: problems,
		said:     map[token.Position]bool{},
		of:       map[*model.Type]*checker{},
	}
	for _, s := range f.services {
		for _, m := range s.methods {
			k.message(s, &m.request)
		}
	}
	if len(k.checkers) == 0 || k.failed {
		return nil, !k.failed
	}
	declared := maps.Clone(f.level)
	for _, name := range f.imports.names {
		declared[name] = true
	}
	for _, c := range k.checkers {
		c.settle(declared)
		f.level[c.name] = true
	}
	for _, c := range k.checkers {
		k.addPatterns(c, c.fields, "", declared)
	}
	for _, p := range k.patterns {
		f.level[p.name] = true
	}
	k.usePackage(checkPackage)
	if len(k.patterns) > 0 {
		k.usePackage(regexpPackage)
	}
	level := maps.Clone(f.level)
	k.imports.choose(k.packages, level)
	for _, name := range k.imports.names {
		level[name] = true
	}
	k.value, k.err = level.add("v"), level.add("err")
	k.needWords()
	return k, !k.failed
}

// needWords reports the predeclared names that the checks need and the package hides.
func (k *checks) needWords() {
	for _, name := range []string{"error", "len", "nil", "string"} {
		if k.hides(name) {
			k.failed = true
			k.problems.Addf(diag.NameTaken, k.api.Taken[name], "%s hides what Go declares by that name, which the checks of %s need; rename it, or write the stubs into another package with -o",
				name, k.api.Services[0].Name)
		}
	}
}

// name returns the output's name: catalog.go gives catalog_check.gen.go, and
// catalog_test.go gives catalog_check_gen_test.go.
func (k *checks) name() string {
	if k.api.Test {
		return strings.TrimSuffix(k.api.Source, "_test.go") + checkTestSuffix
	}
	return strings.TrimSuffix(k.api.Source, ".go") + checkSuffix
}

// settle chooses the name of a checker as structCodec.settle does those of a codec.
func (c *checker) settle(level scope) {
	name := "check" + words(c.typ)
	if !c.generated {
		name += "For" + first(c.service, unicode.ToUpper)
	}
	c.name = level.add(name)
}

// message sees to it that a request is checked, if there is anything to check. One that
// is checked by its method Validate alone needs no function.
func (k *checks) message(s *service, e *envelope) {
	if !e.authored {
		if t := k.typeOf(e); k.checked.Fields(t.Fields) {
			e.checker = k.request(s, t)
		}
		return
	}
	switch to := target(e.Authored); {
	case !k.checked.Type(to):
	case k.onlyValidates(to):
		e.validates = true
	default:
		e.checker = k.add(s, e.Authored)
	}
}

// request adds the function for a request among the stubs, of type t.
func (k *checks) request(s *service, t *model.Type) *checker {
	c := &checker{typ: t, generated: true, service: s.Name}
	k.checkers = append(k.checkers, c)
	if f := t.Fields[1]; f.Embedded {
		c.all, c.pos = f, f.Pos
		k.element(s, c, f.Type)
		return c
	}
	c.fields = k.fieldsOf(c, t)
	k.reach(s, c, c.fields)
	return c
}

// onlyValidates says whether a method Validate is all that checks values of type t.
func (k *checks) onlyValidates(t *model.Type) bool {
	switch to := target(t); to.Kind {
	case model.Struct:
		return to.Validates && !k.checked.Fields(to.Fields)
	case model.Pointer, model.Slice, model.Array, model.Map:
		return to.Validates && !k.checked.Type(to.Elem)
	default:
		return to.Validates
	}
}

// add adds the function for a declared type and those for what is in it.
func (k *checks) add(s *service, t *model.Type) *checker {
	to := target(t)
	if c, known := k.of[to]; known {
		return c
	}
	c := &checker{typ: t, service: s.Name}
	k.of[to] = c
	k.use(t)
	k.checkers = append(k.checkers, c)
	if to.Kind != model.Struct {
		k.element(s, c, to.Elem)
		return c
	}
	c.fields = k.fieldsOf(c, to)
	k.reach(s, c, c.fields)
	return c
}

// fieldsOf returns the fields of a struct that travel. It reports that they cannot be
// checked if the output cannot reach them.
func (k *checks) fieldsOf(c *checker, t *model.Type) []*wireField {
	fields, ok := k.wireFields(t)
	if !ok {
		k.unchecked(c, "is in a struct whose fields package "+k.api.Package.Name+" cannot reach; export what is embedded in it, or write the stubs into its package")
	}
	return slices.DeleteFunc(fields, (*wireField).isCookie)
}

// unchecked reports that something with rules cannot be checked.
func (k *checks) unchecked(c *checker, why string) {
	pos := c.pos
	if !pos.IsValid() && c.typ.Decl != nil {
		pos = c.typ.Decl.Pos
	}
	k.failed = true
	if !k.said[pos] {
		k.said[pos] = true
		k.problems.Addf(diag.UncheckedRule, pos, "unchecked rule: what is to be checked %s", why)
	}
}

// reach adds what the fields hold.
func (k *checks) reach(s *service, c *checker, fields []*wireField) {
	for _, f := range fields {
		if !k.checked.Type(f.Type) {
			continue
		}
		c.pos = f.Pos
		if t := target(f.Type); f.OmitZero && !t.IsZero && nonZero(inGo(t), "") == "" {
			k.usePackage(codecPackage)
		}
		if to := k.nameless(f.Type); to != nil {
			k.reach(s, c, k.fieldsOf(c, to))
			continue
		}
		k.element(s, c, f.Type)
	}
}

// nameless returns the struct without a name that a field of type t is, or points to. It
// has no function: its fields are checked where it is. It is nil for other types.
func (k *checks) nameless(t *model.Type) *model.Type {
	if to, pointers := emit.Behind(t); k.inPlace(to) && pointers < 2 && k.checked.Type(to) {
		return to
	}
	return nil
}

// inPlace says whether t is a struct without a name.
func (k *checks) inPlace(t *model.Type) bool { return t.Kind == model.Struct && t.Decl == nil }

// element adds what values of type t need.
func (k *checks) element(s *service, c *checker, t *model.Type) {
	to := target(t)
	switch {
	case !k.checked.Type(to) || k.onlyValidates(to):
	case k.inPlace(to):
		k.unchecked(c, "is in a struct without a name, in a list or a map; give the struct a name")
	case to.Decl != nil && !k.canSpell(to):
		k.unchecked(c, "is in "+to.Decl.Name+", which package "+k.api.Package.Name+" cannot name; export it, or write the stubs into its package")
	case to.Decl != nil:
		k.add(s, to)
	default:
		if inner(to.Elem) {
			k.use(to.Elem)
		}
		k.element(s, c, to.Elem)
	}
}

// print returns the whole file.
func (k *checks) print() []byte {
	var out bytes.Buffer
	printHead(&out, k.api, k.imports)
	var body source
	k.variables(&body)
	for _, c := range k.checkers {
		k.function(&body, c)
	}
	out.Write(body.Bytes())
	return out.Bytes()
}
