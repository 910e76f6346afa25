package tsrpc

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/rpcgen/rpcgen/generator/emit"
)

// A proto is the services of a run and all types that they use.
type proto struct {
	services []*service
	types    types // in the order in which the services lead to them
	modules  []*module
	module   map[string]*module // by path
	files    map[string]string  // the modules for the types of packages, by the package's path
	sources  []string           // of the services
}

// A service is what TSRPC calls a method.
type service struct {
	ID   int    `json:"id"`
	Name string `json:"name"` // "Library/Borrow"
	Type string `json:"type"` // "api"

	request, response *decl
}

// types are schemas by name. As JSON they are an object.
type types []*decl

// MarshalJSON writes the schemas in their order.
func (t types) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, d := range t {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(quote(d.id) + ":")
		data, err := marshal(d.schema, "")
		if err != nil {
			return nil, err
		}
		b.Write(data)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// UnmarshalJSON reads the schemas, sorted by name.
func (t *types) UnmarshalJSON(data []byte) error {
	var byName map[string]*schema
	if err := json.Unmarshal(data, &byName); err != nil {
		return err
	}
	for id, s := range byName {
		if s == nil {
			return fmt.Errorf("there is no schema for %s", id)
		}
		*t = append(*t, &decl{id: id, schema: s})
	}
	slices.SortFunc(*t, func(a, b *decl) int { return strings.Compare(a.id, b.id) })
	return nil
}

// marshal returns v as JSON.stringify would write it.
func marshal(v any, indent string) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// print returns serviceProto.ts, given from where on ids are free.
func (p *proto) print(next map[string]int) []byte {
	var b bytes.Buffer
	b.WriteString(emit.Header + "\n")
	for _, s := range p.sources {
		b.WriteString(s + "\n")
	}
	b.WriteString(record{Files: p.files, Next: next}.line() + "\n\n")
	p.serviceType(&b)
	data, err := marshal(struct {
		Services []*service `json:"services"`
		Types    types      `json:"types"`
	}{p.services, p.types}, "    ")
	if err != nil {
		data = []byte(quote(err.Error())) // which cannot be: a schema is plain data
	}
	b.WriteString("\n" + protoStart + string(data) + ";\n")
	return b.Bytes()
}

// serviceType prints the imports, and the types of all services by name:
//
//	export interface ServiceType {
//	    api: {
//	        "Library/Borrow": {
//	            req: ReqBorrow,
//	            res: ResBorrow
//	        }
//	    },
//	    msg: {
//
//	    }
//	}
func (p *proto) serviceType(b *bytes.Buffer) {
	b.WriteString("import type { ServiceProto } from 'tsrpc-proto';\n")
	taken := words("ServiceProto ServiceType serviceProto")
	var body strings.Builder
	for i, s := range p.services {
		req, res := taken.add(s.request.name), taken.add(s.response.name)
		fmt.Fprintf(b, "import type { %s, %s } from './%s';\n", as(s.request.name, req), as(s.response.name, res), path.Dir(s.request.id))
		if i > 0 {
			body.WriteString(",\n")
		}
		fmt.Fprintf(&body, "        %s: {\n            req: %s,\n            res: %s\n        }", quote(s.Name), req, res)
	}
	fmt.Fprintf(b, "\nexport interface ServiceType {\n    api: {\n%s\n    },\n    msg: {\n\n    }\n}\n", &body)
}

// as returns how an import gives something another name.
func as(name, local string) string {
	if name == local {
		return name
	}
	return name + " as " + local
}
