package gogen

import (
	"bytes"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"unicode"

	"github.com/rpcgen/rpcgen/generator/model"
)

// The endings of the name of the file with the codecs: see suffix.
const (
	codecSuffix     = "_codec.gen.go"
	codecTestSuffix = "_codec_gen_test.go"
)

// A codecs is the file beside the stubs: functions that write and read the
// messages of its services without reflection. Like a file it has all names settled.
type codecs struct {
	api      *model.API
	imports  *imports
	list     []*structCodec               // in the order of the output
	of       map[*model.Type]*structCodec // by struct, nil for one that gets none
	bases    map[string]*model.Field      // what baseField has returned, by name
	packages map[string]string            // names by path of what is mentioned
	write    direction
	read     direction
	value    string // the local name of what is written or read
	object   string // the local name of the object that is being read
}

// A direction is what writing and reading differ in.
type direction struct {
	verb  string // Write
	typ   string // Writer
	local string // the name of the *codec.Writer
}

// settleCodecs chooses what is in the file and all its names, which are not among
// the stubs' names at package level. It returns nil if there is nothing to write.
func settleCodecs(f *file) *codecs {
	level := maps.Clone(f.level)
	c := &codecs{
		api:      f.api,
		imports:  newImports(f.api),
		of:       map[*model.Type]*structCodec{},
		bases:    map[string]*model.Field{},
		packages: map[string]string{},
	}
	c.usePackage(codecPackage)
	for _, s := range f.services {
		for _, m := range s.methods {
			c.message(s, &m.request)
			c.message(s, &m.response)
		}
	}
	if len(c.list) == 0 {
		return nil
	}
	declared := maps.Clone(level) // an import of the stubs' is no name of the package's, but must not become one
	for _, name := range f.imports.names {
		declared[name] = true
	}
	for _, k := range c.list {
		k.settle(declared, f.api)
		for _, name := range []string{k.write, k.read, k.list} {
			level[name] = true
		}
	}
	c.imports.choose(c.packages, level)
	for _, name := range c.imports.names {
		level[name] = true
	}
	// A local name must not hide a type that a function mentions.
	c.write = direction{"Write", "Writer", level.add("w")}
	c.read = direction{"Read", "Reader", level.add("r")}
	c.value, c.object = level.add("v"), level.add("o")
	return c
}

// name returns the output's name: catalog.go gives catalog_codec.gen.go, and
// catalog_test.go gives catalog_codec_gen_test.go.
func (c *codecs) name() string {
	return outputName(c.api, codecSuffix, codecTestSuffix)
}

// print returns the whole file, and forgets what is in it. It is printed on all cores, a few parts at a time,
// as it may be large.
func (c *codecs) print() []byte {
	const chunk = 64
	var out bytes.Buffer
	printHead(&out, c.api, c.imports)
	var head source
	c.registration(&head)
	out.Write(head.Bytes())
	start := out.Len()
	parts := make([]source, 4*runtime.GOMAXPROCS(0))
	for done := 0; done < len(c.list); {
		todo := c.list[done:min(len(c.list), done+chunk*len(parts))]
		n := (len(todo) + chunk - 1) / chunk
		each(n, func(i int) {
			parts[i].Reset()
			for _, k := range todo[i*chunk : min(len(todo), (i+1)*chunk)] {
				c.fieldList(&parts[i], k)
				c.writer(&parts[i], k)
				c.reader(&parts[i], k)
			}
		})
		for i := range n {
			out.WriteByte('\n')
			out.Write(parts[i].Bytes())
		}
		c.forget(todo)
		if done += len(todo); done == len(todo) {
			out.Grow((out.Len() - start) / done * (len(c.list) - done) * 21 / 20) // the rest is much the same
		}
	}
	return out.Bytes()
}

// forget drops codecs that have been printed, but for those whose functions others call.
func (c *codecs) forget(list []*structCodec) {
	for _, k := range list {
		if k.generated {
			delete(c.of, target(k.typ))
		}
	}
	clear(list)
}

// registration adds the function that makes the runtime use the codecs:
//
//	// The messages are written and read by the functions below, without reflection.
//	func init() {
//		codec.Register(writeCatalogBorrowRequest, readCatalogBorrowRequest)
//	}
func (c *codecs) registration(out *source) {
	out.declare("The messages are written and read by the functions below, without reflection.", func() bool {
		out.add(0, "func init() {")
		for _, k := range c.list {
			if k.message {
				out.add(1, c.imports.codec("Register"), "(", k.write, ", ", k.read, ")")
			}
		}
		out.add(0, "}")
		return false
	})
}

// message adds the codec of an envelope and of all that is in it. There is none
// for an envelope with fields that cannot be named.
func (c *codecs) message(s *service, e *envelope) {
	if e.authored {
		if c.static(e.Authored) {
			c.reach(s, e.Authored)
			c.of[target(e.Authored)].message = true
		}
		return
	}
	t := &model.Type{Kind: model.Struct, Decl: &model.Decl{Package: c.api.Package, Name: e.name}, Fields: []*model.Field{c.baseField(e.base)}}
	for i, f := range e.Fields {
		own := *f
		own.Name = e.fields[i]
		t.Fields = append(t.Fields, &own)
	}
	if k := c.codecOf(t); k != nil {
		k.generated, k.message = true, true
		c.add(s, k)
	}
}

// baseField is the field of a generated envelope that holds the cookie.
func (c *codecs) baseField(base string) *model.Field {
	if f := c.bases[base]; f != nil {
		return f
	}
	cookie := &model.Type{Kind: model.Custom, TakesNull: true, Decl: &model.Decl{Package: runtimePackage, Name: "Cookie"}}
	c.bases[base] = &model.Field{Name: base, Embedded: true, Anonymous: true, Type: &model.Type{
		Kind: model.Struct,
		Decl: &model.Decl{Package: runtimePackage, Name: base},
		Fields: []*model.Field{{
			Name: "Cookie", JSON: cookieName, Tag: `json:"__cookie,omitempty"`, Optional: true, OmitEmpty: true,
			Type: &model.Type{Kind: model.Pointer, Elem: cookie},
		}},
	}}
	return c.bases[base]
}

// cookieName is the cookie's name on the wire.
const cookieName = "__cookie"

// add adds a codec and those of what its fields hold.
func (c *codecs) add(s *service, k *structCodec) {
	if k.service != "" {
		return // it is there already
	}
	k.service = s.Name
	c.use(k.typ)
	c.list = append(c.list, k)
	for _, f := range k.fields {
		if !f.isCookie() {
			c.reach(s, f.Type)
		}
	}
}

// reach adds the codecs of a type and of what is in it, as far as it has any, and
// notes the packages that the functions have to name.
func (c *codecs) reach(s *service, t *model.Type) {
	if !c.static(t) {
		return
	}
	to := target(t)
	switch to.Kind {
	case model.Struct:
		c.add(s, c.of[to])
	case model.Pointer, model.Slice, model.Array, model.Map:
		if inner(to.Elem) {
			c.use(to.Elem)
		}
		c.reach(s, to.Elem)
	default:
	}
}

// use notes the packages that the spelling of t names.
func (c *codecs) use(t *model.Type) {
	c.imports.mention(t, c.usePackage)
}

func (c *codecs) usePackage(p model.Package) {
	if p.Path != "" && p.Path != c.api.Package.Path {
		c.packages[p.Path] = p.Name
	}
}

// hides says that the output's package declares a name that Go declares for everybody.
func (c *codecs) hides(name string) bool { _, taken := c.api.Taken[name]; return taken }

// settle chooses the names of a codec. An envelope's type has a name that no other
// in the package has. Other types may be reached from several files, each with
// codecs of its own, so theirs say for which service they are.
func (k *structCodec) settle(level scope, api *model.API) {
	name := words(k.typ)
	if !k.generated {
		name += "For" + first(k.service, unicode.ToUpper)
		if p := k.typ.Decl.Package; level["write"+name] && p.Path != api.Package.Path {
			name = first(p.Name, unicode.ToUpper) + name
		}
	}
	free := name
	for i := 2; ; i++ {
		k.write, k.read, k.list = "write"+free, "read"+free, model.JSONName(free)+"Fields"
		if !slices.ContainsFunc([]string{k.write, k.read, k.list}, func(n string) bool { return level[n] }) {
			break
		}
		free = fmt.Sprint(name, i)
	}
	for _, n := range []string{k.write, k.read, k.list} {
		level[n] = true
	}
}

// words returns what the name of a codec calls a type: PageLoanList for a
// Page[[]Loan].
func words(t *model.Type) string {
	if t.Decl != nil {
		s := first(t.Decl.Name, unicode.ToUpper)
		for _, a := range t.Decl.Args {
			s += words(a)
		}
		return s
	}
	switch t.Kind {
	case model.Pointer:
		return words(t.Elem) + "Pointer"
	case model.Slice:
		return words(t.Elem) + "List"
	case model.Array:
		return words(t.Elem) + "Array"
	case model.Map:
		return words(t.Elem) + "Map"
	case model.Bytes:
		return "Bytes"
	default:
		return first(basicName(t.Kind), unicode.ToUpper)
	}
}
