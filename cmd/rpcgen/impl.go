package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/rpcgen/rpcgen/generator"
	"github.com/rpcgen/rpcgen/generator/implement"
)

// implCommand writes missing methods.
var implCommand = command{
	name:  "impl",
	args:  "[flags] INTERFACE",
	short: "write the methods that a type lacks to implement an interface",
	help: `INTERFACE is one of the package here, or of another: ./library.Library, io.ReadCloser.
The methods go behind those that the type has, in the file that declares it; a type
that does not exist gets a file of its own. What is in a file stays as it is.

  -type name  the type; by default named as the interface is, in lower case
  -file name  where to declare a type that does not exist
  -tags tags  build tags to read the source with, separated by commas
  -diff       print what would change, and write nothing

Examples:

  rpcgen impl Library
  rpcgen impl -type shelf ./api.Library

Exit status: 0 done or nothing to do, 1 the code needs action, 2 wrong usage.
`,
	run: implementInterface,
}

func implementInterface(ctx context.Context, std stdio, args []string) error {
	var cfg implement.Config
	flags := newFlags("impl")
	flags.StringVar(&cfg.Type, "type", "", "")
	flags.StringVar(&cfg.File, "file", "", "")
	flags.StringVar(&cfg.Tags, "tags", "", "")
	onlyDiff := flags.Bool("diff", false, "")
	args, err := parseFlags(flags, args)
	if err != nil {
		return err
	}
	if len(args) != 1 || args[0] == "" {
		return usagef("it wants the name of one interface")
	}
	cfg.Interface = args[0]
	res, err := implement.Run(ctx, cfg)
	if err != nil {
		return err
	}
	change := generator.Change{Name: res.Name, Old: res.Old, New: res.New}
	switch {
	case res.Name == "":
		fmt.Fprintf(std.out, "%s has all methods of %s\n", res.Type, cfg.Interface)
		return nil
	case *onlyDiff:
		_, err := std.out.Write(change.Diff())
		return err
	}
	if err := generator.Put([]generator.Change{change}); err != nil {
		return err
	}
	fmt.Fprintf(std.out, "%s: %s has got %s\n", res.Name, res.Type, strings.Join(res.Methods, ", "))
	return nil
}
