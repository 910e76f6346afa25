package analyzer

import (
	"flag"
	"go/ast"
	"io"
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
				if cfg, ok := lineConfig(name, c.Text); ok {
					list = append(list, cfg)
				}
			}
		}
	}
	return list
}

// lineConfig returns what a line //go:generate asks rpcgen for, if it is one that names
// interfaces, or takes those of its own file, in the package itself. Lines that name
// packages are for other packages too, and there the marks count.
func lineConfig(file, line string) (cfg generator.Config, ok bool) {
	rest, ok := strings.CutPrefix(line, "//go:generate ")
	words := strings.Fields(rest)
	at := -1
	for i, w := range words {
		w, _, _ = strings.Cut(filepath.Base(w), "@")
		if w == "rpcgen" {
			at = i
			break
		}
	}
	if !ok || at < 0 {
		return cfg, false
	}
	cfg = generator.Config{Dir: filepath.Dir(file), File: filepath.Base(file), Check: true}
	flags := flag.NewFlagSet("rpcgen", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	types := flags.String("type", "", "")
	flags.StringVar(&cfg.OutDir, "o", "", "")
	flags.StringVar(&cfg.OutPkg, "pkg", "", "")
	flags.StringVar(&cfg.Tags, "tags", "", "")
	for _, t := range generator.Targets() {
		flags.String(t.Name, "", "") // another analyzer's language
	}
	if err := flags.Parse(words[at+1:]); err != nil || flags.NArg() > 1 || flags.NArg() == 1 && flags.Arg(0) != "." {
		return cfg, false
	}
	if *types != "" {
		cfg.Types = strings.Split(*types, ",")
	}
	if flags.NArg() == 1 && *types == "" {
		return cfg, false // the marks count, and they have been seen
	}
	return cfg, true
}
