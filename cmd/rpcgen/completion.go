package main

import (
	"context"
	_ "embed"
	"maps"
	"regexp"
	"slices"
	"strings"
	"text/template"
)

// completionCommand is a function because its run looks at all commands.
func completionCommand() command {
	return command{
		name:  "completion",
		args:  "bash|zsh|fish",
		short: "print a script that completes command lines of rpcgen",
		help: `For bash, in ~/.bashrc:    source <(rpcgen completion bash)
For zsh, in ~/.zshrc:      source <(rpcgen completion zsh)
For fish, once:            rpcgen completion fish > ~/.config/fish/completions/rpcgen.fish
`,
		words: func() []string { return slices.Sorted(maps.Keys(completions)) },
		run:   completion,
	}
}

//go:embed completion.bash.tmpl
var bashCompletion string

//go:embed completion.zsh.tmpl
var zshCompletion string

//go:embed completion.fish.tmpl
var fishCompletion string

// completions are the templates by the name of the shell.
var completions = map[string]*string{"bash": &bashCompletion, "zsh": &zshCompletion, "fish": &fishCompletion}

func completion(_ context.Context, std stdio, args []string) error {
	args, err := parseFlags(newFlags("completion"), args)
	switch {
	case err != nil:
		return err
	case len(args) != 1:
		return usagef("it wants the name of a shell: bash, zsh or fish")
	}
	text, ok := completions[args[0]]
	if !ok {
		return usagef("there is no completion for %q, but for bash, zsh and fish", args[0])
	}
	script, err := template.New(args[0]).Parse(*text)
	if err != nil {
		return err
	}
	return script.Execute(std.out, completionWords())
}

// A completed is what can follow a command.
type completed struct {
	Name  string
	Short string
	Flags []completedFlag
	Words []string // what its arguments can be, none if files
}

// A completedFlag is a flag as help lists it.
type completedFlag struct {
	Name  string // without the dash
	Value string // what follows it, "" if nothing does
	Help  string
}

// completionWords returns the flags of rpcgen itself, and its commands.
func completionWords() (data struct {
	Flags    []completedFlag
	Commands []completed
}) {
	data.Flags = listedFlags(usage())
	for _, c := range commands() {
		one := completed{Name: c.name, Short: c.short, Flags: listedFlags(c.usage())}
		if c.words != nil {
			one.Words = c.words()
		}
		data.Commands = append(data.Commands, one)
	}
	return data
}

// listedFlag is a line of help: two spaces, the flag, its value, what it does.
var listedFlag = regexp.MustCompile(`(?m)^  -([\w-]+)(?: (\S+))? +(\S.*)$`)

// listedFlags reads the flags of a help text.
func listedFlags(help string) (list []completedFlag) {
	for _, m := range listedFlag.FindAllStringSubmatch(help, -1) {
		text := strings.NewReplacer("'", "", ":", "", "[", "(", "]", ")", `\`, "").Replace(m[3])
		list = append(list, completedFlag{Name: m[1], Value: m[2], Help: text})
	}
	return list
}
