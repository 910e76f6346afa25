// Rpcgen reads Go interfaces and writes the client and server stubs that let one
// program call them in another.
//
// Usage:
//
//	rpcgen [flags] [packages]
//	rpcgen command [arguments]
//
// The second form is for what is not generating, see Commands below. In the first, which
// interfaces rpcgen takes depends on how it is called.
//
// By go generate, with this line in a file, it takes the exported interfaces of
// that file:
//
//	//go:generate go tool rpcgen
//
// With packages, as the go command understands them, it takes the interfaces with
// the line //rpcgen:service in their doc comments:
//
//	rpcgen ./...
//
// If a file has both, it gives the same output either way: all of its exported
// interfaces. A file with a go:generate line alone is not looked at, nor by
// rpcgen -check ./..., which is a reason to have both.
//
// With -type it takes the interfaces named. With -o and -pkg the stubs go into a
// package of their own, so that the interface may be anybody's:
//
//	rpcgen -type Catalog,Shelf ./library
//	rpcgen -type Auth -o ./authrpc -pkg authrpc net/smtp
//
// The stubs of catalog.go are written to catalog_rpc.gen.go beside it: a
// CatalogClient that implements the interface by calling it elsewhere, and
// RegisterCatalog, which serves an implementation. Beside it, catalog_codec.gen.go
// holds functions that write and read the messages without reflection. Files that are as they should be
// are not touched, and stubs that nobody asks for any more are removed. If anything
// is wrong, nothing is written.
//
// With -ts the services also get clients in TypeScript: one file for each package, named
// after it, in the directory given. It imports nothing. Several services share one file,
// so mark them //rpcgen:service and write them in one run:
//
//	rpcgen -ts web/src/rpc ./...
//
// With -tsrpc the services are also described for the clients of TSRPC: serviceProto.ts,
// as tsrpc-cli would write it, and the types that it mentions, in the directory given.
// All services are in that one file, so write them in one run:
//
//	rpcgen -tsrpc web/src/shared/protocols ./...
//
// The ids in serviceProto.ts never change their meaning, as they are read from the file
// itself: commit it, and do not edit it.
//
// With -fake each interface also gets a LibraryFake for tests, in catalog_fake.gen.go: it
// has a function field for each method and records the calls. With -wrap it gets types that
// implement it around another implementation, in catalog_wrap.gen.go: LibraryRetry repeats
// calls that got lost, of methods marked //rpcgen:idempotent; LibraryCache keeps the answers
// of methods marked //rpcgen:cache, for all callers; LibraryLog logs each call. Give the flags
// in each run for a package: without them the files are removed.
//
// # Directives
//
// Lines in the doc comment of an interface or a method:
//
//	//rpcgen:service            take this interface when packages are given
//	//rpcgen:service path=name  and call the service so on the wire; path= for no name
//	//rpcgen:name name          call this method so on the wire
//	//rpcgen:idempotent         to call this method twice is as good as once (for -wrap retry)
//	//rpcgen:cache 30s          its answers may be kept so long, for all callers (for -wrap cache)
//	//rpcgen:check days min=1   refuse a call whose parameter days does not obey these rules
//	//rpcgen:skip               do not take this interface when go generate runs
//
// # Flags
//
//	-type names  interfaces to take, separated by commas
//	-o dir       write into this directory
//	-pkg name    the name of the package in that directory
//	-tags tags   build tags to read the source with, separated by commas
//	-fake        also write fakes for tests
//	-wrap kinds  also write wrappers: retry, cache, log or several, separated by commas
//	-ts dir      also write TypeScript clients into this directory
//	-tsrpc dir   also write the serviceProto for TSRPC's clients into this directory
//	-openapi dir also write documents in OpenAPI 3.1 into this directory
//	-jsonschema dir also write JSON Schemas of the messages into this directory
//	-markdown dir also write a reference in Markdown into this directory
//	-json-model dir also write the model of the services as JSON into this directory
//	-check       write nothing; print what would change and exit with 1 if anything would
//	-watch       stay, and generate anew whenever a source file is saved
//	-cache mode  on, or off to read everything again even if nothing has changed
//	-json        print problems to standard output, one JSON object a line
//	-sarif       print problems to standard output as a SARIF 2.1.0 log
//	-color when  auto, always or never: show source lines and colours with problems
//	-version     print the version
//
// # Commands
//
//	breaking     compare the services with those of another revision: what breaks clients, what breaks source
//	call         call a method of a running server and print its answer
//	completion   print a script that completes command lines of rpcgen
//	explain      say what the code of a problem means, or list the codes
//	help         print how rpcgen, or one of its commands, is called
//	impl         write the methods that a type lacks to implement an interface
//	init         start a project that runs: an interface, its implementation, a server, tests
//
// Each has a -h of its own.
//
// # Vetting
//
// Rpcgen is also a tool for go vet. It reports what it could not generate for, and stubs
// that are out of date:
//
//	go vet -vettool=$(which rpcgen) ./...
//
// # Exit status
//
// 0 if all is done, 1 if the code needs somebody's action, 2 if rpcgen was called
// in a wrong way.
//
// Problems are printed as file:line:column: message. With -json each is an object
// with the keys file, line, column, code and message, of which those that do not apply
// are left out; with -check there is also an object for each file that is out of
// date, with the key diff.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
)

// The exit statuses.
const (
	exitDone   = 0
	exitAction = 1
	exitUsage  = 2
)

func main() {
	os.Exit(run())
}

func run() (code int) {
	std := stdio{in: os.Stdin, out: os.Stdout, err: os.Stderr}
	out := &output{out: std.out, err: std.err}
	if os.Getenv("RPCGENDEBUG") != "panic" { // our tests want to see the stack
		defer rescue(out, &code)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// The type checker does not look at ctx. A second interrupt ends us as usual.
	context.AfterFunc(ctx, stop)
	args := os.Args[1:]
	if vetting(args) {
		vet()
	}
	if len(args) > 0 {
		if c, ok := findCommand(args[0]); ok {
			return c.start(ctx, std, args[1:])
		}
	}
	return generate(ctx, std, out, args)
}

// rescue, when deferred, turns a panic into one line: it is a bug of ours, and its
// stack tells the user nothing.
func rescue(out *output, code *int) {
	r := recover()
	if r == nil {
		return
	}
	cause := strings.Join(strings.Fields(fmt.Sprint(r)), " ")
	out.problem(fmt.Errorf("internal error: %s; please report it with the interface that causes it at https://github.com/rpcgen/rpcgen/issues", cause))
	*code = exitAction
}

// version returns the version of this program as the go command recorded it.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "rpcgen (unknown version)"
	}
	v := info.Main.Version
	if v == "" {
		v = "(devel)"
	}
	return "rpcgen " + v + " " + info.GoVersion
}
