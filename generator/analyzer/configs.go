package analyzer

import (
	"go/ast"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/rpcgen/rpcgen/generator"
)

// configs returns the runs of rpcgen that the files of a package ask for.
func configs(pass *analysis.Pass) (list []generator.Config) {
	marked := false
	for _, f := range pass.Files {
		name := pass.Fset.File(f.FileStart).Name()
		if ast.IsGenerated(f) {
			continue
		}
		for _, group := range f.Comments {
			for _, c := range group.List {
				if strings.HasPrefix(c.Text, "//rpcgen:service") && !marked {
					marked = true
					list = append(list, generator.Config{Dir: filepath.Dir(name), Patterns: []string{"."}, Check: true})
				}
				if cfg, ok := generator.LineConfig(name, c.Text); ok {
					cfg.Check = true
					list = append(list, cfg)
				}
			}
		}
	}
	return list
}
