package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/token"
	"os"
	"path/filepath"
	"strings"

	"github.com/rpcgen/rpcgen/generator"
	"github.com/rpcgen/rpcgen/generator/breaking"
	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/model"
	"github.com/rpcgen/rpcgen/generator/revision"
)

var breakingCommand = command{
	name:  "breaking",
	args:  "-against REF|DIR [flags] [DIR]...",
	short: "compare the services with those of another revision: what breaks clients, what breaks source",
	help: `REF is a revision of git, such as main or HEAD~1. It is read without touching the work
tree. What is compared are the services of the directories given, ./... if there are none:
interfaces marked //rpcgen:service, and those that //go:generate lines ask for.

  -against what  the revision, or a directory with another copy of the module
  -type names    interfaces to compare, separated by commas, in one directory
  -tags tags     build tags to read the source with, separated by commas
  -binary        count what TSRPC's binary readers cannot read or skip
  -all           print safe changes too
  -json          print changes to standard output, one JSON object a line

The rules are in docs/breaking.md. Exit status: 0 nothing breaks, 1 something does, or the
source has problems, 2 wrong usage.
`,
	run: runBreaking,
}

// breakingOptions are what the command line says.
type breakingOptions struct {
	against   string
	config    generator.Config
	rules     breaking.Options
	all, json bool
}

func runBreaking(ctx context.Context, std stdio, args []string) error {
	o, err := parseBreaking(args)
	if err != nil {
		return err
	}
	limitMemory()
	old, prefix, err := o.before(ctx)
	if err != nil {
		return err
	}
	now, err := generator.Services(ctx, o.config)
	if err != nil {
		return err
	}
	if len(old) == 0 && len(now) == 0 {
		return usagef("there are no services in %s, neither now nor before; mark interfaces //rpcgen:service", strings.Join(o.config.Patterns, " "))
	}
	return o.print(std, breaking.Compare(old, now, o.rules), prefix)
}

func parseBreaking(args []string) (*breakingOptions, error) {
	o := &breakingOptions{}
	flags := newFlags("breaking")
	flags.StringVar(&o.against, "against", "", "")
	types := flags.String("type", "", "")
	flags.StringVar(&o.config.Tags, "tags", "", "")
	flags.BoolVar(&o.rules.Binary, "binary", false, "")
	flags.BoolVar(&o.all, "all", false, "")
	flags.BoolVar(&o.json, "json", false, "")
	args, err := parseFlags(flags, args)
	switch {
	case err != nil:
		return nil, err
	case o.against == "":
		return nil, usagef("-against wants a revision of git, such as main, or a directory")
	case *types != "" && len(args) > 1:
		return nil, usagef("-type takes one directory")
	case len(args) == 0 && *types == "":
		args = []string{"./..."}
	case len(args) == 0:
		args = []string{"."}
	}
	for i, dir := range args {
		if !filepath.IsLocal(strings.TrimSuffix(filepath.FromSlash(dir), "...")) && dir != "..." {
			return nil, usagef("%s is not below the working directory; run rpcgen in its module", dir)
		}
		if dir != "." && !strings.HasPrefix(dir, "./") {
			args[i] = "./" + dir
		}
	}
	o.config.Patterns = args
	if *types != "" {
		o.config.Types = strings.Split(*types, ",")
	}
	return o, nil
}

// before returns the old services, and what their positions begin with when printed.
func (o *breakingOptions) before(ctx context.Context) ([]*model.API, string, error) {
	tree, err := revision.Checkout(ctx, ".", o.against)
	if err == nil {
		prefix := o.against + ":"
		apis, err := o.servicesOf(ctx, tree.Dir, prefix)
		return apis, prefix, errors.Join(err, tree.Close())
	}
	if !errors.Is(err, revision.ErrNoRevision) {
		return nil, "", err
	}
	info, notThere := os.Stat(o.against)
	if notThere != nil || !info.IsDir() {
		return nil, "", usagef("%q is neither a revision of git here nor a directory", o.against)
	}
	prefix := strings.TrimSuffix(filepath.ToSlash(o.against), "/") + "/"
	apis, err := o.servicesOf(ctx, o.against, prefix)
	return apis, prefix, err
}

// servicesOf reads the services of another copy of the working directory. Problems there
// are printed with the prefix.
func (o *breakingOptions) servicesOf(ctx context.Context, dir, prefix string) ([]*model.API, error) {
	cfg := o.config
	cfg.Dir = dir
	if os.Getenv("GOWORK") == "" {
		cfg.Env = append(os.Environ(), "GOWORK=off") // one that is above would not know the copy
	}
	apis, err := generator.Services(ctx, cfg)
	if list, ok := errors.AsType[diag.List](err); ok {
		for i := range list {
			list[i].Message = "in the old source: " + list[i].Message
			if list[i].Pos.Filename != "" {
				list[i].Pos.Filename = prefix + list[i].Pos.Filename
			}
		}
		return nil, list
	}
	return apis, err
}

// print prints the changes, and says by an error whether something breaks.
func (o *breakingOptions) print(std stdio, list []breaking.Change, prefix string) error {
	count := map[breaking.Class]int{}
	for _, c := range list {
		count[c.Class]++
		if c.Class == breaking.Safe && !o.all {
			continue
		}
		if c.Old {
			c.Pos.Filename = prefix + c.Pos.Filename
		}
		if o.json {
			if err := printChange(std, c); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(std.out, "%s: %s: %s [%s]\n", place(c.Pos), c.Class, c.Message, c.Rule.Name)
	}
	if !o.json {
		fmt.Fprintf(std.out, "%d wire-breaking, %d source-breaking, %d safe\n", count[breaking.Wire], count[breaking.Source], count[breaking.Safe])
	}
	if count[breaking.Wire]+count[breaking.Source] > 0 {
		return exitError(exitAction)
	}
	return nil
}

// place returns a position as compilers print it.
func place(pos token.Position) string {
	if !pos.IsValid() {
		return pos.Filename
	}
	return fmt.Sprintf("%s:%d:%d", pos.Filename, pos.Line, pos.Column)
}

// printChange prints a change as one JSON object.
func printChange(std stdio, c breaking.Change) error {
	e := json.NewEncoder(std.out)
	e.SetEscapeHTML(false)
	return e.Encode(struct {
		File    string `json:"file"`
		Line    int    `json:"line"`
		Column  int    `json:"column"`
		Class   string `json:"class"`
		Rule    string `json:"rule"`
		Message string `json:"message"`
	}{c.Pos.Filename, c.Pos.Line, c.Pos.Column, c.Class.String(), c.Rule.Name, c.Message})
}
