package tsrpc

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/rpcgen/rpcgen/generator/emit"
)

// A printer writes the types of a module.
type printer struct {
	strings.Builder
	module  *module
	local   map[string]string            // what the types are called here, by id
	imports map[string]map[string]string // by module: names there, and here
	taken   scope
}

// print returns the file of a module: the imports, and the types as their schemas have
// them.
func (m *module) print() []byte {
	p := &printer{module: m, local: map[string]string{}, imports: map[string]map[string]string{}, taken: words(reserved)}
	for _, d := range m.decls {
		p.local[d.id] = d.name
		p.taken[d.name] = true
	}
	for _, d := range m.decls {
		p.WriteByte('\n')
		p.decl(d)
	}
	return []byte(emit.Header + "\n" + m.about + "\n\n" + p.importLines() + strings.TrimPrefix(p.String(), "\n"))
}

// importLines returns the imports:
//
//	import type { BaseRequest, BaseResponse } from '../base';
func (p *printer) importLines() string {
	var b strings.Builder
	for _, from := range slices.Sorted(maps.Keys(p.imports)) {
		var list []string
		for _, name := range slices.Sorted(maps.Keys(p.imports[from])) {
			list = append(list, as(name, p.imports[from][name]))
		}
		b.WriteString("import type { " + strings.Join(list, ", ") + " } from '" + from + "';\n")
	}
	if b.Len() > 0 {
		b.WriteByte('\n')
	}
	return b.String()
}

// imported returns what a name of another file is called here.
func (p *printer) imported(from, name, local string) string {
	if p.imports[from] == nil {
		p.imports[from] = map[string]string{}
	}
	p.imports[from][name] = local
	return local
}

// scalar returns the name of a number that has no fraction.
func (p *printer) scalar(name string) string { return p.imported("tsrpc-proto", name, name) }

// name returns what a declared type is called here.
func (p *printer) name(id string) string {
	if p.local[id] == "" {
		p.local[id] = p.taken.add(path.Base(id))
		p.imported(relative(p.module.path, path.Dir(id)), path.Base(id), p.local[id])
	}
	return p.local[id]
}

// relative returns how one module imports another.
func relative(from, to string) string {
	up := strings.Count(from, "/")
	if up == 0 {
		return "./" + to
	}
	return strings.Repeat("../", up) + to
}

// decl prints a declaration.
func (p *printer) decl(d *decl) {
	p.WriteString(d.comment)
	switch d.schema.Type {
	case "Interface":
		p.interfaceDecl(d)
	case "Enum":
		p.enum(d)
	default:
		p.WriteString("export type " + d.name + " = " + p.typ(d.schema) + ";\n")
	}
}

// interfaceDecl prints an interface:
//
//	export interface Loan extends Base {
//	    /** Due is when the book must be back. */
//	    due?: Date;
//	}
func (p *printer) interfaceDecl(d *decl) {
	line := "export interface " + d.name
	for i, b := range d.schema.Extends {
		line += []string{" extends ", ", "}[min(i, 1)] + p.typ(b.Type)
	}
	if len(d.schema.Properties) == 0 && d.schema.Index == nil {
		p.WriteString(line + " {}\n")
		return
	}
	p.WriteString(line + " {\n")
	for _, it := range d.schema.Properties {
		p.lines(it.comment)
		p.lines(p.property(it) + ";\n")
	}
	if d.schema.Index != nil {
		p.lines(p.index(d.schema.Index) + ";\n")
	}
	p.WriteString("}\n")
}

// enum prints an enum:
//
//	export enum Color {
//	    Red = "red",
//	}
func (p *printer) enum(d *decl) {
	p.WriteString("export enum " + d.name + " {\n")
	for _, m := range d.schema.Members {
		p.lines(m.comment)
		p.lines(m.constant + " = " + string(m.Value) + ",\n")
	}
	p.WriteString("}\n")
}

// lines writes lines, indented.
func (p *printer) lines(text string) {
	for line := range strings.Lines(text) {
		p.WriteString("    " + line)
	}
}

func (p *printer) property(it *item) string {
	name := property(it.Name)
	if it.Optional {
		name += "?"
	}
	return name + ": " + p.typ(it.Type)
}

func (p *printer) index(ix *index) string {
	return "[key: " + strings.ToLower(ix.KeyType) + "]: " + p.typ(ix.Type)
}

// typ returns the type that a schema describes.
func (p *printer) typ(s *schema) string {
	switch s.Type {
	case "Number":
		if s.ScalarType != "" {
			return p.scalar(s.ScalarType)
		}
		return "number"
	case "Date":
		return "Date"
	case "Buffer":
		return s.ArrayType
	case "Literal":
		return string(s.Literal)
	case "Reference":
		return p.name(s.Target)
	case "Array":
		if s.ElementType.Type == "Union" {
			return "(" + p.typ(s.ElementType) + ")[]"
		}
		return p.typ(s.ElementType) + "[]"
	case "Tuple":
		var list []string
		for _, t := range s.ElementTypes {
			list = append(list, p.typ(t))
		}
		return "[" + strings.Join(list, ", ") + "]"
	case "Union":
		var list []string
		for _, m := range s.Members {
			list = append(list, p.typ(m.Type))
		}
		return strings.Join(list, " | ")
	case "Interface":
		return p.inline(s)
	default: // Boolean, String, Any
		return strings.ToLower(s.Type)
	}
}

// inline returns an interface without a name.
func (p *printer) inline(s *schema) string {
	var list []string
	for _, it := range s.Properties {
		list = append(list, p.property(it))
	}
	if s.Index != nil {
		list = append(list, p.index(s.Index))
	}
	if len(list) == 0 {
		return "{}"
	}
	return "{ " + strings.Join(list, "; ") + " }"
}
