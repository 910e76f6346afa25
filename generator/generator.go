package generator

import (
	"context"
	"errors"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/load"
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
	list, err := emitters(cfg.Targets)
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
	p := emitAll(loaded, list, &problems)
	if err := problems.Err(); err != nil {
		return nil, err
	}
	p.dir, p.named = cfg.Dir, len(cfg.Types) > 0
	changes, err := p.changes()
	if err != nil {
		return nil, err
	}
	if err := p.dropped(changes); err != nil {
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
	memory.keep(loaded, changes)
	return result(changes), nil
}

// emitAll runs all emitters over all that was loaded.
func emitAll(loaded *load.Result, emitters []emit.Emitter, problems *diag.List) *plan {
	p := &plan{}
	for _, u := range loaded.Units {
		out := output{unit: u, files: map[string][]byte{}}
		for _, api := range u.APIs {
			for _, e := range emitters {
				for _, f := range e.Emit(api, problems) {
					out.files[f.Name] = f.Data
				}
			}
		}
		p.outputs = append(p.outputs, out)
	}
	return p
}

func result(changes []*change) *Result {
	r := &Result{}
	for _, c := range changes {
		r.Changes = append(r.Changes, c.Change)
	}
	return r
}
