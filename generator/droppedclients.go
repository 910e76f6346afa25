package generator

import (
	"go/token"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rpcgen/rpcgen/generator/diag"
)

var clientClass = regexp.MustCompile(`(?m)^export class (\w+)Client \{$`)

// droppedClients reports the clients that a run for some services of a package would
// take out of the one file that another target has for the package, though their
// interfaces are still there: go generate runs us for one source file after the other.
func (p *plan) droppedClients(changes []*change) error {
	if !p.named && !p.single {
		return nil // all of the package's services are here
	}
	var problems diag.List
	for _, c := range changes {
		if c.Old == nil || c.New == nil || !p.beside(c) {
			continue
		}
		before, _ := origin(c.Old)
		now, _ := origin(c.New)
		for _, source := range sources(before) {
			if p.single && slices.Contains(sources(now), source) {
				continue // it has been read, and wants them no more
			}
			for _, m := range clientClass.FindAllSubmatch(c.Old, -1) {
				name := string(m[1])
				if !strings.Contains(string(c.New), string(m[0])) && p.declares(source, name) {
					problems.Addf(token.Position{Filename: c.Name},
						`holds the client of %s in %s, which this run would drop; write all clients of a package in one run: mark the interfaces //rpcgen:service and run "rpcgen -ts DIR ." there`,
						name, path.Base(source))
				}
			}
		}
	}
	return problems.Err()
}

// beside says whether a change is of a file that a target beside Go writes.
func (p *plan) beside(c *change) bool {
	for _, out := range p.outputs {
		if out.unit == nil && out.files[filepath.Base(c.path)] != nil {
			return true
		}
	}
	return false
}

// declares says whether a source, which is a file with its package, declares an
// interface. The client of an unexported one has a capital all the same.
func (p *plan) declares(source, name string) bool {
	for _, api := range p.apis {
		if api.Origin.Path != path.Dir(source) || len(api.Services) == 0 {
			continue
		}
		names := declared(filepath.Join(filepath.Dir(api.Services[0].Pos.Filename), path.Base(source)))
		r, size := utf8.DecodeRuneInString(name)
		return names[name] || names[string(unicode.ToLower(r))+name[size:]]
	}
	return false
}
