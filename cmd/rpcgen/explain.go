package main

import (
	"context"
	"fmt"

	"github.com/rpcgen/rpcgen/generator/diag/explain"
)

var explainCommand = command{
	name:  "explain",
	args:  "[CODE]",
	short: "say what the code of a problem means, or list the codes",
	help: `Codes stand behind the messages on a terminal, and in the output of -json and -sarif.
The same texts are in docs/errors.md.
`,
	words: explainedCodes,
	run:   explainCode,
}

func explainCode(_ context.Context, std stdio, args []string) error {
	args, err := parseFlags(newFlags("explain"), args)
	switch {
	case err != nil:
		return err
	case len(args) > 1:
		return usagef("it takes one code")
	case len(args) == 0:
		for _, e := range explain.All() {
			fmt.Fprintf(std.out, "%-20s  %s\n", e.Code, e.Title)
		}
		return nil
	}
	e, ok := explain.Find(args[0])
	if !ok {
		if near := nearest(args[0], explainedCodes()); near != "" {
			return usagef("there is no code %q; did you mean %s?", args[0], near)
		}
		return usagef("there is no code %q; \"rpcgen explain\" lists all", args[0])
	}
	fmt.Fprint(std.out, e.Text)
	return nil
}

func explainedCodes() (list []string) {
	for _, e := range explain.All() {
		list = append(list, e.Code)
	}
	return list
}

// nearest returns the name that takes the fewest edits to make from the one given, ""
// if more than a third of it would have to change.
func nearest(given string, names []string) string {
	best, fewest := "", len(given)/3+1
	for _, name := range names {
		if n := edits(given, name); n < fewest {
			best, fewest = name, n
		}
	}
	return best
}

// edits counts how many bytes have to be changed, added or removed to make b of a
// (the Levenshtein distance).
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
