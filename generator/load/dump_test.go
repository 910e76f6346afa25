package load

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rpcgen/rpcgen/generator/model"
)

// A dumper writes a result as compact text.
type dumper struct {
	strings.Builder
	dir   string
	decls []*model.Type // declared types in the order in which they are met
}

func dump(dir string, res *Result) string {
	d := &dumper{dir: dir}
	for _, u := range res.Units {
		rel, err := filepath.Rel(dir, u.Dir)
		if err != nil {
			rel = u.Dir
		}
		d.line("unit %s", filepath.ToSlash(rel))
		var names []string
		for name, asks := range u.Sources {
			if asks {
				name += "*"
			}
			names = append(names, name)
		}
		slices.Sort(names)
		if len(names) > 0 {
			d.line("sources %s", strings.Join(names, " "))
		}
		for _, api := range u.APIs {
			d.api(api)
		}
	}
	for i := 0; i < len(d.decls); i++ {
		d.decl(d.decls[i])
	}
	return d.String()
}

func (d *dumper) line(format string, args ...any) {
	d.WriteString(strings.TrimRight(fmt.Sprintf(format, args...), " ") + "\n")
}

func (d *dumper) api(api *model.API) {
	s := fmt.Sprintf("api %s in %s (%s)", api.Source, api.Package.Path, api.Package.Name)
	if api.Origin != api.Package {
		s += fmt.Sprintf(" from %s (%s)", api.Origin.Path, api.Origin.Name)
	}
	if api.Test {
		s += " test"
	}
	if api.Constraint != "" {
		s += " if " + api.Constraint
	}
	d.line("%s", s)
	var taken []string
	for name, pos := range api.Taken {
		taken = append(taken, fmt.Sprintf("%s@%s:%d", name, pos.Filename, pos.Line))
	}
	slices.Sort(taken)
	d.line("taken %s", strings.Join(taken, " "))
	for _, s := range api.Services {
		d.line("service %s path=%q %s%s", s.Name, s.Path, s.Pos, doc(s.Doc))
		for _, m := range s.Methods {
			d.method(m)
		}
	}
}

func doc(doc model.Doc) string {
	s := ""
	if doc.Text != "" {
		s = fmt.Sprintf(" %q", doc.Text)
	}
	if doc.Deprecated != "" {
		s += fmt.Sprintf(" deprecated %q", doc.Deprecated)
	}
	return s
}

func (d *dumper) method(m *model.Method) {
	params := d.params(m.Params)
	if m.Context {
		params = append([]string{"ctx"}, params...)
	}
	if m.Variadic {
		params[len(params)-1] += "..."
	}
	d.line("  %s %s(%s) (%s) %s%s", m.Wire, m.Name, strings.Join(params, ", "), strings.Join(d.params(m.Results), ", "), m.Pos, doc(m.Doc))
	if m.Idempotent {
		d.line("    idempotent")
	}
	if m.Lifetime != 0 {
		d.line("    cache %s of%s", m.Lifetime, flats(m.Params))
	}
	d.line("    > %s", d.envelope(m.Request))
	d.line("    < %s", d.envelope(m.Response))
}

// flats says which parameters are flat.
func flats(ps []*model.Param) string {
	s := ""
	for _, p := range ps {
		s += fmt.Sprintf(" %s:%t", p.Name, p.Flat)
	}
	return s
}

func (d *dumper) params(ps []*model.Param) []string {
	var list []string
	for _, p := range ps {
		list = append(list, strings.TrimSpace(p.Name+" "+d.ref(p.Type)))
	}
	return list
}

func (d *dumper) envelope(e *model.Envelope) string {
	if e.Authored != nil {
		if e.Pointer {
			return "authored *" + d.ref(e.Authored)
		}
		return "authored " + d.ref(e.Authored)
	}
	var list []string
	for _, f := range e.Fields {
		list = append(list, d.field(f))
	}
	return strings.Join(list, "; ")
}

func (d *dumper) field(f *model.Field) string {
	s := f.Name
	if f.JSON != "" {
		s += " " + f.JSON
	}
	if f.Type != nil {
		s += " " + d.ref(f.Type)
	}
	for _, flag := range []struct {
		on   bool
		name string
	}{
		{f.Embedded, "embedded"},
		{f.Anonymous && !f.Embedded, "anonymous"},
		{f.Hidden, "hidden"},
		{f.Optional, "optional"},
		{f.OmitEmpty, "omitempty"},
		{f.OmitZero, "omitzero"},
		{f.Quoted, "quoted"},
	} {
		if flag.on {
			s += " " + flag.name
		}
	}
	return s + doc(f.Doc)
}

// ref writes a type as it is mentioned.
func (d *dumper) ref(t *model.Type) string {
	if t == nil {
		return "?"
	}
	if t.Decl != nil {
		if !slices.Contains(d.decls, t) {
			d.decls = append(d.decls, t)
		}
		return d.name(t)
	}
	return d.structure(t)
}

func (d *dumper) name(t *model.Type) string {
	s := t.Decl.Name
	if t.Decl.Package.Name != "" {
		s = t.Decl.Package.Name + "." + s
	}
	var args []string
	for _, a := range t.Decl.Args {
		args = append(args, d.ref(a))
	}
	if args != nil {
		s += "[" + strings.Join(args, ",") + "]"
	}
	return s
}

var kindNames = map[model.Kind]string{
	model.Invalid: "invalid", model.Bool: "bool", model.Int: "int", model.Int8: "int8", model.Int16: "int16", model.Int32: "int32",
	model.Int64: "int64", model.Uint: "uint", model.Uint8: "uint8", model.Uint16: "uint16", model.Uint32: "uint32",
	model.Uint64: "uint64", model.Uintptr: "uintptr", model.Float32: "float32", model.Float64: "float64", model.String: "string",
	model.Bytes: "bytes", model.Time: "time", model.RawJSON: "raw", model.Any: "any", model.Custom: "custom", model.Text: "text",
}

func (d *dumper) structure(t *model.Type) string {
	switch t.Kind {
	case model.Pointer:
		return "*" + d.ref(t.Elem)
	case model.Slice:
		return "[]" + d.ref(t.Elem)
	case model.Array:
		return fmt.Sprintf("[%d]%s", t.Len, d.ref(t.Elem))
	case model.Map:
		key := d.ref(t.Key)
		if t.Key.ParsesKeys {
			key += " parsed"
		}
		return "map[" + key + "]" + d.ref(t.Elem)
	case model.Struct:
		var list []string
		for _, f := range t.Fields {
			list = append(list, d.field(f))
		}
		return "{" + strings.Join(list, "; ") + "}"
	default:
	}
	if t.Decl == nil && len(t.Fields) > 0 {
		return fmt.Sprintf("%s with %d fields", kindNames[t.Kind], len(t.Fields))
	}
	return kindNames[t.Kind]
}

func (d *dumper) decl(t *model.Type) {
	eq := ""
	if t.Decl.Alias {
		eq = "= "
	}
	if t.Kind != model.Struct {
		d.line("type %s %s%s%s%s", d.name(t), eq, d.structure(t), inGo(t), doc(t.Decl.Doc))
	} else {
		d.line("type %s %sstruct%s%s", d.name(t), eq, inGo(t), doc(t.Decl.Doc))
		for _, f := range t.Fields {
			d.line("  %s", d.field(f))
		}
	}
	for _, v := range t.Decl.Values {
		d.line("  %s = %s%s", v.Name, v.Value, doc(v.Doc))
	}
}

// inGo writes what matters to Go only.
func inGo(t *model.Type) (s string) {
	if t.Under != model.Invalid {
		names := map[model.Kind]string{model.Slice: "slice", model.Array: "array", model.Map: "map", model.Struct: "struct"}
		s += " over " + cmp.Or(names[t.Under], kindNames[t.Under])
	}
	if t.TakesNull {
		s += " takes-null"
	}
	if t.IsZero {
		s += " iszero"
	}
	if t.Decl.Hidden {
		s += " no-name"
	}
	if t.Decl.Target != nil && t.Decl.Target.Decl != nil {
		s += " of " + t.Decl.Target.Decl.Name
	}
	return s
}
