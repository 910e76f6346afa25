package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/rpcgen/rpcgen/generator"
	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/watch"
)

// watchFiles generates until it is interrupted, and prints a line for each run.
func watchFiles(ctx context.Context, status io.Writer, out *output, cfg generator.Config) int {
	err := watch.Watch(ctx, cfg, func(r watch.Run) {
		if r.Err != nil {
			out.problems(r.Err)
		}
		fmt.Fprintf(status, "rpcgen: %s, %d ms\n", outcome(r), r.Took.Round(time.Millisecond).Milliseconds())
	})
	if err != nil {
		out.problem(err)
		return exitAction
	}
	return exitDone
}

// outcome says in words what came of a run.
func outcome(r watch.Run) string {
	if list, ok := errors.AsType[diag.List](r.Err); ok {
		return count(len(list), "problem")
	}
	if r.Err != nil {
		return "1 problem"
	}
	written, removed := 0, 0
	for _, c := range r.Result.Changes {
		if c.New == nil {
			removed++
		} else {
			written++
		}
	}
	switch {
	case written == 0 && removed == 0:
		return "nothing to write"
	case removed == 0:
		return count(written, "file") + " written"
	case written == 0:
		return count(removed, "file") + " removed"
	}
	return fmt.Sprintf("%s written, %d removed", count(written, "file"), removed)
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
