package generator

import "github.com/rpcgen/rpcgen/generator/load"

// A Config says what to generate, and where. The zero value generates the
// services marked //rpcgen:service of the package in the working directory.
type Config struct {
	// Dir is the working directory, "" the process's own. All other paths are
	// relative to it.
	Dir string
	// File is the file whose exported interfaces are the services, unless Types or
	// Patterns are given. go generate names it in $GOFILE.
	File string
	// Patterns are the packages whose marked interfaces are the services or, with
	// Types, the one package that declares those.
	Patterns []string
	// Types are the names of the interfaces to generate for.
	Types []string
	// Tags are additional build tags, separated by commas.
	Tags string
	// OutDir and OutPkg are the directory and the name of the package to write.
	// "" writes beside the source.
	OutDir, OutPkg string
	// Env is the environment for the go command, nil the process's own.
	Env []string

	// Fake asks for fakes of the services beside the Go stubs.
	Fake bool
	// Wrap are the wrappers to write beside the Go stubs, see [Wrappers].
	Wrap []string
	// Outputs are what to write beside the Go stubs, see [Targets].
	Outputs []Output
	// CacheDir is where to remember which runs had nothing to do. "" is nowhere.
	CacheDir string
	// Lists keeps what the go command says, for a process that runs again; nil keeps
	// nothing. Runs that share one have the same Tags and Env.
	Lists *load.Lists
	// Check compares and writes nothing.
	Check bool
}

func (c *Config) load() load.Config {
	patterns := c.Patterns
	if len(patterns) == 0 && len(c.Types) == 0 && c.File == "" {
		patterns = []string{"."}
	}
	return load.Config{
		Dir: c.Dir, File: c.File, Patterns: patterns, Types: c.Types, Tags: c.Tags,
		OutDir: c.OutDir, OutPkg: c.OutPkg, Env: c.Env, Lists: c.Lists,
	}
}
