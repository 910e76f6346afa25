package generator

import (
	"fmt"
	"strings"

	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/emit/gogen"
)

// A Target is something that rpcgen can write.
type Target struct {
	Name string // by which Config.Targets asks for it
	Help string // what it is, in one line

	emitter func() emit.Emitter
}

// targets is the table of emitters. A new target is a new row.
var targets = []Target{
	{"go", "Go: client, server and messages", gogen.New},
}

// Targets returns what rpcgen can write.
func Targets() []Target { return append([]Target(nil), targets...) }

// emitters returns the emitters with the given names, that of Go if there are none.
func emitters(names []string) ([]emit.Emitter, error) {
	if len(names) == 0 {
		names = []string{"go"}
	}
	var list []emit.Emitter
	for _, name := range names {
		e := find(name)
		if e == nil {
			return nil, fmt.Errorf("there is no target %q; there is %s", name, known())
		}
		list = append(list, e)
	}
	return list, nil
}

func find(name string) emit.Emitter {
	for _, t := range targets {
		if t.Name == name {
			return t.emitter()
		}
	}
	return nil
}

func known() string {
	names := make([]string, len(targets))
	for i, t := range targets {
		names[i] = t.Name
	}
	return strings.Join(names, ", ")
}
