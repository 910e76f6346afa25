// Package implement writes the methods that a type lacks to implement an interface. What
// is in the user's files stays as it is, byte for byte; methods and imports are put
// between.
package implement

import (
	"context"
	"go/token"
	"os"
	"path/filepath"

	"github.com/rpcgen/rpcgen/generator/diag"
)

// A Config says what to implement, and by what.
type Config struct {
	// Dir is the working directory, "" the process's own.
	Dir string
	// Interface is the name of an interface in the package of the type, or that of
	// another package behind its import path or its directory: io.ReadCloser,
	// example.com/library.Library, ./library.Library.
	Interface string
	// Type is the name of the type, "" for the interface's own beginning in lower case.
	// It need not exist.
	Type string
	// File is where a type goes that does not exist, "" for a new file named after it.
	// Its directory is that of the type's package.
	File string
	// Tags are additional build tags, separated by commas.
	Tags string
	// Env is the environment for the go command, nil the process's own.
	Env []string
}

// A Result is what is to be changed.
type Result struct {
	Type    string   // the type's name
	Methods []string // those that it lacks, in the order of the interface
	Name    string   // the file that they go into
	Old     []byte   // what is in it, nil if it is new
	New     []byte   // what shall be in it
}

// Run finds out what is missing. It changes nothing on disk. If nothing is missing the
// result has no methods. What is wrong with the user's code is in a [diag.List].
func Run(ctx context.Context, cfg Config) (*Result, error) {
	w := &work{cfg: cfg}
	if w.load(ctx); len(w.diags) > 0 {
		return nil, w.diags.Err()
	}
	if w.choose(); len(w.diags) > 0 {
		return nil, w.diags.Err()
	}
	missing := w.missing()
	if len(w.diags) > 0 {
		return nil, w.diags.Err()
	}
	res := &Result{Type: w.name}
	for _, m := range missing {
		res.Methods = append(res.Methods, m.Name())
	}
	if len(missing) == 0 && w.typ != nil {
		return res, nil
	}
	res.Name = w.file
	if err := w.write(res, missing); err != nil {
		return nil, err
	}
	return res, w.diags.Err()
}

// write fills in the text.
func (w *work) write(res *Result, missing []*method) (err error) {
	if res.Old, err = os.ReadFile(w.path(w.file)); err != nil && !os.IsNotExist(err) {
		return err
	}
	t, err := newText(w, res.Old)
	if err != nil {
		return err
	}
	if w.typ == nil {
		t.declare()
	}
	for _, m := range missing {
		t.method(m)
	}
	if len(w.diags) > 0 {
		return nil
	}
	res.New, err = t.finish()
	return err
}

// path returns the path of a file given relative to the working directory.
func (w *work) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(w.cfg.Dir, name)
}

// problem adds a diagnostic that belongs to no position.
func (w *work) problem(code diag.Code, format string, args ...any) {
	w.diags.Addf(code, token.Position{}, format, args...)
}
