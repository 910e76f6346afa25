package gogen

import (
	"bytes"
	"slices"
	"strings"

	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// An Option asks for a file beside the stubs.
type Option func(*extras)

// WithFakes asks for fakes of the services.
func WithFakes() Option { return func(x *extras) { x.fake = true } }

// WithWrappers asks for wrappers of the services, each of which is among [Wrappers].
func WithWrappers(names ...string) Option {
	return func(x *extras) {
		for _, kind := range wrapKinds {
			if slices.Contains(names, kind.flag) && !slices.Contains(x.wrap, kind) {
				x.wrap = append(x.wrap, kind)
			}
		}
	}
}

// Wrappers returns the names of the wrappers that there are.
func Wrappers() []string {
	var names []string
	for _, kind := range wrapKinds {
		names = append(names, kind.flag)
	}
	return names
}

// extras are what is asked for beside the stubs.
type extras struct {
	fake bool
	wrap []*wrapKind // in the order of the output
}

// The endings of the names of the files for extras: see suffix.
const (
	fakeSuffix     = "_fake.gen.go"
	fakeTestSuffix = "_fake_gen_test.go"
	wrapSuffix     = "_wrap.gen.go"
	wrapTestSuffix = "_wrap_gen_test.go"
)

// settleExtras chooses the names that callers write, and returns them.
func (f *file) settleExtras(s *service) []string {
	var names []string
	if f.extras.fake {
		s.fake.name = s.Name + "Fake"
		names = append(names, s.fake.name)
	}
	for _, kind := range f.extras.wrap {
		w := &wrapper{wrapKind: kind, service: s, name: s.Name + kind.name, constructor: constructor(s.Name, kind.name)}
		s.wrappers = append(s.wrappers, w)
		names = append(names, w.name, w.constructor)
	}
	return names
}

// settleExtraMethods chooses the other names at package level.
func (f *file) settleExtraMethods(s *service) {
	if f.extras.fake {
		f.settleFake(s)
	}
	for _, w := range s.wrappers {
		if w.wrapKind == cacheKind {
			f.settleKept(s)
		}
	}
}

// extraFiles returns the files for the extras.
func (f *file) extraFiles() []emit.File {
	var files []emit.File
	if f.extras.fake {
		x := f.beside(f.usedByFakes)
		files = append(files, emit.File{Name: outputName(f.api, fakeSuffix, fakeTestSuffix), Data: x.printed((*file).fakeDecls)})
	}
	if len(f.extras.wrap) > 0 {
		x := f.beside(f.usedByWrappers)
		files = append(files, emit.File{Name: outputName(f.api, wrapSuffix, wrapTestSuffix), Data: x.printed((*file).wrapperDecls)})
	}
	return files
}

// beside returns f with the imports of another output: those that uses reports, and
// those for the types of all parameters and results.
func (f *file) beside(uses func(use func(model.Package))) *file {
	x := *f
	x.imports = newImports(f.api)
	packages := map[string]string{}
	use := func(p model.Package) {
		if p.Path != "" && p.Path != x.imports.local {
			packages[p.Path] = p.Name
		}
	}
	use(f.api.Origin)
	uses(use)
	for _, s := range f.services {
		for _, m := range s.methods {
			if m.Context {
				use(contextPackage)
			}
			for _, p := range slices.Concat(m.Params, m.Results) {
				x.imports.mention(p.Type, use)
			}
		}
	}
	x.imports.choose(packages, f.level)
	return &x
}

// printed returns a whole file with the declarations of each service.
func (f *file) printed(decls func(*file, *service) []decl) []byte {
	parts := make([][]byte, len(f.services))
	each(len(parts), func(i int) { parts[i] = printed(decls(f, f.services[i])) })
	var b bytes.Buffer
	printHead(&b, f.api, f.imports)
	b.Write(bytes.Join(parts, []byte("\n")))
	return b.Bytes()
}

// folded breaks a text into lines.
func folded(text string) string {
	const width = 90
	var b strings.Builder
	n := 0
	for i, word := range strings.Fields(text) {
		switch {
		case i == 0:
		case n+1+len(word) > width:
			b.WriteByte('\n')
			n = 0
		default:
			b.WriteByte(' ')
			n++
		}
		b.WriteString(word)
		n += len(word)
	}
	return b.String()
}

// listed returns words as a text has them: A, B and C.
func listed(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
