package gogen

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/rpcgen/rpcgen/generator/model"
)

var (
	wrapPackage = model.Package{Path: runtimePackage.Path + "/wrap", Name: "wrap"}
	timePackage = model.Package{Path: "time", Name: "time"}
)

// A wrapKind is a sort of wrapper: a type that implements the interface of a service
// around another implementation of it.
type wrapKind struct {
	flag    string // how it is asked for: retry
	name    string // what the name of the type ends with: Retry
	options string // the type of its options in package wrap
	// about says what a wrapper does, behind "is a [Library] that".
	about func(s *service) string
	// fields are what a wrapper has beside the implementation.
	fields func(f *file, s *service) []wrapField
	// method returns the method of a wrapper, false if it only passes on the call.
	method func(f *file, w *wrapper, m *method) (decl, bool)
}

// A wrapField is a field of a wrapper and the value that its constructor gives it.
type wrapField struct{ name, typ, value string }

var (
	retryKind = &wrapKind{"retry", "Retry", "RetryOptions", aboutRetry, retryFields, (*file).retryMethod}
	cacheKind = &wrapKind{"cache", "Cache", "CacheOptions", aboutCache, cacheFields, (*file).cacheMethod}
	logKind   = &wrapKind{"log", "Log", "LogOptions", aboutLog, logFields, (*file).logMethod}
)

// wrapKinds are the wrappers that there are, in the order of the output. A new one is
// a new row.
var wrapKinds = []*wrapKind{retryKind, cacheKind, logKind}

// A wrapper is a wrapper of a service with its names.
type wrapper struct {
	*wrapKind
	service     *service
	name        string // LibraryRetry
	constructor string // NewLibraryRetry
}

// usedByWrappers reports the packages that the file with the wrappers mentions.
func (f *file) usedByWrappers(use func(model.Package)) {
	use(wrapPackage)
	for _, s := range f.services {
		for _, w := range s.wrappers {
			for _, m := range s.methods {
				switch {
				case w.wrapKind == cacheKind && m.Lifetime > 0:
					use(timePackage)
					use(contextPackage)
				case w.wrapKind == retryKind && m.Idempotent, w.wrapKind == logKind:
					use(contextPackage)
				}
			}
		}
	}
}

// wrapperDecls lists the declarations of a service's wrappers in the order of the output.
func (f *file) wrapperDecls(s *service) []decl {
	var list []decl
	for _, w := range s.wrappers {
		if w.wrapKind == cacheKind {
			list = append(list, f.keyTypes(s)...)
		}
		list = append(list, f.wrapperType(w), f.newWrapper(w), f.guardOf(s, w.name))
		for _, m := range s.methods {
			d, ok := w.method(f, w, m)
			if !ok {
				d = f.passOn(w, m)
			}
			list = append(list, d)
		}
	}
	return list
}

// wrapperType returns the type of a wrapper:
//
//	// A LibraryRetry is a [Library] that ...
//	type LibraryRetry struct {
//		next    Library
//		retrier *wrap.Retrier
//	}
func (f *file) wrapperType(w *wrapper) decl {
	of := f.interfaceName(w.service)
	text := folded(fmt.Sprintf("%s %s is %s [%s] that %s", upperArticle(w.name), w.name, article(of), of, w.about(w.service)))
	rows := [][]string{{"next", of}}
	for _, field := range w.fields(f, w.service) {
		rows = append(rows, []string{field.name, field.typ})
	}
	columns(rows)
	return decl{
		comment: text + deprecated(w.service.Doc.Deprecated),
		code:    structType(w.name, joined(rows)...),
		odd:     true,
	}
}

// newWrapper returns the constructor of a wrapper:
//
//	// NewLibraryRetry returns a [Library] that calls next.
//	func NewLibraryRetry(next Library, options wrap.RetryOptions) *LibraryRetry {
//		return &LibraryRetry{next: next, retrier: wrap.NewRetrier(options)}
//	}
func (f *file) newWrapper(w *wrapper) decl {
	of := f.interfaceName(w.service)
	outer := scope{} // what the body may name
	for _, name := range f.imports.names {
		outer[name] = true
	}
	next := outer.add("next")
	pairs := []string{"next: " + next}
	fields := w.fields(f, w.service)
	options := "_"
	if len(fields) > 0 {
		options = outer.add("options")
	}
	for _, field := range fields {
		pairs = append(pairs, field.name+": "+strings.ReplaceAll(field.value, "OPTIONS", options))
	}
	value := "&" + w.name + "{" + strings.Join(pairs, ", ") + "}"
	if len(pairs) > 2 || len(value) > 90 {
		value = "&" + w.name + "{\n" + strings.Join(pairs, ",\n") + ",\n}"
	}
	head := "func " + w.constructor + "(" + next + " " + of + ", " + options + " " + f.imports.named(wrapPackage, w.options) + ") *" + w.name
	return decl{
		comment: fmt.Sprintf("%s returns %s [%s] that calls %s.", w.constructor, article(of), of, next) + deprecated(w.service.Doc.Deprecated),
		code:    jen.Id(head).Block(jen.Id("return " + value)),
		odd:     true,
	}
}

// passOn returns a method that adds nothing:
//
//	// Borrow lends the book for the given number of days.
//	func (r *LibraryRetry) Borrow(ctx context.Context, isbn string, days int) (Loan, error) {
//		return r.next.Borrow(ctx, isbn, days)
//	}
func (f *file) passOn(w *wrapper, m *method) decl {
	n := m.locals(scope{}, w.receiver())
	return f.wrapped(w, m, &n, jen.Id("return "+nextCall(m, &n)))
}

// wrapped returns a method of a wrapper.
func (f *file) wrapped(w *wrapper, m *method, n *caller, body ...jen.Code) decl {
	text := m.Doc.Text
	if text == "" {
		text = fmt.Sprintf("%s implements [%s].", m.Name, f.interfaceName(m.service))
	}
	head := "func (" + n.receiver + " *" + w.name + ") " + m.Name + f.signature(m, n)
	return decl{comment: text, code: jen.Id(head).Block(body...), odd: strings.Contains(head, "\n")}
}

// nextCall returns the call of the implementation.
func nextCall(m *method, n *caller) string {
	return n.receiver + ".next." + m.Name + "(" + m.arguments(n, n.ctx) + ")"
}

func (k *wrapKind) receiver() string { return k.flag[:1] }

// around returns a method that lets a helper make the call, which is do up to its last
// argument:
//
//	func (r *LibraryRetry) Borrow(ctx context.Context, isbn string, days int) (loan Loan, err error) {
//		err = r.retrier.Do(ctx, func() error {
//			loan, err = r.next.Borrow(ctx, isbn, days)
//			return err
//		})
//		return loan, err
//	}
func (f *file) around(w *wrapper, m *method, do func(n *caller, ctx string) string) decl {
	names := newScope("error", f.imports.names[contextPackage.Path])
	n := m.locals(names, w.receiver())
	f.nameResults(m, &n, names)
	ctx := n.ctx
	if !m.Context {
		ctx = f.imports.context("Background") + "()"
	}
	head := do(&n, ctx) + "func() error"
	block := jen.Options{Open: "{", Close: "})", Multi: true}
	if len(m.Results) == 0 {
		return f.wrapped(w, m, &n, jen.Id("return "+head).Custom(block, jen.Id("return "+nextCall(m, &n))))
	}
	results := n.answers()
	return f.wrapped(w, m, &n,
		jen.Id(n.err+" = "+head).Custom(block, lines(results+" = "+nextCall(m, &n), "return "+n.err)...),
		jen.Id("return "+results),
	)
}

// nameResults gives names to the results that have none.
func (f *file) nameResults(m *method, n *caller, names scope) {
	switch {
	case m.response.authored:
		n.results = []string{n.res}
		return
	case n.results == nil:
		n.results = make([]string, len(m.Results))
	}
	n.results = slices.Clone(n.results)
	for i, name := range n.results {
		if name == "" || name == "_" {
			n.results[i] = names.add(f.resultName(m.response.fields[i]))
		}
	}
}

// answers returns the names of all results.
func (n *caller) answers() string { return strings.Join(append(slices.Clone(n.results), n.err), ", ") }
