package generator

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"regexp"
	"strings"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/emit"
)

var clientDecl = regexp.MustCompile(`(?m)^type (\w+)Client struct \{$`)

// dropped reports the stubs that a run for some types would take out of a file that
// an earlier run wrote for others, though their interfaces are still there: two such
// runs for types of one source file write one file.
func (p *plan) dropped(changes []*change) error {
	if !p.named {
		return nil
	}
	var problems diag.List
	for _, c := range changes {
		if c.Old == nil || c.New == nil {
			continue
		}
		source, _ := origin(c.New)
		var declared map[string]bool
		for _, m := range clientDecl.FindAllSubmatch(c.Old, -1) {
			name := string(m[1])
			if strings.Contains(string(c.New), string(m[0])) {
				continue
			}
			if declared == nil {
				declared = p.interfaces(source)
			}
			if declared[name] {
				problems.Addf(diag.ServiceDropped, token.Position{Filename: c.Name},
					"holds the stubs of %s, which this run would drop; name all interfaces of one file together with -type, write these into another directory, or delete the file", name)
			}
		}
	}
	return problems.Err()
}

// interfaces returns the names of the interfaces that a source declares.
func (p *plan) interfaces(source string) map[string]bool {
	names := map[string]bool{}
	for _, out := range p.outputs {
		if out.unit == nil {
			continue
		}
		for _, api := range out.unit.APIs {
			if emit.Source(api) != source || len(api.Services) == 0 {
				continue
			}
			maps.Copy(names, declared(api.Services[0].Pos.Filename))
		}
	}
	return names
}

// declared returns the names of the types that a file declares, none if there is no
// such file.
func declared(name string) map[string]bool {
	names := map[string]bool{}
	file, _ := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
	if file == nil {
		return names
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.TypeSpec); ok {
			names[spec.Name.Name] = true
		}
		return true
	})
	return names
}
