package load

import (
	"go/ast"
	"go/types"
	"reflect"
	"strings"
	"unicode"

	"github.com/rpcgen/rpcgen/generator/model"
)

// cookieName is the name on the wire that belongs to the runtime.
const cookieName = "__cookie"

// runtimePath is all that the generator knows of the runtime.
const runtimePath = "github.com/rpcgen/rpcgen/runtime"

// isBase says whether t is one of the runtime's two base types, and which.
func isBase(t types.Type) (name string, ok bool) {
	n, isNamed := types.Unalias(t).(*types.Named)
	if !isNamed || n.Obj().Pkg() == nil || n.Obj().Pkg().Path() != runtimePath {
		return "", false
	}
	name = n.Obj().Name()
	return name, name == "BaseRequest" || name == "BaseResponse"
}

// fields fills in the fields of a struct, by encoding/json's rules.
func (c *converter) fields(mt *model.Type, s *types.Struct, at place) {
	c.goFields[mt] = s.NumFields()
	literal := mt.Decl == nil
	syntax := fieldSyntax(s, at)
	for i := range s.NumFields() {
		f := &model.Field{}
		src := place{}
		if syntax != nil {
			src = place{syntax[i].Type, at.in}
			f.Doc = docOf([]*ast.CommentGroup{syntax[i].Doc}, syntax[i].Comment)
		}
		c.field(f, s.Field(i), s.Tag(i), src)
		c.rules(mt, f)
		if f.Hidden && literal {
			f.Type = c.typ(s.Field(i).Type(), src)
		}
		if f.Hidden && !literal {
			continue
		}
		mt.Fields = append(mt.Fields, f)
		if literal && f.Hidden && !c.canWrite(f.Type) {
			c.badFields[f] = problem{text: c.name(s.Field(i).Type()) + " cannot be written down again; give the struct a name", name: true}
		}
	}
}

// fieldSyntax returns the source of each field of a struct, nil if it is not known.
func fieldSyntax(s *types.Struct, at place) []*ast.Field {
	if at.x == nil {
		return nil
	}
	x, ok := ast.Unparen(at.x).(*ast.StructType)
	if !ok {
		return nil
	}
	var list []*ast.Field
	for _, f := range x.Fields.List {
		for range max(1, len(f.Names)) {
			list = append(list, f)
		}
	}
	if len(list) != s.NumFields() {
		return nil // source that does not compile, or not the source of this struct
	}
	return list
}

// field fills in a field. The type of a hidden one is left open.
func (c *converter) field(f *model.Field, v *types.Var, tag string, src place) {
	f.Name, f.Tag, f.Anonymous, f.Pos = v.Name(), tag, v.Embedded(), c.u.l.position(v.Pos())
	jsonTag := reflect.StructTag(tag).Get("json")
	target := v.Type()
	if p, ok := types.Unalias(target).(*types.Pointer); ok {
		target = p.Elem()
	}
	_, isStruct := target.Underlying().(*types.Struct)
	f.Hidden = jsonTag == "-" || !v.Exported() && (!v.Embedded() || !isStruct)
	if f.Hidden {
		return
	}
	name, opts := parseTag(jsonTag)
	f.Type = c.typ(v.Type(), src)
	f.OmitEmpty, f.OmitZero = opts["omitempty"], opts["omitzero"]
	f.Quoted = opts["string"] && canQuote(target)
	f.Optional = f.OmitEmpty || f.OmitZero || optional(v.Type())
	switch {
	case name != "":
		f.JSON = name
	case v.Embedded() && isStruct:
		f.Embedded, f.Optional = true, false
		c.checkEmbedded(f, v, target)
	default:
		f.JSON = v.Name()
	}
	if f.JSON == cookieName && !isCookie(v) {
		c.badFields[f] = problem{text: `the name "__cookie" on the wire belongs to the runtime; give the field another name in its tag`}
	}
}

// isCookie says whether v is the field of one of the runtime's base types.
func isCookie(v *types.Var) bool {
	return v.Pkg() != nil && v.Pkg().Path() == runtimePath && v.Name() == "Cookie"
}

// checkEmbedded notes what encoding/json would silently lose.
func (c *converter) checkEmbedded(f *model.Field, v *types.Var, target types.Type) {
	_, pointer := types.Unalias(v.Type()).(*types.Pointer)
	switch {
	case pointer && !v.Exported():
		c.badFields[f] = problem{text: "an embedded pointer to an unexported struct cannot be filled in; embed the struct itself, or export its type"}
	case kindOf(target) != model.Struct && kindOf(target) != model.Invalid:
		c.badFields[f] = problem{text: "embedded, " + c.name(target) + " would be left out, as its own methods do not count here; give the field a name"}
	}
}

// parseTag splits the json key of a struct's tag as encoding/json does, which
// ignores names that it does not like.
func parseTag(tag string) (name string, opts map[string]bool) {
	name, rest, _ := strings.Cut(tag, ",")
	if !validTagName(name) {
		name = ""
	}
	if rest != "" {
		opts = map[string]bool{}
		for o := range strings.SplitSeq(rest, ",") {
			opts[o] = true
		}
	}
	return name, opts
}

func validTagName(s string) bool {
	for _, c := range s {
		if !strings.ContainsRune("!#$%&()*+-./:;<=>?@[]^_{|}~ ", c) && !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			return false
		}
	}
	return s != ""
}

// canQuote says whether the "string" option means anything to a type.
func canQuote(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && basicKinds[b.Kind()] != model.Invalid
}
