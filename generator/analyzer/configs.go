package analyzer

import (
	"go/ast"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/rpcgen/rpcgen/generator"
)

// configs returns the runs of rpcgen that the files of a package ask for.
func configs(pass *analysis.Pass) (list []generator.Config) {
	marked := "" // a directory with marks
	for _, f := range pass.Files {
		name := pass.Fset.File(f.FileStart).Name()
		if ast.IsGenerated(f) {
			continue
		}
		for _, group := range f.Comments {
			for _, c := range group.List {
				if strings.HasPrefix(c.Text, "//rpcgen:service") {
					marked = filepath.Dir(name)
				}
				if cfg, ok := generator.LineConfig(name, c.Text); ok {
					cfg.Check = true
					list = append(list, cfg)
				}
			}
		}
	}
	byMarks := func(cfg generator.Config) bool { return len(cfg.Patterns) > 0 && len(cfg.Types) == 0 }
	if marked != "" && !slices.ContainsFunc(list, byMarks) {
		list = append(list, generator.Config{Dir: marked, Patterns: []string{"."}, Check: true})
	}
	return list
}
