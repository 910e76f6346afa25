package generator

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/emit/gogen"
	"github.com/rpcgen/rpcgen/generator/emit/tsgen"
	"github.com/rpcgen/rpcgen/generator/emit/tsrpc"
)

// A Target is something that rpcgen can write beside the Go stubs.
type Target struct {
	Name string // by which Config.Outputs asks for it; also the flag of the command
	Help string // what it is, in one line

	emitter func() emit.Emitter
}

// targets is the table of emitters. A new target is a new row. The Go stubs are
// always written.
var targets = []Target{
	{"ts", "TypeScript clients, a file for each package", tsgen.New},
	{"tsrpc", "the serviceProto for TSRPC's clients, with its types", tsrpc.New},
}

// Targets returns what rpcgen can write beside the Go stubs.
func Targets() []Target { return append([]Target(nil), targets...) }

// An Output asks for one more target.
type Output struct {
	Target string // the name of a [Target]
	Dir    string // the directory for its files, which is made if it is not there
}

// outputs returns what cfg asks for beside the Go stubs.
func (c *Config) outputs() ([]output, error) {
	var list []output
	for _, o := range c.Outputs {
		e, err := find(o.Target)
		if err != nil {
			return nil, err
		}
		dir := o.Dir
		if !filepath.IsAbs(dir) {
			dir = filepath.Join(c.Dir, dir)
		}
		if dir, err = filepath.Abs(dir); err != nil {
			return nil, err
		}
		list = append(list, output{dir: dir, emitter: e})
	}
	return list, nil
}

// Wrappers returns the names of the wrappers that rpcgen can write.
func Wrappers() []string { return gogen.Wrappers() }

// stubs returns the emitter of the Go stubs and of what cfg asks for with them.
func (c *Config) stubs() (emit.Emitter, error) {
	for _, name := range c.Wrap {
		if !slices.Contains(Wrappers(), name) {
			return nil, fmt.Errorf("there is no wrapper %q; there is %s", name, strings.Join(Wrappers(), ", "))
		}
	}
	opts := []gogen.Option{gogen.WithWrappers(c.Wrap...)}
	if c.Fake {
		opts = append(opts, gogen.WithFakes())
	}
	return gogen.New(opts...), nil
}

// find returns the emitter of a target.
func find(name string) (emit.Emitter, error) {
	for _, t := range targets {
		if t.Name == name {
			return t.emitter(), nil
		}
	}
	return nil, fmt.Errorf("there is no target %q; there is %s", name, known())
}

func known() string {
	names := make([]string, len(targets))
	for i, t := range targets {
		names[i] = t.Name
	}
	return strings.Join(names, ", ")
}
