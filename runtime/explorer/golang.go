package explorer

import (
	"go/token"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/rpcgen/rpcgen/runtime"
)

// A goCall is what the line needs that calls a method in Go.
type goCall struct {
	Service string       `json:"service"` // the interface
	Method  string       `json:"method"`
	Imports []importData `json:"imports,omitempty"` // of the generated client
	Package string       `json:"package"`
	NoCtx   bool         `json:"noCtx,omitempty"`
	Args    []goArg      `json:"args,omitempty"`
	Results []string     `json:"results,omitempty"`
}

// A goArg is an argument: the value of a field of the request, or all of it.
type goArg struct {
	Type     int    `json:"type"`
	Field    string `json:"field,omitempty"` // in JSON, "" for all of the request
	Pointer  bool   `json:"pointer,omitempty"`
	Variadic bool   `json:"variadic,omitempty"`
}

// An importData is a package: as it is called in code, and its path.
type importData struct {
	Name string `json:"name"`
	Path string `json:"path"`
}

// names are what a method is called.
type names struct {
	heading string // what the page lists it under
	short   string
	service string // the interface in Go
	method  string // and its method
}

// namesOf finds out what methods are called in Go. The model knows. Without it, the names
// of generated messages tell: LibraryBorrowRequest is that of Library's Borrow. A method
// whose messages are the author's own has its service from others of the same path and
// package.
func namesOf(methods []runtime.MethodInfo, m *model) []names {
	type place struct{ path, pkg string }
	services := map[place]string{}
	all := make([]names, len(methods))
	for i, info := range methods {
		dir, short := path.Split(info.Name)
		dir = strings.TrimSuffix(dir, "/")
		n := names{heading: path.Base(dir), short: short}
		if doc, ok := m.methods[info.Name]; ok && doc.service != "" {
			n.service, n.method = doc.service, doc.name
		} else {
			n.service, n.method = generatedFor(info, n.heading, exported(short))
		}
		at := place{dir, info.Request.PkgPath()}
		if n.service != "" && services[at] == "" {
			services[at] = n.service
		}
		all[i] = n
	}
	for i, info := range methods {
		n := &all[i]
		dir := strings.TrimSuffix(strings.TrimSuffix(info.Name, n.short), "/")
		if n.service == "" {
			n.service, n.method = services[place{dir, info.Request.PkgPath()}], exported(n.short)
		}
		if dir == "" { // path.Base makes it a dot
			n.heading = n.service
		}
		if n.service == "" {
			n.service = exported(n.heading)
		}
	}
	return all
}

// generatedFor reads service and method off the name of a generated message.
func generatedFor(info runtime.MethodInfo, path, method string) (service, name string) {
	for _, both := range []string{
		strings.TrimSuffix(info.Request.Name(), "Request"),
		strings.TrimSuffix(info.Response.Name(), "Response"),
	} {
		if rest, ok := strings.CutPrefix(both, path); ok && token.IsExported(rest) {
			return path, rest
		}
		if rest, ok := strings.CutSuffix(both, method); ok && rest != "" {
			return rest, method
		}
	}
	return "", method
}

func exported(name string) string {
	if name == "" || name == "." {
		return ""
	}
	return strings.ToUpper(name[:1]) + name[1:]
}

// goCall describes a call in Go. Generated messages have a field for each parameter or
// result, the last one with omitempty if it is variadic, or embed the only one. Others
// are the author's own, and are passed as they stand.
func (w *walker) goCall(info runtime.MethodInfo, n names, doc methodDoc) goCall {
	call := goCall{
		Service: n.service, Method: n.method, NoCtx: doc.noCtx,
		Imports: importsOf(info.Request), Package: packageName(info.Request),
	}
	if info.Request.Name() != n.service+n.method+"Request" {
		call.Args = []goArg{{Type: w.of(info.Request), Pointer: !doc.byValue}}
	} else {
		w.eachField(info.Request, func(f reflect.StructField, wire string, omit bool) {
			if f.Anonymous {
				wire, omit = "", false
			}
			call.Args = append(call.Args, goArg{Type: w.of(f.Type), Field: wire, Variadic: omit && f.Type.Kind() == reflect.Slice})
		})
	}
	if info.Response.Name() != n.service+n.method+"Response" {
		call.Results = []string{"result"}
		return call
	}
	w.eachField(info.Response, func(f reflect.StructField, wire string, _ bool) {
		if f.Anonymous || !token.IsIdentifier(wire) {
			wire = "result"
		}
		call.Results = append(call.Results, wire)
	})
	return call
}

// eachField calls f with the fields of a generated message but its base.
func (w *walker) eachField(t reflect.Type, f func(sf reflect.StructField, wire string, omit bool)) {
	for i := range t.NumField() {
		sf := t.Field(i)
		if sf.Type == reflect.TypeFor[runtime.BaseRequest]() || sf.Type == reflect.TypeFor[runtime.BaseResponse]() {
			continue
		}
		wire, options, _ := strings.Cut(sf.Tag.Get("json"), ",")
		f(sf, wire, strings.Contains(options, "omitempty"))
	}
}

// paths are the import paths in the name of a generic type: reflect writes its type
// arguments with them, as in api.Page[example.com/api.Book].
var paths = regexp.MustCompile(`([\w.~-]+/)+`)

// goName returns a type as code of another package writes it.
func goName(t reflect.Type) string { return paths.ReplaceAllString(t.String(), "") }

func packageName(t reflect.Type) string {
	name, _, _ := strings.Cut(t.String(), ".")
	return name
}

// argument is a named type among type arguments.
var argument = regexp.MustCompile(`((?:[\w.~-]+/)*)([\w-]+)\.(\w+)`)

// hidden reports whether the name of a type has a part that is not exported.
func hidden(t reflect.Type) bool {
	switch {
	case t.PkgPath() != "":
		name, args, _ := strings.Cut(t.Name(), "[")
		return !token.IsExported(name) || slices.ContainsFunc(argument.FindAllStringSubmatch(args, -1), func(m []string) bool {
			return !token.IsExported(m[3])
		})
	case t.Name() != "":
		return false
	case t.Kind() == reflect.Struct:
		for i := range t.NumField() {
			if f := t.Field(i); !f.IsExported() || hidden(f.Type) {
				return true
			}
		}
	case t.Kind() == reflect.Map:
		return hidden(t.Key()) || hidden(t.Elem())
	case t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Array:
		return hidden(t.Elem())
	}
	return false
}

// importsOf returns the packages that the name of a type mentions.
func importsOf(t reflect.Type) []importData {
	var all []importData
	switch {
	case t.PkgPath() != "":
		all = append(all, importData{packageName(t), t.PkgPath()})
		if _, args, generic := strings.Cut(t.Name(), "["); generic {
			for _, m := range argument.FindAllStringSubmatch(args, -1) {
				all = append(all, importData{m[2], m[1] + m[2]})
			}
		}
	case t.Name() != "":
	case t.Kind() == reflect.Struct:
		for i := range t.NumField() {
			all = append(all, importsOf(t.Field(i).Type)...)
		}
	case t.Kind() == reflect.Map:
		all = append(importsOf(t.Key()), importsOf(t.Elem())...)
	case t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Array:
		all = importsOf(t.Elem())
	}
	return all
}
