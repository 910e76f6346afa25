package generator

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/load"
	"github.com/rpcgen/rpcgen/generator/model"
)

// A Result says what a run has changed or, with Config.Check, would change.
type Result struct {
	Changes []Change // sorted by name
	// Cached says that nothing was looked at but what the last run like this has
	// read, because none of it has changed and it left nothing to do.
	Cached bool
}

// A Change is a file that is not as it should be.
type Change struct {
	Name string // relative to the working directory if it lies below
	Old  []byte // nil if there was no file
	New  []byte // nil if there shall be none
}

// Diff returns the change as a unified diff.
func (c Change) Diff() []byte {
	from, to := c.Name, c.Name
	if c.Old == nil {
		from = "/dev/null"
	}
	if c.New == nil {
		to = "/dev/null"
	}
	return diff.Diff(from, c.Old, to, c.New)
}

// Run generates what cfg asks for.
//
// If something is wrong with the code that it reads, or in the way of what it
// writes, the error is a [diag.List] with all of it. After an error nothing has
// changed on disk. Run may be called by several goroutines at once, as long as they
// write into different directories.
func Run(ctx context.Context, cfg Config) (*Result, error) {
	others, err := cfg.outputs()
	if err != nil {
		return nil, err
	}
	stubs, err := cfg.stubs()
	if err != nil {
		return nil, err
	}
	memory := recall(&cfg)
	if memory.settled() {
		return &Result{Cached: true}, nil
	}
	loaded, err := load.Load(ctx, cfg.load())
	problems, ok := errors.AsType[diag.List](err)
	if err != nil && (!ok || loaded == nil) {
		return nil, err
	}
	// What is wrong with one service does not keep us from looking at the others.
	p := &plan{dir: cfg.Dir, named: len(cfg.Types) > 0}
	p.single = !p.named && cfg.File != "" && len(cfg.Patterns) == 0
	p.emitAll(loaded, stubs, others, &problems)
	if err := problems.Err(); err != nil {
		return nil, err
	}
	changes, err := p.changes()
	if err != nil {
		return nil, err
	}
	if err := p.dropped(changes); err != nil {
		return nil, err
	}
	if err := p.droppedServices(changes); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if !cfg.Check {
		if err := write(changes); err != nil {
			return nil, err
		}
	}
	memory.keep(loaded, p.outputs, changes)
	return result(changes), nil
}

// emitAll writes the Go stubs of each package that was loaded into its directory,
// and everything into those of the other outputs.
func (p *plan) emitAll(loaded *load.Result, stubs emit.Emitter, others []output, problems *diag.List) {
	for _, u := range loaded.Units {
		out := output{dir: u.Dir, unit: u, emitter: stubs}
		p.emit(out, u.APIs, problems)
		p.apis = append(p.apis, u.APIs...)
	}
	for _, out := range others {
		p.emit(out, p.apis, problems)
	}
}

// emit adds out with its files.
func (p *plan) emit(out output, apis []*model.API, problems *diag.List) {
	in := emit.Input{APIs: apis, Dir: p.rel(out.dir), Old: func(name string) []byte {
		file := filepath.Join(out.dir, filepath.FromSlash(name))
		if !regular(file) {
			return nil
		}
		data, err := os.ReadFile(file)
		if err != nil {
			return nil // if there is one that cannot be read, the comparison with it says so
		}
		return data
	}}
	out.files = map[string][]byte{}
	for _, f := range out.emitter.Emit(in, problems) {
		out.files[f.Name] = f.Data
	}
	p.outputs = append(p.outputs, out)
}

func result(changes []*change) *Result {
	r := &Result{}
	for _, c := range changes {
		r.Changes = append(r.Changes, c.Change)
	}
	return r
}
