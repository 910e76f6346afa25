package main

import (
	"context"
	"fmt"
)

// helpCommand is a function because its run looks at all commands.
func helpCommand() command {
	return command{
		name:  "help",
		args:  "[command]",
		short: "print how rpcgen, or one of its commands, is called",
		words: func() (names []string) {
			for _, c := range commands() {
				names = append(names, c.name)
			}
			return names
		},
		run: help,
	}
}

func help(_ context.Context, std stdio, args []string) error {
	args, err := parseFlags(newFlags("help"), args)
	switch {
	case err != nil:
		return err
	case len(args) > 1:
		return usagef("it takes one command")
	case len(args) == 0:
		fmt.Fprint(std.out, usage())
		return nil
	}
	c, ok := findCommand(args[0])
	if !ok {
		return usagef("there is no command %q", args[0])
	}
	fmt.Fprint(std.out, c.usage())
	return nil
}
