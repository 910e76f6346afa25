package tsgen

import (
	"embed"
	"regexp"
	"strings"
	"sync"
)

// modules are the runtime part. They are modules by themselves so that they can be
// tested as they stand.
//
//go:embed runtime/*.ts
var modules embed.FS

// order is that of the modules in the output: what users look for comes first. None
// uses another while it is read, so that any order will do; this one gzip likes best.
var order = []string{
	"client", "flow", "error", "jar", "store", "cookie",
	"signal", "server", "answer", "lock", "fetch", "gate", "bytes", "schema", "limit",
}

var (
	imports  = regexp.MustCompile(`(?m)^(import|export)( type)?( \*| \{[^}]*\})?( from)? "\./[^"]*";\n`)
	comments = regexp.MustCompile(`(?s)/\*.*?\*/|//[^\n]*|"(?:[^"\\\n]|\\.)*"`)
	topLevel = regexp.MustCompile(`(?m)^(?:export )?(?:declare )?(?:abstract )?(?:async )?(?:class|interface|type|const|let|function) (\w+)`)
	globals  = regexp.MustCompile(`\b[A-Z]\w+`)
	internal = regexp.MustCompile(`(?m)^export ((?:async )?(?:function|const|let) rpc)`)
)

// RuntimePart returns the end of every output file, which is the same in all: the
// runtime part, with the comment that introduces it.
func RuntimePart() string {
	return "\n// The rest of this file is the same in every file that rpcgen writes.\n\n" + runtimePart()
}

// runtimePart returns the modules as one text. What they export to each other only, it
// does not export. rpcOrNull, for which not all files have a use, is not unused for the
// compiler (noUnusedLocals), as a comment has a link to it.
var runtimePart = sync.OnceValue(func() string {
	parts := make([]string, len(order))
	for i, name := range order {
		parts[i] = module(name)
	}
	return strings.Join(parts, "\n\n") + "\n"
})

// checkPart returns the module that only files with rules have, before the runtime part.
func checkPart() string { return module("check") + "\n" }

// module returns the text of a module in a file.
func module(name string) string {
	data, err := modules.ReadFile("runtime/" + name + ".ts")
	if err != nil {
		panic(err) // the name is wrong
	}
	text := imports.ReplaceAllString(string(data), "")
	return strings.TrimSpace(internal.ReplaceAllString(text, "$1"))
}

// runtimeNames are the names that the runtime part declares, and those of the
// language's own that it mentions: nothing else in a file may have them.
var runtimeNames = sync.OnceValue(func() scope {
	names := scope{}
	code := comments.ReplaceAllString(runtimePart()+checkPart(), "")
	for _, m := range topLevel.FindAllStringSubmatch(code, -1) {
		names[m[1]] = true
	}
	for _, name := range globals.FindAllString(code, -1) {
		names[name] = true
	}
	delete(names, "Req") // parameters of generic types
	delete(names, "Res")
	return names
})
