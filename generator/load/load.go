// Package load reads Go source and fills the model from it.
//
// It parses and type-checks the package that declares the services from source
// and takes everything it imports from the compiler's export data, which one
// run of the go command lists. So the package need not compile: it may use the
// very stubs that are to be generated. What an earlier run generated is not read.
package load

import (
	"context"
	"go/build"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/model"
)

// A Config says what to load. There are three modes: with Types the interfaces
// named there, else with Patterns those that are marked //rpcgen:service in the
// packages, else the exported interfaces of File.
type Config struct {
	// Dir is the working directory. File, Patterns and OutDir are relative to it,
	// and so are the file names in positions. "" is the process's own.
	Dir string
	// Base is what the file names in positions are relative to, if not to Dir.
	Base string
	// File is the base name of a Go file in Dir, as go generate gives it in $GOFILE.
	// If it is a test file, Types are looked for in the package's test files too.
	File string
	// Patterns are package patterns as the go command understands them. With
	// Types at most one package, "." if there is none.
	Patterns []string
	// Types are the names of interfaces.
	Types []string
	// Tags is a comma-separated list of build tags, added to those of $GOFLAGS.
	Tags string
	// OutDir and OutPkg are directory and name of the package that the output
	// goes to. Without OutDir it goes to the package that declares the services.
	// Without OutPkg the package has the name that its files in OutDir have, or
	// else that of the directory.
	OutDir, OutPkg string
	// Env is the environment of the go command; nil is the process's own.
	Env []string
	// Lists keeps what the go command says from one run to the next, nil nowhere. Runs
	// that share one have the same Tags and Env.
	Lists *Lists
}

// A Result is what was found: at least one unit. With types or a file at least one
// unit has an API; with patterns there may be nothing but output of earlier runs.
type Result struct {
	Units []*Unit
	// Inputs are what else the result comes from.
	Inputs Inputs
}

// A Unit is a directory that output goes to. With patterns there are also units
// without an API: packages in which there is output of an earlier run.
type Unit struct {
	// Dir is the directory's absolute path.
	Dir string
	// APIs are what to generate, one for each source file that declares services,
	// sorted by the name of the source file.
	APIs []*model.API
	// Sources are the Go files that exist in Dir, by base name, without our own
	// output, and whether each asks for stubs: by a //go:generate line, a marker
	// or a -type flag on a //go:generate line of another file. (Where no output is
	// named after a file it may say false.) Output whose source is not here, or
	// does not ask for it, is an orphan. Sources is nil if the output goes to a
	// package of its own, where nothing is known about other output.
	Sources map[string]bool
}

// Load loads what cfg asks for. If there is anything wrong with the user's code
// the error is a [diag.List] with all that is wrong. Then the Result, if it is not
// nil, has the services that nothing is wrong with: nothing may be written for
// them, but there may be more to say about them.
func Load(ctx context.Context, cfg Config) (*Result, error) {
	l, err := newLoader(ctx, cfg)
	if err != nil {
		return nil, err
	}
	res := l.load()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return res, l.diags.Err()
}

// A loader holds what one run shares.
type loader struct {
	ctx   context.Context // of the run that the loader is made for
	cfg   Config
	dir   string // absolute working directory
	base  string // what positions are relative to, absolute
	env   environment
	build *build.Context
	fset  *token.FileSet
	diags diag.List

	inputs Inputs
}

func newLoader(ctx context.Context, cfg Config) (*loader, error) {
	dir, err := filepath.Abs(cfg.Dir)
	if err != nil {
		return nil, err
	}
	base := dir
	if cfg.Base != "" {
		if base, err = filepath.Abs(cfg.Base); err != nil {
			return nil, err
		}
	}
	l := &loader{ctx: ctx, cfg: cfg, dir: dir, base: base, fset: token.NewFileSet(), inputs: Inputs{Known: true}}
	l.env = newEnvironment(cfg.Env)
	l.build = l.env.buildContext(cfg.Tags)
	return l, nil
}

// load picks the mode. What is wrong with the user's code goes to l.diags.
func (l *loader) load() *Result {
	var targets []*target
	var idle []*Unit
	switch {
	case len(l.cfg.Types) > 0:
		targets = l.byType()
	case len(l.cfg.Patterns) > 0:
		targets, idle = l.byPattern()
	case l.cfg.File != "":
		targets = l.byFile()
	default:
		l.diags.Add(diag.NoServices, token.Position{}, `nothing says what to read; run rpcgen from a //go:generate line, or name packages ("rpcgen ./...") or interfaces (-type)`)
	}
	if len(l.diags) > 0 {
		return nil
	}
	var units []*Unit
	if len(targets) > 0 {
		units = l.resolve(targets)
	} else {
		l.inputs.Known = false // only the go command has seen what there is
	}
	units = append(units, idle...)
	slices.SortFunc(units, func(a, b *Unit) int { return strings.Compare(a.Dir, b.Dir) })
	return &Result{Units: units, Inputs: l.inputs}
}

// resolve type-checks the targets and builds the model. It first leaves out what
// is most likely not needed: imports that only function bodies mention, and our
// own output. If then something is missing it tries again with everything.
func (l *loader) resolve(targets []*target) []*Unit {
	for _, full := range []bool{false, true} {
		u := l.newUniverse(targets, full)
		if u == nil {
			return nil
		}
		b := newBuilder(l, u)
		units := b.units(targets)
		u.inputs(&l.inputs, units)
		if full || !b.unsure {
			l.diags = append(l.diags, b.diags...)
			return units
		}
	}
	return nil
}

// position returns where pos is, by the file as it is on disk: line directives
// would lead to places that our messages are not about.
func (l *loader) position(pos token.Pos) token.Position { return l.fset.PositionFor(pos, false) }

// label returns the name of a file as positions show it.
func (l *loader) label(file string) string { return diag.Rel(l.base, file) }

// readDirNames returns the names of the Go files in dir, sorted.
func readDirNames(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		name := e.Name()
		if e.IsDir() || filepath.Ext(name) != ".go" || name[0] == '_' || name[0] == '.' {
			continue
		}
		if e.Type()&fs.ModeSymlink != 0 {
			if info, err := os.Stat(filepath.Join(dir, name)); err == nil && info.IsDir() {
				continue
			}
		}
		names = append(names, name)
	}
	return names, nil
}
