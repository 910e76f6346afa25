package main

import (
	"errors"
	"flag"
	"fmt"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rpcgen/rpcgen/generator"
)

const usageText = `Usage: rpcgen [flags] [packages]
       rpcgen command [arguments]

Rpcgen writes client and server stubs for Go interfaces: for the exported ones of a
file with "//go:generate go tool rpcgen" in it, for those marked //rpcgen:service in
the packages given, or for those named with -type.

  -type names  interfaces to take, separated by commas
  -o dir       write into this directory
  -pkg name    the name of the package in that directory
  -tags tags   build tags to read the source with, separated by commas
  -fake        also write fakes for tests
  -wrap kinds  also write wrappers: retry, cache, log or several, separated by commas
  -ts dir      also write TypeScript clients into this directory
  -tsrpc dir   also write the serviceProto for TSRPC's clients into this directory
  -openapi dir also write documents in OpenAPI 3.1 into this directory
  -jsonschema dir also write JSON Schemas of the messages into this directory
  -markdown dir also write a reference in Markdown into this directory
  -json-model dir also write the model of the services as JSON into this directory
  -check       write nothing; print what would change and exit with 1 if anything would
  -watch       stay, and generate anew whenever a source file is saved
  -cache mode  on, or off to read everything again even if nothing has changed
  -json        print problems to standard output, one JSON object a line
  -sarif       print problems to standard output as a SARIF 2.1.0 log
  -color when  auto, always or never: show source lines and colours with problems
  -version     print the version

Commands, each of which has a -h of its own:

%s
Exit status: 0 done, 1 the code needs action, 2 wrong usage.
More: go doc github.com/rpcgen/rpcgen/cmd/rpcgen
`

// usage returns what rpcgen -h prints.
func usage() string {
	var list strings.Builder
	for _, c := range commands() {
		fmt.Fprintf(&list, "  %-11s  %s\n", c.name, c.short)
	}
	return fmt.Sprintf(usageText, list.String())
}

var errHelp = errors.New("help wanted")

// options are what the command line says.
type options struct {
	config  generator.Config
	json    bool
	sarif   bool
	color   string
	watch   bool
	version bool
}

// parse reads the command line. The file is the one with the go:generate line,
// "" if it is not go generate that runs us.
func parse(args []string, file string) (options, error) {
	var o options
	c := &o.config
	flags := flag.NewFlagSet("rpcgen", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	types := flags.String("type", "", "")
	flags.StringVar(&c.OutDir, "o", "", "")
	flags.StringVar(&c.OutPkg, "pkg", "", "")
	flags.StringVar(&c.Tags, "tags", "", "")
	flags.BoolVar(&c.Fake, "fake", false, "")
	wrap := flags.String("wrap", "", "")
	flags.BoolVar(&c.Check, "check", false, "")
	for _, t := range generator.Targets() {
		flags.Func(t.Name, "", func(dir string) error {
			if dir == "" {
				return errors.New("it wants a directory")
			}
			c.Outputs = append(c.Outputs, generator.Output{Target: t.Name, Dir: dir})
			return nil
		})
	}
	cache := flags.String("cache", "on", "")
	flags.BoolVar(&o.json, "json", false, "")
	flags.BoolVar(&o.watch, "watch", false, "")
	flags.BoolVar(&o.sarif, "sarif", false, "")
	flags.StringVar(&o.color, "color", "auto", "")
	flags.BoolVar(&o.version, "version", false, "")
	err := flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return o, errHelp
	case err != nil:
		return o, err
	}
	given := map[string]bool{}
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	c.File, c.Patterns = file, flags.Args()
	for _, p := range c.Patterns {
		if strings.HasPrefix(p, "-") {
			return o, fmt.Errorf("flag %s comes after the packages; it must stand before them", p)
		}
	}
	if given["type"] {
		for name := range strings.SplitSeq(*types, ",") {
			if name = strings.TrimSpace(name); !token.IsIdentifier(name) {
				return o, fmt.Errorf("-type wants names of interfaces, separated by commas; %q is not one", name)
			}
			c.Types = append(c.Types, name)
		}
	}
	if given["wrap"] {
		if c.Wrap, err = wrappers(*wrap); err != nil {
			return o, err
		}
	}
	if *cache == "on" {
		if dir, err := os.UserCacheDir(); err == nil {
			c.CacheDir = filepath.Join(dir, "rpcgen")
		}
	}
	switch {
	case *cache != "on" && *cache != "off":
		return o, fmt.Errorf("-cache is on or off; %q is neither", *cache)
	case o.color != "auto" && o.color != "always" && o.color != "never":
		return o, fmt.Errorf("-color is auto, always or never; %q is none of them", o.color)
	case o.watch && (c.Check || o.sarif):
		return o, errors.New("-watch writes again and again; it does not go with -check or -sarif")
	case o.watch && file != "":
		return o, errors.New("-watch does not end, so it is not for a go:generate line; run it in a terminal")
	case o.json && o.sarif:
		return o, errors.New("-json and -sarif are two ways to print problems; choose one")
	case given["o"] && c.OutDir == "":
		return o, errors.New("-o wants a directory")
	case given["pkg"] && !token.IsIdentifier(c.OutPkg):
		return o, fmt.Errorf("-pkg wants the name of a package; %q is not one", c.OutPkg)
	case given["pkg"] && c.OutDir == "":
		return o, errors.New("-pkg goes with -o: beside the source, the stubs belong to its package")
	case len(c.Types) > 0 && len(c.Patterns) > 1:
		return o, errors.New("-type takes one package")
	case c.OutDir != "" && len(c.Types) == 0 && (len(c.Patterns) > 0 || file == ""):
		return o, errors.New("-o goes with -type, or with a go:generate line: otherwise each package gets its own stubs")
	}
	return o, nil
}

// wrappers reads the value of -wrap.
func wrappers(value string) ([]string, error) {
	known := generator.Wrappers()
	var names []string
	for name := range strings.SplitSeq(value, ",") {
		name = strings.TrimSpace(name)
		switch {
		case !slices.Contains(known, name):
			return nil, fmt.Errorf("-wrap wants %s, separated by commas; %q is none of them", strings.Join(known, ", "), name)
		case slices.Contains(names, name):
			return nil, fmt.Errorf("-wrap names %s twice; remove one", name)
		}
		names = append(names, name)
	}
	return names, nil
}
