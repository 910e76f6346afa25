package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"

	"github.com/rpcgen/rpcgen/generator"
)

// memory is from how many bytes on garbage is collected more often rather than more
// taken, unless GOMEMLIMIT says otherwise. A package with 1000 services needs as much.
const memory = 224 << 20

// gcPercent takes the place of Go's 100: nearly all that a run makes stays until its
// end, so there is little to collect before memory is short.
const gcPercent = 800

// generate is rpcgen without a command.
func generate(ctx context.Context, std stdio, out *output, args []string) (code int) {
	opts, err := parse(args, os.Getenv("GOFILE"))
	switch {
	case errors.Is(err, errHelp):
		fmt.Fprint(std.out, usage())
		return exitDone
	case err != nil:
		fmt.Fprintf(std.err, "rpcgen: %v\nRun \"rpcgen -h\" for help.\n", err)
		return exitUsage
	case opts.version:
		fmt.Fprintln(std.out, version())
		return exitDone
	}
	out.json = opts.json
	if f, ok := std.err.(*os.File); ok {
		out.style = styleOf(f, opts.color)
	}
	if opts.sarif {
		out.sarif = &sarifLog{}
		defer func() {
			if err := out.close(); err != nil {
				fmt.Fprintf(std.err, "rpcgen: %v\n", err)
				code = exitAction
			}
		}()
	}
	if opts.watch {
		return watchFiles(ctx, std.err, out, opts.config)
	}
	limitMemory()
	res, err := generator.Run(ctx, opts.config)
	switch {
	case errors.Is(err, context.Canceled):
		out.problem(errors.New("interrupted; nothing was written"))
		return exitAction
	case err != nil:
		out.problems(err)
		return exitAction
	case opts.config.Check && len(res.Changes) > 0:
		for _, c := range res.Changes {
			out.stale(c)
		}
		return exitAction
	}
	if res.Cached && os.Getenv("RPCGENDEBUG") == "cache" {
		fmt.Fprintln(std.err, "rpcgen: nothing has changed since the last run")
	}
	return exitDone
}

// limitMemory sets how the garbage collector works, unless the environment does.
func limitMemory() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memory)
		if os.Getenv("GOGC") == "" {
			debug.SetGCPercent(gcPercent)
		}
	}
}
