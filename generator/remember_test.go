package generator

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// librarySource is a module whose interface reaches into another package of it and into
// a replaced module, which needs a third one that no package comes from.
var librarySource = map[string]string{
	"go.mod": "module example.com/m\n\ngo 1.26\n\nrequire example.com/r v0.0.0\nrequire example.com/s v0.0.0\n\n" +
		"replace example.com/r => ../r\nreplace example.com/s => ../s\n",
	"api.go":         "package m\n\nimport (\n\t\"example.com/m/books\"\n\t\"example.com/r\"\n)\n\ntype Catalog interface {\n\tFind(q r.Query) (books.Book, error)\n}\n",
	"other.go":       "package m\n",
	"linux_only.go":  "//go:build extra\n\npackage m\n",
	"books/books.go": "package books\n\ntype Book struct{ Title string }\n",
	"../r/go.mod":    "module example.com/r\n\ngo 1.26\n",
	"../r/r.go":      "package r\n\ntype Query struct{ Text string }\n",
	"../s/go.mod":    "module example.com/s\n\ngo 1.26\n",
	"../s/s.go":      "package s\n",
}

// newLibrary writes the library and returns a run that is settled in it.
func newLibrary(t *testing.T) Config {
	t.Helper()
	root := t.TempDir()
	dir := filepath.Join(root, "m")
	for name, text := range librarySource {
		put(t, filepath.Join(dir, name), text)
	}
	t.Setenv("GOWORK", "")
	t.Setenv("GOFLAGS", "")
	cfg := Config{Dir: dir, File: "api.go", CacheDir: filepath.Join(root, "cache")}
	settle(t, cfg)
	return cfg
}

// settle runs until there is nothing to do: once to write, once to see that there
// is nothing left to do.
func settle(t *testing.T, cfg Config) {
	t.Helper()
	for range 2 {
		run(t, cfg)
	}
	if !recall(&cfg).settled() {
		t.Fatal("two runs in a row do not settle")
	}
}

func run(t *testing.T, cfg Config) *Result {
	t.Helper()
	res, err := Run(context.Background(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func put(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// TestStale changes one thing after another. Each must be noticed.
func TestStale(t *testing.T) {
	cfg := newLibrary(t)
	at := func(name string) string { return filepath.Join(cfg.Dir, name) }
	output := at("api_rpc.gen.go")
	made, err := os.ReadFile(output)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) func(*testing.T) {
		return func(t *testing.T) { put(t, at(name), text) }
	}
	for name, edit := range map[string]func(*testing.T){
		"the interface":              write("api.go", "package m\n\ntype Catalog interface {\n\tFind(q string) error\n}\n"),
		"a type in the module":       write("books/books.go", "package books\n\ntype Book struct{ Titel string }\n"),
		"a type in another module":   write("../r/r.go", "package r\n\ntype Query struct{ Words []string }\n"),
		"a new file":                 write("new.go", "package m\n"),
		"a new file in a dependency": write("books/new.go", "package books\n"),
		"a file left out":            write("linux_only.go", "//go:build !extra\n\npackage m\n"),
		"go.mod":                     write("go.mod", librarySource["go.mod"]+"\n// changed\n"),
		"go.mod of a replacement":    write("../r/go.mod", "module example.com/r\n\ngo 1.25\n"),
		"go.mod without packages":    write("../s/go.mod", "module example.com/s\n\ngo 1.25\n"),
		"go.mod on the way":          write("books/go.mod", "module example.com/m/books\n"),
		"go.sum":                     write("go.sum", "\n"),
		"a workspace":                write("../go.work", "go 1.26\n\nuse ./m\n"),
		"a vendor directory":         write("vendor/modules.txt", "\n"),
		"the output":                 write("api_rpc.gen.go", string(made)+"\n"),
		"half of the output":         write("api_rpc.gen.go", string(made[:len(made)/2])),
		"an orphan":                  write("gone_rpc.gen.go", string(made)),
		"no output":                  func(*testing.T) { _ = os.Remove(output) },
		"a file removed":             func(*testing.T) { _ = os.Remove(at("other.go")) },
		"same size, same times": func(t *testing.T) {
			info, err := os.Stat(at("books/books.go"))
			if err != nil {
				t.Fatal(err)
			}
			put(t, at("books/books.go"), "package books\n\ntype Book struct{ Titel string }\n\n"[:info.Size()])
			if err := os.Chtimes(at("books/books.go"), info.ModTime(), info.ModTime()); err != nil {
				t.Fatal(err)
			}
		},
		"a link to another file": func(t *testing.T) {
			put(t, at("../elsewhere"), "package books\n\ntype Book struct{ Pages int }\n")
			_ = os.Remove(at("books/books.go"))
			if err := os.Symlink(at("../elsewhere"), at("books/books.go")); err != nil {
				t.Skip(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := newLibrary(t)
			at = func(name string) string { return filepath.Join(cfg.Dir, name) }
			output = at("api_rpc.gen.go")
			edit(t)
			if recall(&cfg).settled() {
				t.Error("it goes unnoticed")
			}
		})
	}
}

// TestStaleSettings changes how the run is called.
func TestStaleSettings(t *testing.T) {
	base := newLibrary(t)
	for name, change := range map[string]func(*testing.T, *Config){
		"tags":      func(_ *testing.T, c *Config) { c.Tags = "extra" },
		"file":      func(_ *testing.T, c *Config) { c.File = "other.go" },
		"types":     func(_ *testing.T, c *Config) { c.Types = []string{"Catalog"} },
		"output":    func(_ *testing.T, c *Config) { c.OutDir = "rpc" },
		"targets":   func(_ *testing.T, c *Config) { c.Targets = []string{"go"} },
		"off":       func(_ *testing.T, c *Config) { c.CacheDir = "" },
		"GOOS":      func(t *testing.T, _ *Config) { t.Setenv("GOOS", "plan9") },
		"GOARCH":    func(t *testing.T, _ *Config) { t.Setenv("GOARCH", "386") },
		"cgo":       func(t *testing.T, _ *Config) { t.Setenv("CGO_ENABLED", "0") },
		"toolchain": func(t *testing.T, _ *Config) { t.Setenv("GOTOOLCHAIN", "go1.99") },
		"flags":     func(t *testing.T, _ *Config) { t.Setenv("GOFLAGS", "-tags=extra") },
		"overlay":   func(t *testing.T, _ *Config) { t.Setenv("GOFLAGS", "-overlay=x.json") },
		"workspace": func(t *testing.T, _ *Config) { t.Setenv("GOWORK", "/x/go.work") },
		"go env -w": func(t *testing.T, _ *Config) {
			file := filepath.Join(t.TempDir(), "env")
			put(t, file, "GOAMD64=v3\n")
			t.Setenv("GOENV", file)
		},
		"no go command": func(t *testing.T, _ *Config) { t.Setenv("PATH", "") },
	} {
		t.Run(name, func(t *testing.T) {
			cfg := base
			change(t, &cfg)
			if recall(&cfg).settled() {
				t.Error("it goes unnoticed")
			}
		})
	}
	if !recall(&base).settled() {
		t.Error("nothing has changed, but it is read again")
	}
}

func TestNotCacheable(t *testing.T) {
	for _, p := range []string{"./...", "net/smtp", "./api.go", "all"} {
		cfg := Config{Patterns: []string{p}, CacheDir: t.TempDir()}
		if recall(&cfg).key != "" {
			t.Errorf("a run of %s has a key", p)
		}
	}
}

// TestSettledStays checks that an edit which is undone by what follows it is
// noticed all the same, and that -check finds nothing where a run would do nothing.
func TestSettledStays(t *testing.T) {
	cfg := newLibrary(t)
	cfg.Check = true
	if res := run(t, cfg); len(res.Changes) > 0 || !recall(&cfg).settled() {
		t.Errorf("-check finds %v", res.Changes)
	}
	put(t, filepath.Join(cfg.Dir, "books/books.go"), "package books\n\ntype Book struct{ Title int }\n\nfunc broken( {\n")
	if _, err := Run(context.Background(), cfg); err == nil {
		t.Log("the syntax error does not matter to this run")
	}
	if recall(&cfg).settled() {
		t.Error("a failed run counts as settled")
	}
}

// TestConcurrentRuns runs several at once over one cache.
func TestConcurrentRuns(t *testing.T) {
	cfg := newLibrary(t)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 5 {
				if _, err := Run(context.Background(), cfg); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if !recall(&cfg).settled() {
		t.Error("it does not stay settled")
	}
}

// TestWithoutCache runs with a cache directory that cannot be one.
func TestWithoutCache(t *testing.T) {
	cfg := newLibrary(t)
	cfg.CacheDir = filepath.Join(cfg.Dir, "api.go", "cache")
	if res := run(t, cfg); len(res.Changes) > 0 {
		t.Errorf("changes: %v", res.Changes)
	}
}
