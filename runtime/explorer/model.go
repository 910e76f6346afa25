package explorer

import (
	"encoding/json"
	"reflect"
	"strings"
)

// A model is what the generator knew about the services. It is read loosely, as another
// release may have written it: what is missing stays empty.
type model struct {
	methods map[string]methodDoc // by name on the wire
	types   map[typeName]typeDoc
}

type typeName struct{ pkg, name string }

type methodDoc struct {
	service, serviceDoc, name, doc string
	deprecated                     string
	noCtx, byValue                 bool
}

// A typeDoc is a type in the file.
type typeDoc struct {
	Package string `json:"package"`
	Name    string `json:"name"`
	Doc     string `json:"doc"`
	Fields  []struct {
		Name string `json:"name"` // in JSON
		Go   string `json:"go"`
		Doc  string `json:"doc"`
	} `json:"fields"`
	Values []enumData `json:"values"`
}

// An enumData is a constant of a type.
type enumData struct {
	Name  string          `json:"name"`
	Value json.RawMessage `json:"value"`
	Doc   string          `json:"doc,omitempty"`
}

func newModel() *model {
	return &model{methods: map[string]methodDoc{}, types: map[typeName]typeDoc{}}
}

// add reads a file.
func (m *model) add(data []byte) error {
	var file struct {
		Services []struct {
			Name    string `json:"name"`
			Doc     string `json:"doc"`
			Methods []struct {
				Name       string `json:"name"`
				Wire       string `json:"wire"`
				Doc        string `json:"doc"`
				Deprecated string `json:"deprecated"`
				Context    *bool  `json:"context"`
				Params     []struct {
					Type struct {
						Kind string `json:"kind"`
					} `json:"type"`
				} `json:"params"`
			} `json:"methods"`
		} `json:"services"`
		Types []typeDoc `json:"types"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		return err
	}
	for _, s := range file.Services {
		for _, f := range s.Methods {
			m.methods[f.Wire] = methodDoc{
				service: s.Name, serviceDoc: strings.TrimSpace(s.Doc), name: f.Name,
				doc: strings.TrimSpace(f.Doc), deprecated: strings.TrimSpace(f.Deprecated),
				noCtx:   f.Context != nil && !*f.Context,
				byValue: len(f.Params) == 1 && f.Params[0].Type.Kind == "struct",
			}
		}
	}
	for _, t := range file.Types {
		if t.Package == "time" {
			t.Values = nil // a Duration is seldom one of its constants
		}
		m.types[typeName{t.Package, t.Name}] = t
	}
	return nil
}

// typeOf returns what is known about t, nothing for types without a name. What is said
// about a generic type is said about all of its instances.
func (m *model) typeOf(t reflect.Type) typeDoc {
	name, _, _ := strings.Cut(t.Name(), "[")
	return m.types[typeName{t.PkgPath(), name}]
}

// fieldDoc returns the documentation of a field, by its name in JSON or in Go.
func (d typeDoc) fieldDoc(wire, name string) string {
	for _, f := range d.Fields {
		if f.Go == name || f.Name == wire || f.Name == name {
			return strings.TrimSpace(f.Doc)
		}
	}
	return ""
}

// enum returns the type's constants that are values.
func (d typeDoc) enum() []enumData {
	var all []enumData
	for _, v := range d.Values {
		if len(v.Value) > 0 {
			all = append(all, v)
		}
	}
	return all
}
