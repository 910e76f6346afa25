// Package load reads Go source and fills the model from it.
//
// It parses and type-checks the package that declares the services from source
// and takes everything it imports from the compiler's export data, which one
// run of the go command lists. So the package need not compile: it may use the
// very stubs that are to be generated. What an earlier run generated is not read.
package load

import (
	"context"
	"errors"

	"github.com/rpcgen/rpcgen/generator/model"
)

// A Config says what to load. There are three modes: with Types the interfaces
// named there, else with Patterns those that are marked //rpcgen:service in the
// packages, else the exported interfaces of File.
type Config struct {
	// Dir is the working directory. File, Patterns and OutDir are relative to it,
	// and so are the file names in positions. "" is the process's own.
	Dir string
	// File is the base name of a Go file in Dir, as go generate gives it in $GOFILE.
	// If it is a test file, the package's test files are loaded in every mode.
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
}

// A Result is what was found: at least one unit with at least one API.
type Result struct {
	Units []*Unit
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
	// or a -type flag on a //go:generate line of another file. Output whose source
	// is not here, or does not ask for it, is an orphan. It is nil if the output
	// goes to a package of its own, where nothing is known about other output.
	Sources map[string]bool
}

// Load loads what cfg asks for. If there is anything wrong with the user's code
// the error is a diag.List with all that is wrong, and the Result is nil.
func Load(ctx context.Context, cfg Config) (*Result, error) {
	return newLoader(ctx, cfg).load()
}

type loader struct{ cfg Config }

func newLoader(_ context.Context, cfg Config) *loader { return &loader{cfg: cfg} }

func (l *loader) load() (*Result, error) { return nil, errors.ErrUnsupported }
