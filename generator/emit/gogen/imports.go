package gogen

import (
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/model"
)

var (
	contextPackage = model.Package{Path: "context", Name: "context"}
	runtimePackage = model.Package{Path: "github.com/rpcgen/rpcgen/runtime", Name: "runtime"}
	codecPackage   = model.Package{Path: "github.com/rpcgen/rpcgen/runtime/codec", Name: "codec"}
)

// imports knows how the output spells types: by which name it imports a package
// and which types need none.
type imports struct {
	local string            // the output's own import path
	names map[string]string // by import path
	order []string          // import paths, sorted
	basic map[string]bool   // predeclared types that are mentioned
	hides func(name string) bool
}

// settleImports chooses a name for every package that the output mentions. The
// names at package level, which an import must not repeat, are in level.
func settleImports(api *model.API, level scope) *imports {
	im := newImports(api)
	im.basic["error"] = true
	packages := map[string]string{} // package names by path
	use := func(p model.Package) {
		if p.Path != "" && p.Path != im.local {
			packages[p.Path] = p.Name
		}
	}
	use(contextPackage)
	use(runtimePackage)
	use(api.Origin)
	for _, s := range api.Services {
		for _, m := range s.Methods {
			for _, list := range [][]*model.Param{m.Params, m.Results} {
				for _, p := range list {
					im.mention(p.Type, use)
				}
			}
		}
	}
	im.choose(packages, level)
	return im
}

func newImports(api *model.API) *imports {
	return &imports{
		local: api.Package.Path,
		names: map[string]string{},
		basic: map[string]bool{},
		hides: func(name string) bool { _, taken := api.Taken[name]; return taken },
	}
}

// choose chooses a name for each of packages, which are names by path.
func (im *imports) choose(packages map[string]string, level scope) {
	for p := range packages {
		im.order = append(im.order, p)
	}
	slices.Sort(im.order)

	used := maps.Clone(level)
	var clashing []string
	for _, p := range im.order {
		name := packages[p]
		if used[name] || reserved(name) || !ownsName(p, name, packages) {
			clashing = append(clashing, p)
			continue
		}
		im.names[p] = name
	}
	for _, name := range im.names {
		used[name] = true
	}
	for _, p := range clashing {
		im.names[p] = used.add(longName(p, packages[p]))
	}
}

// has says that the output imports a package by this name.
func (im *imports) has(name string) bool {
	for _, n := range im.names {
		if n == name {
			return true
		}
	}
	return false
}

// mention reports every package that the spelling of t names to use.
func (im *imports) mention(t *model.Type, use func(model.Package)) {
	if t == nil {
		return
	}
	if t.Decl != nil {
		use(t.Decl.Package)
		for _, a := range t.Decl.Args {
			im.mention(a, use)
		}
		return
	}
	if name := basicName(t.Kind); name != "" {
		im.basic[name] = true
	}
	if t.Kind == model.Bytes && (t.Elem == nil || t.Elem.Decl == nil) {
		return
	}
	im.mention(t.Key, use)
	im.mention(t.Elem, use)
	for _, f := range t.Fields {
		im.mention(f.Type, use)
	}
}

// ownsName says that the package with this path may be imported by its plain
// name although others have the same: the standard library goes first.
func ownsName(p, name string, packages map[string]string) bool {
	rivals, short, std := 0, 0, 0
	for q, n := range packages {
		if q == p || n != name {
			continue
		}
		rivals++
		if !strings.Contains(q, "/") {
			short++
		}
		if isStd(q) {
			std++
		}
	}
	switch {
	case rivals == 0:
		return true
	case !strings.Contains(p, "/"):
		return short == 0
	default:
		return isStd(p) && std == 0
	}
}

// isStd says that an import path looks like one of the standard library.
func isStd(p string) bool {
	elem, _, _ := strings.Cut(p, "/")
	return !strings.Contains(elem, ".")
}

// longName is the name for a package whose own is not to be had: that of the
// folder around it and its own.
func longName(p, name string) string {
	if p == runtimePackage.Path {
		return "rpcruntime"
	}
	elems := strings.Split(p, "/")
	elems = slices.DeleteFunc(elems, isVersion)
	if len(elems) < 2 {
		return "std" + name
	}
	parent, _, _ := strings.Cut(strings.TrimPrefix(elems[len(elems)-2], "go-"), ".")
	parent = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, parent)
	if parent == "" || unicode.IsDigit(rune(parent[0])) {
		parent = "pkg" + parent
	}
	return parent + name
}

// isVersion says that an element of an import path is a major version, "v2".
func isVersion(elem string) bool {
	digits, ok := strings.CutPrefix(elem, "v")
	_, err := strconv.Atoi(digits)
	return ok && err == nil
}

// assumedName is the name that readers and tools expect a package to have from
// its path alone. An import by another name says so.
func assumedName(p string) string {
	base := path.Base(p)
	if dir := path.Dir(p); isVersion(base) && dir != "." {
		base = path.Base(dir)
	}
	base = strings.TrimPrefix(base, "go-")
	if i := strings.IndexFunc(base, func(r rune) bool {
		return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}); i >= 0 {
		base = base[:i]
	}
	return base
}

// spellable reports the predeclared types that the output needs but cannot name,
// because its package declares something else by that name.
func (f *file) spellable(list *diag.List) bool {
	ok := true
	for _, name := range slices.Sorted(func(yield func(string) bool) {
		for n := range f.imports.basic {
			if f.imports.hides(n) && !yield(n) {
				return
			}
		}
	}) {
		if name == "any" || name == "byte" && !f.imports.hides("uint8") {
			continue // there is another way to write it
		}
		ok = false
		list.Addf(diag.NameTaken, f.api.Taken[name], "%s hides the predeclared type, which the stubs of %s need; rename it, or write the stubs into another package with -o",
			name, f.api.Services[0].Name)
	}
	return ok
}
