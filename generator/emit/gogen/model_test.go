package gogen_test

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/rpcgen/rpcgen/generator/model"
)

// A world is the source of a test: packages in an archive, by import path. The
// path "." is example.com/lib, the package that declares the services.
type world struct {
	fset  *token.FileSet
	files map[string][]*ast.File
	done  map[string]*types.Package
}

const libPath = "example.com/lib"

func parseWorld(t *testing.T, ar *txtar.Archive) *world {
	t.Helper()
	w := &world{fset: token.NewFileSet(), files: map[string][]*ast.File{}, done: map[string]*types.Package{}}
	for _, f := range slices.Concat(std.Files, ar.Files) {
		if strings.HasSuffix(f.Name, ".go") && !strings.Contains(f.Name, ".gen.") {
			w.add(t, f.Name, f.Data)
		}
	}
	return w
}

func (w *world) add(t *testing.T, name string, src []byte) {
	t.Helper()
	f, err := parser.ParseFile(w.fset, path.Base(name), src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	dir := path.Dir(name)
	if dir == "." {
		dir = libPath
	}
	w.files[dir] = append(w.files[dir], f)
}

// Import type-checks a package. What is missing is no error here, as the stubs
// may be.
func (w *world) Import(p string) (*types.Package, error) {
	if pkg := w.done[p]; pkg != nil {
		return pkg, nil
	}
	conf := types.Config{Importer: w, Error: func(error) {}}
	pkg, _ := conf.Check(p, w.fset, w.files[p], nil)
	w.done[p] = pkg
	return pkg, nil
}

// check type-checks a package and reports what is wrong with it.
func (w *world) check(t *testing.T, p string) {
	t.Helper()
	delete(w.done, p)
	conf := types.Config{Importer: w, Error: func(err error) { t.Error(err) }}
	w.done[p], _ = conf.Check(p, w.fset, w.files[p], nil)
}

// std is what the tests need of other people's packages.
var std = txtar.Parse([]byte(`
-- context/context.go --
package context
type Context interface{ Err() error }
func Background() Context { return nil }
-- time/time.go --
package time
type Time struct{ wall uint64 }
func (Time) IsZero() bool { return true }
-- encoding/json/json.go --
package json
type RawMessage []byte
type Number string
-- github.com/rpcgen/rpcgen/runtime/runtime.go --
package runtime
import "context"
const Generated1 = true
type (
	Client struct{}
	Server struct{}
	Cookie struct{}
	BaseRequest struct{ Cookie *Cookie "json:\"__cookie,omitempty\"" }
	BaseResponse struct{ Cookie *Cookie "json:\"__cookie,omitempty\"" }
	Method[Req, Res any] struct{}
)
func NewMethod[Req, Res any](name string) *Method[Req, Res] { return nil }
func (*Method[Req, Res]) Call(ctx context.Context, c *Client, req *Req) (*Res, error) { return nil, nil }
func (*Method[Req, Res]) Handle(s *Server, h func(context.Context, *Req) (*Res, error)) {}
-- github.com/rpcgen/rpcgen/runtime/codec/codec.go --
package codec
import (
	"encoding/json"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
)
type (
	Writer struct{}
	Reader struct{}
	FieldList struct{}
	Object struct{ Field int }
	Signed interface{ ~int | ~int8 | ~int16 | ~int32 | ~int64 }
	Unsigned interface{ ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr }
	Float interface{ ~float32 | ~float64 }
)
func (w *Writer) Open(*FieldList) {}
func (w *Writer) Name(string) {}
func (w *Writer) Text(string) {}
func (w *Writer) Close() {}
func (w *Writer) Cookie(*runtime.Cookie) {}
func (r *Reader) Object(*FieldList) Object { return Object{} }
func (o *Object) Next(*Reader) bool { return false }
func Fields[T any](names ...string) *FieldList { return nil }
func Register[T any](write func(*Writer, *T), read func(*Reader, *T)) {}
func WriteString[S ~string](*Writer, *S) {}
func WriteBool[B ~bool](*Writer, *B) {}
func WriteInt[I Signed](*Writer, *I) {}
func WriteUint[U Unsigned](*Writer, *U) {}
func WriteFloat[F Float](*Writer, *F) {}
func WriteBytes[B ~[]byte](*Writer, *B) {}
func WriteTime(*Writer, *time.Time) {}
func WriteRaw(*Writer, *json.RawMessage) {}
func WriteAny(*Writer, *any) {}
func WriteValue[T any](*Writer, *T) {}
func WritePointer[T any](*Writer, **T, func(*Writer, *T)) {}
func WriteList[S ~[]T, T any](*Writer, *S, func(*Writer, *T)) {}
func WriteArray[T any](*Writer, []T, func(*Writer, *T)) {}
func WriteMap[M ~map[K]T, K ~string, T any](*Writer, *M, func(*Writer, *T)) {}
func WriteQuoted[T any](*Writer, *T, func(*Writer, *T)) {}
func ReadString[S ~string](*Reader, *S) {}
func ReadBool[B ~bool](*Reader, *B) {}
func ReadInt[I Signed](*Reader, *I) {}
func ReadUint[U Unsigned](*Reader, *U) {}
func ReadFloat[F Float](*Reader, *F) {}
func ReadBytes[B ~[]byte](*Reader, *B) {}
func ReadTime(*Reader, *time.Time) {}
func ReadRaw(*Reader, *json.RawMessage) {}
func ReadAny(*Reader, *any) {}
func ReadValue[T any](*Reader, *T) {}
func ReadCookie(*Reader, **runtime.Cookie) {}
func ReadPointer[T any](*Reader, **T, func(*Reader, *T)) {}
func Embedded[T any](p **T) *T { return *p }
func ReadList[S ~[]T, T any](*Reader, *S, func(*Reader, *T)) {}
func ReadStrings[L ~[]string](*Reader, *L) {}
func ReadArray[T any](*Reader, []T, func(*Reader, *T)) {}
func ReadMap[M ~map[K]T, K ~string, T any](*Reader, *M, func(*Reader, *T)) {}
func ReadQuoted[T any](*Reader, *T, func(*Reader, *T)) {}
func IsZero[T any](*T) bool { return false }
`))

// A builder makes a model from type information, as far as these tests need it.
// The loader knows a lot more; here it shall not be in the way.
type builder struct {
	world *world
	types map[types.Type]*model.Type
}

// api returns the model of all exported interfaces with methods in lib, for
// output into the package with path out.
func (w *world) api(t *testing.T, out model.Package) *model.API {
	t.Helper()
	pkg, _ := w.Import(libPath)
	b := &builder{world: w, types: map[types.Type]*model.Type{}}
	api := &model.API{Package: out, Origin: b.pkg(pkg), Source: "api.go", Taken: map[string]token.Position{}}
	if out.Path == "" {
		api.Package = api.Origin
		for _, name := range pkg.Scope().Names() {
			api.Taken[name] = w.fset.Position(pkg.Scope().Lookup(name).Pos())
		}
	}
	var list []*types.TypeName
	for _, name := range pkg.Scope().Names() {
		obj, ok := pkg.Scope().Lookup(name).(*types.TypeName)
		if ok && obj.Exported() && types.IsInterface(obj.Type()) {
			list = append(list, obj)
		}
	}
	slices.SortFunc(list, func(a, b *types.TypeName) int { return cmp.Compare(a.Pos(), b.Pos()) })
	for _, obj := range list {
		if s := b.service(obj); len(s.Methods) > 0 {
			api.Services = append(api.Services, s)
		}
	}
	return api
}

func (b *builder) pkg(p *types.Package) model.Package {
	if p == nil {
		return model.Package{}
	}
	return model.Package{Path: p.Path(), Name: p.Name()}
}

func (b *builder) service(obj *types.TypeName) *model.Service {
	s := &model.Service{Name: obj.Name(), Path: obj.Name(), Pos: b.world.fset.Position(obj.Pos())}
	s.Doc = b.doc(obj)
	it := obj.Type().Underlying().(*types.Interface)
	var funcs []*types.Func
	for f := range it.Methods() {
		funcs = append(funcs, f)
	}
	slices.SortFunc(funcs, func(x, y *types.Func) int { return cmp.Compare(x.Pos(), y.Pos()) })
	for _, f := range funcs {
		s.Methods = append(s.Methods, b.method(s, f))
	}
	return s
}

// doc finds the comment of an object by its position.
func (b *builder) doc(obj types.Object) (d model.Doc) {
	for _, f := range b.world.files[libPath] {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GenDecl:
				if len(n.Specs) == 1 {
					if s, ok := n.Specs[0].(*ast.TypeSpec); ok && s.Name.Pos() == obj.Pos() {
						d.Text = n.Doc.Text()
					}
				}
			case *ast.Field:
				if len(n.Names) == 1 && n.Names[0].Pos() == obj.Pos() {
					d.Text = n.Doc.Text()
				}
			}
			return true
		})
	}
	if _, after, ok := strings.Cut(d.Text, "\nDeprecated: "); ok {
		d.Deprecated = strings.TrimSpace(after)
	}
	return d
}

func (b *builder) method(s *model.Service, f *types.Func) *model.Method {
	sig := f.Signature()
	m := &model.Method{Name: f.Name(), Wire: s.Name + "/" + f.Name(), Doc: b.doc(f), Variadic: sig.Variadic()}
	for i := range sig.Params().Len() {
		v := sig.Params().At(i)
		if i == 0 && v.Type().String() == "context.Context" {
			m.Context = true
			continue
		}
		m.Params = append(m.Params, b.param(v))
	}
	for i := range sig.Results().Len() - 1 {
		m.Results = append(m.Results, b.param(sig.Results().At(i)))
	}
	m.Request = b.envelope(m.Params, "BaseRequest", "arg%d")
	m.Response = b.envelope(m.Results, "BaseResponse", "result%d")
	if m.Variadic && m.Request.Authored == nil {
		m.Request.Fields[len(m.Request.Fields)-1].OmitEmpty = true
	}
	return m
}

func (b *builder) param(v *types.Var) *model.Param {
	p := &model.Param{Name: v.Name(), Type: b.typ(v.Type())}
	if p.Name == "_" {
		p.Name = ""
	}
	return p
}

func (b *builder) envelope(params []*model.Param, base, unnamed string) *model.Envelope {
	e := &model.Envelope{}
	if len(params) == 1 {
		st := params[0].Type
		if st.Decl == nil && st.Kind == model.Pointer {
			e.Pointer, st = true, st.Elem
		}
		if st.Kind == model.Struct && st.Decl != nil {
			if len(st.Fields) > 0 && st.Fields[0].Anonymous && st.Fields[0].Name == base {
				e.Authored = st
				return e
			}
			e.Pointer = false
			e.Fields = []*model.Field{{Name: "arg", Type: params[0].Type, Embedded: true, Anonymous: true}}
			return e
		}
		e.Pointer = false
	}
	for i, p := range params {
		name := p.Name
		if name == "" {
			name = fmt.Sprintf(unnamed, i+1)
			if len(params) == 1 && unnamed == "result%d" {
				name = "result"
			}
		}
		e.Fields = append(e.Fields, &model.Field{Name: name, JSON: strings.ToLower(name), Type: p.Type})
	}
	return e
}

func (b *builder) typ(t types.Type) *model.Type {
	if done := b.types[t]; done != nil {
		return done
	}
	m := &model.Type{}
	b.types[t] = m
	var obj *types.TypeName
	var args *types.TypeList
	switch t := t.(type) {
	case *types.Alias:
		obj, args = t.Obj(), t.TypeArgs()
	case *types.Named:
		obj, args = t.Obj(), t.TypeArgs()
	}
	if obj != nil && obj.Pkg() != nil {
		m.Decl = &model.Decl{Package: b.pkg(obj.Pkg()), Name: obj.Name()}
		for a := range args.Types() {
			m.Decl.Args = append(m.Decl.Args, b.typ(a))
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		for k := model.Bool; k <= model.String; k++ {
			if strings.EqualFold(kindNames[k], u.Name()) {
				m.Kind = k
			}
		}
	case *types.Interface:
		m.Kind = model.Any
	case *types.Pointer:
		m.Kind, m.Elem = model.Pointer, b.typ(u.Elem())
	case *types.Slice:
		m.Kind, m.Elem = model.Slice, b.typ(u.Elem())
		if u.Elem().String() == "byte" {
			m.Kind, m.Elem = model.Bytes, nil
		}
	case *types.Array:
		m.Kind, m.Elem, m.Len = model.Array, b.typ(u.Elem()), u.Len()
	case *types.Map:
		m.Kind, m.Key, m.Elem = model.Map, b.typ(u.Key()), b.typ(u.Elem())
	case *types.Struct:
		m.Kind = model.Struct
		for i := range u.NumFields() {
			m.Fields = append(m.Fields, b.field(u.Field(i), u.Tag(i)))
		}
	}
	if m.Decl != nil {
		known(m)
	}
	return m
}

func (b *builder) field(v *types.Var, tag string) *model.Field {
	f := &model.Field{Name: v.Name(), Type: b.typ(v.Type()), Tag: tag, Anonymous: v.Anonymous(), Hidden: !v.Exported() && !v.Anonymous()}
	name, options, _ := strings.Cut(reflect.StructTag(tag).Get("json"), ",")
	f.OmitEmpty, f.OmitZero = strings.Contains(options, "omitempty"), strings.Contains(options, "omitzero")
	f.Quoted = strings.Contains(options, "string")
	f.Optional = f.OmitEmpty || f.OmitZero || f.Type.Kind == model.Pointer || f.Type.Kind == model.Any
	if f.Embedded = v.Anonymous() && name == "" && (f.Type.Kind == model.Struct || f.Type.Kind == model.Pointer); !f.Embedded {
		f.JSON = cmp.Or(name, v.Name())
	}
	return f
}

// known sets what the loader knows of types that travel in a way of their own.
func known(m *model.Type) {
	switch m.Decl.Package.Path + "." + m.Decl.Name {
	case "time.Time":
		m.Kind, m.Under, m.Fields, m.IsZero = model.Time, model.Struct, nil, true
	case "encoding/json.RawMessage":
		m.Kind, m.Under = model.RawJSON, model.Slice
	case "encoding/json.Number":
		m.Kind, m.Under = model.Float64, model.String
	}
	m.Decl.Hidden = !token.IsExported(m.Decl.Name) && m.Decl.Package.Path != libPath
}

var kindNames = []string{
	model.Bool: "bool", model.Int: "int", model.Int8: "int8", model.Int16: "int16", model.Int32: "int32", model.Int64: "int64",
	model.Uint: "uint", model.Uint8: "uint8", model.Uint16: "uint16", model.Uint32: "uint32", model.Uint64: "uint64",
	model.Uintptr: "uintptr", model.Float32: "float32", model.Float64: "float64", model.String: "string",
}
