package explorer

import (
	"reflect"
	"strings"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/codec"
)

// A description is what the page knows about a server. It is the JSON in the page.
type description struct {
	Prefix   string       `json:"prefix"`
	Problems []string     `json:"problems,omitempty"`
	Methods  []methodData `json:"methods"`
	Types    []*typeData  `json:"types"` // named by their index
}

// A methodData is one method on the page.
type methodData struct {
	Name       string `json:"name"`    // on the wire
	Service    string `json:"service"` // as a heading
	ServiceDoc string `json:"serviceDoc,omitempty"`
	Short      string `json:"short"`
	Doc        string `json:"doc,omitempty"`
	Deprecated string `json:"deprecated,omitempty"`
	Request    int    `json:"request"`
	Response   int    `json:"response"`
	Go         goCall `json:"go"`
}

// A typeData is a type as the form needs it; see [codec.Shape].
type typeData struct {
	Kind    codec.ShapeKind `json:"kind"`
	Go      string          `json:"go"` // as code of another package writes it
	Named   bool            `json:"named,omitempty"`
	Hidden  bool            `json:"hidden,omitempty"`  // other packages cannot write it
	Imports []importData    `json:"imports,omitempty"` // what that code needs
	Bits    int             `json:"bits,omitempty"`
	Len     int             `json:"len,omitempty"`
	Key     int             `json:"key,omitempty"`
	Elem    int             `json:"elem,omitempty"`
	Doc     string          `json:"doc,omitempty"`
	Fields  []fieldData     `json:"fields,omitempty"`
	Enum    []enumData      `json:"enum,omitempty"`
	// Embeds are the types of the embedded structs that fields come through, by path.
	Embeds map[string]int `json:"embeds,omitempty"`
}

type fieldData struct {
	Name     string   `json:"name"`
	Type     int      `json:"type"`
	Go       []string `json:"go"` // the way to it, by names of Go
	Doc      string   `json:"doc,omitempty"`
	Optional bool     `json:"optional,omitempty"`
	Omit     bool     `json:"omit,omitempty"`
	Quoted   bool     `json:"quoted,omitempty"`
}

// describe walks the types of all methods, each of them once.
func describe(methods []runtime.MethodInfo, m *model) *description {
	w := &walker{model: m, at: map[reflect.Type]int{}}
	w.types = append(w.types, &typeData{Kind: codec.ShapeNone}) // 0 is no type
	names := namesOf(methods, m)
	d := &description{Methods: []methodData{}}
	for i, info := range methods {
		n := names[i]
		doc := m.methods[info.Name]
		d.Methods = append(d.Methods, methodData{
			Name: info.Name, Service: n.heading, ServiceDoc: doc.serviceDoc, Short: n.short, Doc: doc.doc, Deprecated: doc.deprecated,
			Request: w.of(info.Request), Response: w.of(info.Response), Go: w.goCall(info, n, doc),
		})
	}
	d.Types = w.types
	return d
}

// A walker numbers the types that it meets.
type walker struct {
	model *model
	types []*typeData
	at    map[reflect.Type]int
}

func (w *walker) of(t reflect.Type) int {
	if t == nil {
		return 0
	}
	if i, ok := w.at[t]; ok {
		return i
	}
	shape, i := codec.ShapeOf(t), len(w.types)
	data := &typeData{Kind: shape.Kind, Go: goName(t), Named: t.Name() != "", Hidden: hidden(t), Imports: importsOf(t), Bits: shape.Bits, Len: shape.Len}
	w.at[t], w.types = i, append(w.types, data) // before what is in it, which may lead back here
	doc := w.model.typeOf(t)
	data.Doc, data.Enum = strings.TrimSpace(doc.Doc), doc.enum()
	data.Key, data.Elem = w.of(shape.Key), w.of(shape.Elem)
	for _, f := range shape.Fields {
		if shape := codec.ShapeOf(deref(f.Type)); shape.Kind != codec.ShapeCookie {
			data.Fields = append(data.Fields, w.field(data, t, f))
		}
	}
	return i
}

// field describes a field of t, and what it is embedded in.
func (w *walker) field(data *typeData, t reflect.Type, f codec.ShapeField) fieldData {
	out := fieldData{Name: f.Name, Type: w.of(f.Type), Optional: f.Optional, Omit: f.Omit, Quoted: f.Quoted}
	owner := t
	for i, n := range f.Index {
		owner = deref(owner)
		sf := owner.Field(n)
		if out.Go = append(out.Go, sf.Name); i == len(f.Index)-1 {
			out.Doc = w.model.typeOf(owner).fieldDoc(f.Name, sf.Name)
			break
		}
		if data.Embeds == nil {
			data.Embeds = map[string]int{}
		}
		data.Embeds[strings.Join(out.Go, ".")] = w.of(sf.Type)
		owner = sf.Type
	}
	return out
}

func deref(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}
