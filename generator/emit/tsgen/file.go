package tsgen

import "github.com/rpcgen/rpcgen/generator/emit"

// print returns the whole file.
func (f *file) print() []byte {
	p := &printer{}
	p.WriteString(emit.Header + "\n")
	for _, api := range f.apis {
		for _, s := range api.Services {
			p.WriteString(emit.ServiceSource(api, s.Name) + "\n")
		}
	}
	for _, n := range f.types {
		p.WriteByte('\n')
		f.typeDecl(p, n)
	}
	methods := f.methods()
	for _, n := range f.schemas {
		p.WriteByte('\n')
		schemaConstant(p, n)
	}
	for _, n := range f.rules {
		p.WriteByte('\n')
		rulesDecl(p, n)
	}
	for _, m := range methods {
		p.WriteByte('\n')
		m(p)
	}
	for _, s := range f.services {
		p.WriteByte('\n')
		f.class(p, s)
	}
	if f.checks {
		p.WriteString("\n" + checkPart())
	}
	p.WriteString(RuntimePart())
	return []byte(p.String())
}
