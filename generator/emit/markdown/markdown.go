// Package markdown writes a reference for each package: services, methods, messages and
// types, as Markdown that code hosts render.
package markdown

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// New returns an emitter of Markdown.
func New() emit.Emitter { return emitter{} }

type emitter struct{}

const ending = ".md"

// Emit writes a file for each package.
func (emitter) Emit(in emit.Input, list *diag.List) []emit.File {
	return emit.PerPackage(in, ending, list, func(apis []*model.API) []byte { return newPage(apis).print(apis) })
}

// A page is a file that is being written. All types with a name are collected before
// printing starts, so that links to them are known.
type page struct {
	bytes.Buffer
	types   []*model.Type
	anchors map[string]string // of types, by key
	names   map[string]string // anchors by the name in Go, for links in comments
	taken   map[string]bool
	own     *regexp.Regexp // the package's name in front of its types
}

func newPage(apis []*model.API) *page {
	p := &page{own: regexp.MustCompile(`(^|[^\pL\pN_.])` + apis[0].Origin.Name + `\.`), anchors: map[string]string{}, names: map[string]string{}, taken: map[string]bool{}}
	for _, api := range apis {
		for _, s := range api.Services {
			p.names[s.Name] = p.anchor(s.Name)
			for _, m := range s.Methods {
				p.names[s.Name+"."+m.Name] = p.anchor(s.Name + "." + m.Name)
			}
		}
	}
	for _, api := range apis {
		for _, s := range api.Services {
			for _, m := range s.Methods {
				p.collectMessage(m.Request)
				p.collectMessage(m.Response)
			}
		}
	}
	return p
}

// anchor returns a name for a place in the page that no other place has.
func (p *page) anchor(name string) string {
	unique := name
	for i := 2; p.taken[strings.ToLower(unique)]; i++ {
		unique = fmt.Sprintf("%s-%d", name, i)
	}
	p.taken[strings.ToLower(unique)] = true
	return unique
}

func (p *page) collectMessage(e *model.Envelope) {
	if t := whole(e); t != nil {
		p.collect(t)
		return
	}
	p.collectFields(e.Fields)
}

// whole returns the struct that is all of a message, nil if its fields come from several
// parameters or results.
func whole(e *model.Envelope) *model.Type {
	if e.Authored != nil {
		return e.Authored
	}
	if len(e.Fields) != 1 || !e.Fields[0].Embedded {
		return nil
	}
	if t := emit.Target(e.Fields[0].Type); t.Kind == model.Pointer {
		return t.Elem
	}
	return e.Fields[0].Type
}

func (p *page) collectFields(fields []*model.Field) {
	for _, f := range emit.WireFields(fields) {
		if f.JSON != cookieName {
			p.collect(f.Type)
		}
	}
}

// collect adds the types with a name that t consists of.
func (p *page) collect(t *model.Type) {
	if t == nil {
		return
	}
	t = emit.Resolve(t)
	if declared(t) {
		key := emit.TypeKey(t)
		if p.anchors[key] != "" {
			return
		}
		p.anchors[key] = p.anchor(emit.TypeName(t))
		if _, ok := p.names[t.Decl.Name]; !ok {
			p.names[t.Decl.Name] = p.anchors[key]
		}
		p.types = append(p.types, t)
	}
	p.collect(t.Key)
	p.collect(t.Elem)
	p.collectFields(t.Fields)
}

// declared says whether the page has a section for a type.
func declared(t *model.Type) bool {
	return t.Decl != nil && t.Decl.Package.Path != "" && t.Kind != model.Time && t.Kind != model.Invalid && t.Decl.Package.Path != emit.RuntimePath
}

const cookieName = "__cookie"

// print returns the whole page.
func (p *page) print(apis []*model.API) []byte {
	fmt.Fprintf(p, "<!--\n%s\n-->\n\n# Package %s\n", strings.Join(emit.Head(apis), "\n"), apis[0].Package.Name)
	for _, api := range apis {
		for _, s := range api.Services {
			p.service(s)
		}
	}
	if len(p.types) > 0 {
		p.WriteString("\n## Types\n")
		for _, t := range p.types {
			p.typ(t)
		}
	}
	return p.Bytes()
}

func (p *page) heading(level int, anchor, title string) {
	fmt.Fprintf(p, "\n<a id=\"%s\"></a>\n\n%s %s\n", anchor, strings.Repeat("#", level), escape(title))
}

// service prints a service: what it is, a list of its methods, and then these.
func (p *page) service(s *model.Service) {
	p.heading(2, p.names[s.Name], s.Name)
	p.doc(s.Doc)
	if len(s.Methods) > 0 {
		p.WriteString("\n| method | on the wire | |\n| --- | --- | --- |\n")
		for _, m := range s.Methods {
			fmt.Fprintf(p, "| [%s](#%s) | `POST /%s` | %s |\n", escape(m.Name), p.names[s.Name+"."+m.Name], m.Wire, cell(emit.Summary(m.Doc)))
		}
	}
	for _, m := range s.Methods {
		p.method(s, m)
	}
}

func (p *page) method(s *model.Service, m *model.Method) {
	p.heading(3, p.names[s.Name+"."+m.Name], s.Name+"."+m.Name)
	fmt.Fprintf(p, "\n```go\n%s\n```\n", m.Name+p.local(emit.NamedSignature(m, emit.GoType)))
	p.doc(m.Doc)
	fmt.Fprintf(p, "\nOn the wire: `POST /%s`\n", m.Wire)
	p.message("Request", m.Request)
	p.message("Response", m.Response)
}

// local leaves out the package's own name, as its files do.
func (p *page) local(text string) string { return p.own.ReplaceAllString(text, "$1") }

func (p *page) message(what string, e *model.Envelope) {
	if t := whole(e); t != nil {
		fmt.Fprintf(p, "\n%s: %s\n", what, p.ref(t))
		return
	}
	if !hasFields(e.Fields) {
		fmt.Fprintf(p, "\n%s: nothing but the cookie.\n", what)
		return
	}
	fmt.Fprintf(p, "\n%s:\n", what)
	p.fields(e.Fields)
}

// hasFields says whether there is more than the cookie.
func hasFields(fields []*model.Field) bool {
	return slices.ContainsFunc(emit.WireFields(fields), func(f *emit.WireField) bool { return f.JSON != cookieName })
}

// fields prints a table of fields.
func (p *page) fields(fields []*model.Field) {
	p.WriteString("\n| field | type | |\n| --- | --- | --- |\n")
	for _, f := range emit.WireFields(fields) {
		if f.JSON == cookieName {
			continue
		}
		about := strings.Join(emit.Paragraphs(f.Doc), " ")
		if f.Doc.Deprecated != "" {
			about = strings.TrimSpace("Deprecated: " + f.Doc.Deprecated + " " + about)
		}
		if rules := ruleText(f.Rules); rules != "" {
			about = strings.TrimSpace(about + " " + rules)
		}
		if f.Absent() {
			about = strings.TrimSpace("optional. " + about)
		}
		about = cell(about)
		if example, ok := emit.Example(f.Doc, f.Type); ok {
			about = strings.TrimSpace(about + " Example: " + code(string(example)))
		}
		fmt.Fprintf(p, "| `%s` | %s | %s |\n", strings.ReplaceAll(f.JSON, "|", `\|`), p.typeText(f), about)
	}
}

// typ prints the section of a type.
func (p *page) typ(t *model.Type) {
	p.heading(3, p.anchors[emit.TypeKey(t)], emit.TypeName(t))
	p.doc(t.Decl.Doc)
	if example, ok := emit.Example(t.Decl.Doc, t); ok {
		fmt.Fprintf(p, "\nExample: %s\n", code(string(example)))
	}
	if t.Kind == model.Struct {
		if !hasFields(t.Fields) {
			p.WriteString("\nIt has no fields.\n")
			return
		}
		p.fields(t.Fields)
		return
	}
	fmt.Fprintf(p, "\nIt travels as %s.\n", p.shape(t))
	if len(t.Decl.Values) == 0 {
		return
	}
	p.WriteString("\n| constant | value | |\n| --- | --- | --- |\n")
	for _, v := range t.Decl.Values {
		fmt.Fprintf(p, "| %s | %s | %s |\n", escape(v.Name), code(constantText(v, t.Kind)), cell(strings.Join(emit.Paragraphs(v.Doc), " ")))
	}
}
