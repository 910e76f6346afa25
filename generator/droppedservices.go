package generator

import (
	"go/token"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/model"
)

// serviceSource is the line with which a file for services of several sources says
// where one of them comes from.
var serviceSource = regexp.MustCompile(`^// Source of (\S+): (\S+)$`)

// droppedServices reports the services that a run would take out of such a file though
// it has not looked at their interfaces, which are still there: those of other packages
// or, by go generate, of other source files.
func (p *plan) droppedServices(changes []*change) error {
	var problems diag.List
	seen := map[string]bool{}
	for _, c := range changes {
		if c.Old == nil || c.New == nil {
			continue
		}
		now := headLines(c.New)
		for _, line := range headLines(c.Old) {
			m := serviceSource.FindStringSubmatch(line)
			if m == nil {
				continue
			}
			name, source := m[1], m[2]
			if slices.Contains(now, line) || seen[line] || p.looksAt(source) || !p.stillThere(source, name) {
				continue
			}
			seen[line] = true
			problems.Addf(diag.ServiceDropped, token.Position{Filename: c.Name},
				"holds the service %s of %s, which this run would drop; write all services in one run: mark the interfaces //rpcgen:service and name all their packages, or write these into another directory", name, source)
		}
	}
	return problems.Err()
}

// looksAt says whether a run knows about all services of a source, so that what it has
// not found is not wanted any more.
func (p *plan) looksAt(source string) bool {
	if p.named {
		return false
	}
	if p.single {
		return slices.ContainsFunc(p.apis, func(api *model.API) bool { return api.Origin.Path+"/"+api.Source == source })
	}
	dir := p.dirOf(path.Dir(source))
	return slices.ContainsFunc(p.outputs, func(out output) bool { return out.unit != nil && out.dir == dir })
}

// stillThere says whether a source, which is a file with its package, declares an
// interface.
func (p *plan) stillThere(source, name string) bool {
	dir := p.dirOf(path.Dir(source))
	return dir != "" && declared(filepath.Join(dir, path.Base(source)))[name]
}

// dirOf returns the directory of a package, "" if it is not known: it lies where the
// packages of the run do.
func (p *plan) dirOf(pkg string) string {
	for _, api := range p.apis {
		if len(api.Services) == 0 {
			continue
		}
		root, dir := api.Origin.Path, filepath.Dir(api.Services[0].Pos.Filename)
		for root != pkg && path.Base(root) == filepath.Base(dir) && path.Dir(root) != "." {
			root, dir = path.Dir(root), filepath.Dir(dir)
		}
		if rest, ok := strings.CutPrefix(pkg+"/", root+"/"); ok {
			return filepath.Join(dir, filepath.FromSlash(rest))
		}
	}
	return ""
}
