package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
)

// A command is a sub-command: rpcgen NAME. Without one, rpcgen generates.
type command struct {
	name  string
	args  string // what follows the name, as help shows it
	short string // what it does, in one line without a full stop
	help  string // what -h prints below that: its flags, examples, exit statuses
	// words returns what its first argument can be, for completion; nil if that is no list.
	words func() []string
	// run does it. What it returns decides the exit status, see exitCode.
	run func(ctx context.Context, std stdio, args []string) error
}

// stdio is where a command reads and prints.
type stdio struct {
	in       io.Reader
	out, err io.Writer
}

// commands returns the sub-commands in the order in which help lists them. A new one
// is a new row.
func commands() []command {
	return []command{
		breakingCommand,
		callCommand,
		completionCommand(),
		explainCommand,
		helpCommand(),
	}
}

// findCommand returns the sub-command of that name.
func findCommand(name string) (command, bool) {
	for _, c := range commands() {
		if c.name == name {
			return c, true
		}
	}
	return command{}, false
}

// usage returns what -h prints.
func (c command) usage() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Usage: %s\n\n%s\n", strings.TrimSpace("rpcgen "+c.name+" "+c.args), c.short)
	if c.help != "" {
		fmt.Fprintf(&b, "\n%s", c.help)
	}
	return b.String()
}

// A usageError says that rpcgen was called in a wrong way.
type usageError string

func (e usageError) Error() string { return string(e) }

// usagef returns a usageError.
func usagef(format string, args ...any) error { return usageError(fmt.Sprintf(format, args...)) }

// An exitError ends rpcgen with a status of its own, after what there is to say has
// been printed.
type exitError int

func (e exitError) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// start runs the command and returns the exit status.
func (c command) start(ctx context.Context, std stdio, args []string) int {
	err := c.run(ctx, std, args)
	if usage, ok := errors.AsType[usageError](err); ok {
		fmt.Fprintf(std.err, "rpcgen %s: %s\nRun \"rpcgen %s -h\" for help.\n", c.name, usage, c.name)
		return exitUsage
	}
	if exit, ok := errors.AsType[exitError](err); ok {
		return int(exit)
	}
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errHelp):
		fmt.Fprint(std.out, c.usage())
		return exitDone
	case errors.Is(err, context.Canceled):
		err = errors.New("interrupted")
	}
	(&output{out: std.out, err: std.err}).problems(err)
	return exitAction
}

// newFlags returns an empty set of flags that prints nothing by itself.
func newFlags(name string) *flag.FlagSet {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	return flags
}

// parseFlags reads flags that may stand before, between and behind the other
// arguments, which it returns. Behind -- there are no flags.
func parseFlags(flags *flag.FlagSet, args []string) (rest []string, err error) {
	for {
		switch err := flags.Parse(args); {
		case errors.Is(err, flag.ErrHelp):
			return nil, errHelp
		case err != nil:
			return nil, usageError(err.Error())
		}
		left := flags.Args()
		if parsed := len(args) - len(left); len(left) == 0 || parsed > 0 && args[parsed-1] == "--" {
			return append(rest, left...), nil
		}
		rest, args = append(rest, left[0]), left[1:]
	}
}
