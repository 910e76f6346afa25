package gogen

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/dave/jennifer/jen"

	"github.com/rpcgen/rpcgen/generator/model"
)

// aboutCache says what the wrapper of a service that keeps answers does.
func aboutCache(s *service) string {
	var kept []string
	for _, m := range s.methods {
		if m.Lifetime > 0 {
			kept = append(kept, m.Name+" for "+shortDuration(m.Lifetime))
		}
	}
	if len(kept) == 0 {
		return `keeps no answers of another one, since none of its methods is marked for that.`
	}
	return fmt.Sprintf(`keeps answers of another one: those of %s. All callers share them, so these methods must not depend on
		who calls: on the cookie, the session or anything else in the context. It may be used by several goroutines
		at once, if the other one may.`, listed(kept))
}

// shortDuration returns a duration as people write it: 30s, 5m, 1h30m.
func shortDuration(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// A kept holds the names of what keeps the answers of a method.
type kept struct {
	key     string // libraryBorrowKey, "" if there is no such type
	answers string // the field borrowAnswers
}

// settleKept chooses the names of what keeps answers. Several arguments that can be
// compared have a type for keys.
func (f *file) settleKept(s *service) {
	fields := newScope("next")
	for _, m := range s.methods {
		if m.Lifetime == 0 {
			continue
		}
		m.kept.answers = fields.add(model.JSONName(m.Name) + "Answers")
		if len(m.Params) > 1 && flat(m.Params) {
			m.kept.key = f.level.add(model.JSONName(s.Name) + m.Name + "Key")
		}
	}
}

func flat(params []*model.Param) bool {
	for _, p := range params {
		if !p.Flat {
			return false
		}
	}
	return true
}

// keyTypes returns the types of keys:
//
//	// A libraryFindKey holds the arguments of [Library.Find], by which its answers are kept.
//	type libraryFindKey struct {
//		isbn string
//		days int
//	}
func (f *file) keyTypes(s *service) (list []decl) {
	for _, m := range s.methods {
		if m.kept.key == "" {
			continue
		}
		var rows [][]string
		n, _ := f.cacheLocals(m)
		for i, p := range m.Params {
			rows = append(rows, []string{n.params[i], f.imports.ref(p.Type)})
		}
		columns(rows)
		list = append(list, decl{
			comment: folded(fmt.Sprintf("%s %s holds the arguments of [%s.%s], by which its answers are kept.",
				upperArticle(m.kept.key), m.kept.key, f.interfaceName(s), m.Name)),
			code: structType(m.kept.key, joined(rows)...),
			odd:  true,
		})
	}
	return list
}

// cacheFields are the caches of the methods.
func cacheFields(f *file, s *service) (list []wrapField) {
	for _, m := range s.methods {
		if m.Lifetime == 0 {
			continue
		}
		name := "NewCache"
		if !flat(m.Results) {
			name = "NewCopyingCache"
		}
		types := "[" + f.keyType(m) + ", " + m.response.name + "]"
		list = append(list, wrapField{
			name:  m.kept.answers,
			typ:   "*" + f.imports.named(wrapPackage, "Cache") + types,
			value: f.imports.named(wrapPackage, name) + types + "(" + f.duration(m.Lifetime) + ", OPTIONS)",
		})
	}
	return list
}

// keyType returns the spelling of the type of a method's keys.
func (f *file) keyType(m *method) string {
	switch {
	case !flat(m.Params):
		return "string"
	case m.kept.key != "":
		return m.kept.key
	case len(m.Params) == 1:
		return f.imports.ref(m.Params[0].Type)
	}
	return "struct{}"
}

// duration returns the spelling of a duration: 30 * time.Second.
func (f *file) duration(d time.Duration) string {
	for _, unit := range []struct {
		size time.Duration
		name string
	}{
		{time.Hour, "Hour"}, {time.Minute, "Minute"}, {time.Second, "Second"},
		{time.Millisecond, "Millisecond"}, {time.Microsecond, "Microsecond"}, {time.Nanosecond, "Nanosecond"},
	} {
		switch name := f.imports.named(timePackage, unit.name); {
		case d == unit.size:
			return name
		case d%unit.size == 0:
			return strconv.FormatInt(int64(d/unit.size), 10) + " * " + name
		}
	}
	return ""
}

// cacheLocals returns the local names of a method that keeps its answers, and those that
// are in use.
func (f *file) cacheLocals(m *method) (caller, scope) {
	names := newScope("error", f.imports.names[contextPackage.Path], f.imports.names[wrapPackage.Path], m.request.name, m.response.name, m.kept.key)
	return m.locals(names, "c"), names
}

// cacheMethod returns a method that keeps its answers:
//
//	func (c *LibraryCache) Find(ctx context.Context, isbn string) (Book, error) {
//		res, err := c.findAnswers.Do(ctx, isbn, func(ctx context.Context) (*LibraryFindResponse, error) {
//			book, err := c.next.Find(ctx, isbn)
//			return &LibraryFindResponse{Book: book}, err
//		})
//		return res.Book, err
//	}
//
// Arguments that cannot be compared are encoded first:
//
//	key, ok := wrap.Key(&LibrarySearchRequest{Words: words})
//	if !ok {
//		return c.next.Search(ctx, words...)
//	}
func (f *file) cacheMethod(w *wrapper, m *method) (decl, bool) {
	if m.Lifetime == 0 {
		return decl{}, false
	}
	n, names := f.cacheLocals(m)
	outer := n // whose results may have no names
	f.nameResults(m, &n, names)
	var body []jen.Code
	var key string
	long := false
	switch {
	case !flat(m.Params):
		var request string
		request, long = filled(&m.request, n.params)
		var ok string
		key, ok = names.add("key"), names.add("ok")
		body = append(body,
			jen.Id(key+", "+ok+" := "+f.imports.named(wrapPackage, "Key")+"("+request+")"),
			jen.Id("if !"+ok).Block(jen.Id("return "+nextCall(m, &n))))
	case m.kept.key != "":
		pairs := envelope{name: m.kept.key, fields: n.params}
		key, long = filled(&pairs, n.params)
		key = strings.TrimPrefix(key, "&")
	case len(m.Params) == 1:
		key = n.params[0]
	default:
		key = "struct{}{}"
	}
	passed, inner := n.ctx, n.ctx+" "
	if !m.Context {
		passed, inner = f.imports.context("Background")+"()", ""
	}
	call := n.res + ", " + n.err + " := " + n.receiver + "." + m.kept.answers + ".Do(" + passed + ", " + key + ", " +
		"func(" + inner + f.imports.context("Context") + ") (*" + m.response.name + ", error)"
	response, longer := filled(&m.response, n.results)
	var values strings.Builder
	for _, name := range m.response.fields {
		values.WriteString(n.res + "." + name + ", ")
	}
	body = append(body,
		jen.Id(call).Custom(jen.Options{Open: "{", Close: "})", Multi: true}, lines(
			n.answers()+" := "+nextCall(m, &n),
			"return "+response+", "+n.err,
		)...),
		jen.Id("return "+values.String()+n.err))
	d := f.wrapped(w, m, &outer, body...)
	d.odd = d.odd || long || longer
	return d, true
}
