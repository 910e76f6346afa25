package generator

import (
	"flag"
	"io"
	"path/filepath"
	"strings"
)

// LineConfig returns what a line //go:generate asks rpcgen for, if it is one that names
// interfaces, or takes those of its own file or package. Lines that name other packages are
// none: there the marks count. What is to be written for other languages is left out.
func LineConfig(file, line string) (cfg Config, ok bool) {
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
	cfg = Config{Dir: filepath.Dir(file), File: filepath.Base(file)}
	flags := flag.NewFlagSet("rpcgen", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	types := flags.String("type", "", "")
	flags.StringVar(&cfg.OutDir, "o", "", "")
	flags.StringVar(&cfg.OutPkg, "pkg", "", "")
	flags.StringVar(&cfg.Tags, "tags", "", "")
	flags.BoolVar(&cfg.Fake, "fake", false, "")
	wrap := flags.String("wrap", "", "")
	for _, t := range Targets() {
		flags.String(t.Name, "", "")
	}
	if err := flags.Parse(words[at+1:]); err != nil || flags.NArg() > 1 || flags.NArg() == 1 && flags.Arg(0) != "." {
		return cfg, false
	}
	if *wrap != "" {
		cfg.Wrap = strings.Split(*wrap, ",")
	}
	if *types != "" {
		cfg.Types = strings.Split(*types, ",")
	}
	if flags.NArg() == 1 && *types == "" {
		cfg.File, cfg.Patterns = "", []string{"."} // the marks count
	}
	return cfg, true
}
