package generator

import (
	"context"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/generator/load"
)

// librarySource is a module whose interface reaches into another package of it and into
// a replaced module, which needs a third one that no package comes from.
var librarySource = map[string]string{
	"m/go.mod": "module example.com/m\n\ngo 1.26\n\nrequire example.com/m/r v0.0.0\nrequire example.com/s v0.0.0\n\n" +
		"replace example.com/m/r => ../r\nreplace example.com/s v0.0.0 => ../s\n",
	"m/api.go":         "package m\n\nimport (\n\t\"example.com/m/books\"\n\t\"example.com/m/r\"\n)\n\ntype Catalog interface {\n\tFind(q r.Query) (books.Book, error)\n}\n",
	"m/other.go":       "package m\n",
	"m/linux_only.go":  "//go:build extra\n\npackage m\n",
	"m/books/books.go": "package books\n\nimport _ \"embed\"\n\n//go:embed a.txt\nvar text string\n\ntype Book struct{ Title string }\n",
	"m/books/a.txt":    "a",
	"m/books/b.txt":    "b",
	"r/go.mod":         "module example.com/m/r\n\ngo 1.26\n",
	"r/r.go":           "package r\n\ntype Query struct{ Text string }\n",
	"r/tag_plan9.go":   "package r\n\ntype Query struct{ Plan int }\n",
	"s/go.mod":         "module example.com/s\n\ngo 1.26\n",
	"s/s.go":           "package s\n",
}

// newLibrary writes files and returns the run in m.
func newLibrary(t *testing.T, files map[string]string) (cfg Config, root string) {
	t.Helper()
	t.Setenv("GOWORK", "")
	t.Setenv("GOFLAGS", "")
	t.Setenv("GOENV", "off")
	t.Setenv("GO111MODULE", "")
	root = t.TempDir()
	create(t, root, files)
	return Config{Dir: filepath.Join(root, "m"), File: "api.go", CacheDir: filepath.Join(t.TempDir(), "cache")}, root
}

// settle makes a run that leaves nothing to do.
func settle(t *testing.T, cfg Config) {
	t.Helper()
	run(t, cfg)
	if !recall(&cfg).settled() {
		t.Fatal("a run does not settle")
	}
}

func run(t *testing.T, cfg Config) *Result {
	t.Helper()
	res, err := Run(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func put(t *testing.T, name, text string) {
	t.Helper()
	create(t, filepath.Dir(name), map[string]string{filepath.Base(name): text})
}

// restore makes root hold nothing but files. Times are new.
func restore(t *testing.T, root string, files map[string]string) {
	t.Helper()
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if err := os.RemoveAll(filepath.Join(root, e.Name())); err != nil {
			t.Fatal(err)
		}
	}
	create(t, root, files)
}

// filesIn returns what tree does, without the directories.
func filesIn(t *testing.T, root string) map[string]string {
	t.Helper()
	files := tree(t, root)
	maps.DeleteFunc(files, func(name, _ string) bool { return name[len(name)-1] == '/' })
	return files
}

// A package is remembered by the run that writes its stubs, and each edit by the run
// after it.
func TestSecondRun(t *testing.T) {
	cfg, root := newLibrary(t, map[string]string{
		"go.mod":   "module example.com\n\ngo 1.26\n",
		"m/api.go": "package m\n\nimport \"time\"\n\ntype Clock interface{ Now() (time.Time, error) }\n",
	})
	for i, source := range []string{"", "package m\n\nimport \"time\"\n\ntype Clock interface{ Later() (time.Time, error) }\n"} {
		if source != "" {
			put(t, filepath.Join(cfg.Dir, "api.go"), source)
		}
		if res := run(t, cfg); len(res.Changes) == 0 || res.Cached {
			t.Fatalf("edit %d: the first run: %+v", i, res)
		}
		before := filesIn(t, root)
		// A hit does not look at its context.
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		for _, check := range []bool{true, false} {
			cfg.Check = check
			if res, err := Run(ctx, cfg); err != nil || !res.Cached || len(res.Changes) > 0 {
				t.Errorf("edit %d: the second run: %+v, %v", i, res, err)
			}
		}
		if got := filesIn(t, root); !equal(got, before) {
			t.Errorf("edit %d: the second run wrote", i)
		}
		without := cfg
		without.CacheDir = ""
		if res, err := Run(ctx, without); !errors.Is(err, context.Canceled) {
			t.Errorf("edit %d: without a cache: %+v, %v", i, res, err)
		}
		if res := run(t, without); res.Cached || len(res.Changes) > 0 {
			t.Errorf("edit %d: without a cache: %+v", i, res)
		}
	}
}

// An edit in a library that was settled is settled by the run that follows it.
func TestEditSettles(t *testing.T) {
	cfg, root := newLibrary(t, librarySource)
	settle(t, cfg)
	put(t, filepath.Join(root, "r/r.go"), "package r\n\ntype Query struct{ Text []string }\n")
	if res := run(t, cfg); res.Cached {
		t.Error("the edit goes unnoticed")
	}
	if res := run(t, cfg); !res.Cached {
		t.Error("the second run after an edit is not cached")
	}
}

// An edit that reaches into another package is settled by the second run after it:
// only the first one says which directories matter.
func TestNewImport(t *testing.T) {
	files := maps.Clone(librarySource)
	files["m/api.go"] = "package m\n\ntype Catalog interface{ Find() error }\n"
	cfg, root := newLibrary(t, files)
	settle(t, cfg)
	put(t, filepath.Join(root, "m/api.go"), librarySource["m/api.go"])
	for i, want := range []bool{false, false, true} {
		if res := run(t, cfg); res.Cached != want {
			t.Errorf("run %d is cached: %v", i, res.Cached)
		}
	}
}

// An edit is settled by the run that follows it, whatever it was that guessed the
// directories: edits of those that turned out not to matter change nothing.
func TestNearby(t *testing.T) {
	files := maps.Clone(librarySource)
	files["m/other.go"] = "package m\n\nimport _ \"example.com/m/unneeded\"\n"
	files["m/unneeded/u.go"] = "package unneeded\n\nimport _ \"example.com/m/nowhere\"\n"
	cfg, root := newLibrary(t, files)
	settle(t, cfg)
	put(t, filepath.Join(root, "m/unneeded/u.go"), "package unneeded\n")
	if !run(t, cfg).Cached {
		t.Error("what no type comes from counts")
	}
}

// TestStale changes one thing after another. Each must be noticed, and forgotten
// when it is undone.
func TestStale(t *testing.T) {
	cfg, root := newLibrary(t, librarySource)
	settle(t, cfg)
	files := filesIn(t, root)
	at := func(name string) string { return filepath.Join(root, name) }
	made := files["m/api_rpc.gen.go"]
	write := func(name, text string) func(*testing.T) {
		return func(t *testing.T) { put(t, at(name), text) }
	}
	remove := func(name string) func(*testing.T) {
		return func(t *testing.T) {
			if err := os.RemoveAll(at(name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, edit := range map[string]func(*testing.T){
		"the interface":              write("m/api.go", "package m\n\ntype Catalog interface {\n\tFind(q string) error\n}\n"),
		"a comment":                  write("m/api.go", files["m/api.go"]+"// The end.\n"),
		"a type in the module":       write("m/books/books.go", "package books\n\ntype Book struct{ Titel string }\n"),
		"an embed line":              write("m/books/books.go", "package books\n\nimport _ \"embed\"\n\n//go:embed b.txt\nvar text string\n\ntype Book struct{ Title string }\n"),
		"a build line":               write("m/other.go", "//go:build extra\n\npackage m\n"),
		"a file let in":              write("m/linux_only.go", "//go:build !extra\n\npackage m\n"),
		"a file let in by its name":  func(t *testing.T) { os.Rename(at("r/tag_plan9.go"), at("r/tag.go")) },
		"a type in another module":   write("r/r.go", "package r\n\ntype Query struct{ Words []string }\n"),
		"a new file":                 write("m/new.go", "package m\n"),
		"a new test":                 write("m/new_test.go", "package m\n"),
		"a new file in a dependency": write("m/books/new.go", "package books\n"),
		"a new file in a module":     write("r/new.go", "package r\n"),
		"a package by the same path": write("m/r/r.go", "package r\n"),
		"go.mod":                     write("m/go.mod", files["m/go.mod"]+"\n// changed\n"),
		"go.mod of a replacement":    write("r/go.mod", "module example.com/m/r\n\ngo 1.25\n"),
		"go.mod without packages":    write("s/go.mod", "module example.com/s\n\ngo 1.25\n"),
		"no such module":             remove("s"),
		"go.mod on the way":          write("m/books/go.mod", "module example.com/m/books\n"),
		"go.mod above":               write("go.mod", "module example.com\n"),
		"go.sum":                     write("m/go.sum", "\n"),
		"a workspace":                write("go.work", "go 1.26\n\nuse ./m\n"),
		"a vendor directory":         write("m/vendor/modules.txt", "\n"),
		"the output":                 write("m/api_rpc.gen.go", made+"\n"),
		"half of the output":         write("m/api_rpc.gen.go", made[:len(made)/2]),
		"output with CRLF":           write("m/api_rpc.gen.go", made[:100]+"\r"+made[100:]),
		"an orphan":                  write("m/gone_rpc.gen.go", made),
		"no output":                  remove("m/api_rpc.gen.go"),
		"no codecs":                  remove("m/api_codec.gen.go"),
		"a file removed":             remove("m/other.go"),
		"no dependency":              remove("m/books"),
		"same size, same times": func(t *testing.T) {
			info, err := os.Stat(at("m/books/books.go"))
			if err != nil {
				t.Fatal(err)
			}
			text := []byte(files["m/books/books.go"])
			text[len(text)-4] = '0'
			put(t, at("m/books/books.go"), string(text))
			if err := os.Chtimes(at("m/books/books.go"), info.ModTime(), info.ModTime()); err != nil {
				t.Fatal(err)
			}
		},
		"an old time": func(t *testing.T) {
			put(t, at("r/r.go"), "package r\n\ntype Query int\n")
			if err := os.Chtimes(at("r/r.go"), time.Unix(0, 0), time.Unix(0, 0)); err != nil {
				t.Fatal(err)
			}
		},
		"a link to another file": func(t *testing.T) {
			put(t, at("elsewhere"), "package books\n\ntype Book struct{ Pages int }\n")
			_ = os.Remove(at("m/books/books.go"))
			if err := os.Symlink(at("elsewhere"), at("m/books/books.go")); err != nil {
				t.Skip(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			edit(t)
			if recall(&cfg).settled() {
				t.Error("it goes unnoticed")
			}
			restore(t, root, files)
			if !recall(&cfg).settled() {
				t.Error("it counts though it is undone")
			}
		})
	}
}

// TestStaleVendor changes what is vendored.
func TestStaleVendor(t *testing.T) {
	cfg, root := newLibrary(t, librarySource)
	cmd := exec.Command("go", "mod", "vendor")
	cmd.Dir = cfg.Dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	t.Setenv("GOFLAGS", "-mod=vendor")
	run(t, cfg) // which shows what of the vendor directory matters
	settle(t, cfg)
	files := filesIn(t, root)
	for name, text := range map[string]string{
		"m/vendor/example.com/m/r/r.go":     "package r\n\ntype Query struct{ Words []string }\n",
		"m/vendor/example.com/m/r/new.go":   "package r\n",
		"m/vendor/modules.txt":              files["m/vendor/modules.txt"] + "\n",
		"m/vendor/example.com/m/books/b.go": "package books\n",
	} {
		put(t, filepath.Join(root, name), text)
		if recall(&cfg).settled() {
			t.Errorf("%s: it goes unnoticed", name)
		}
		restore(t, root, files)
	}
	if !recall(&cfg).settled() {
		t.Error("nothing has changed, but it is read again")
	}
	os.RemoveAll(filepath.Join(root, "m/vendor"))
	if recall(&cfg).settled() {
		t.Error("a removed vendor directory goes unnoticed")
	}
}

// TestInModuleCache works on a module that lies where modules do not change.
func TestInModuleCache(t *testing.T) {
	cfg, root := newLibrary(t, librarySource)
	t.Setenv("GOMODCACHE", root)
	settle(t, cfg)
	for _, name := range []string{"m/books/books.go", "r/r.go"} {
		put(t, filepath.Join(root, name), librarySource[name]+"\n")
		if recall(&cfg).settled() {
			t.Errorf("%s: it goes unnoticed", name)
		}
		put(t, filepath.Join(root, name), librarySource[name])
	}
}

// TestStaleSettings changes how the run is called.
func TestStaleSettings(t *testing.T) {
	base, root := newLibrary(t, librarySource)
	settle(t, base)
	env := func(name, value string) func(*testing.T, *Config) {
		return func(t *testing.T, _ *Config) { t.Setenv(name, value) }
	}
	for name, change := range map[string]func(*testing.T, *Config){
		"dir":       func(_ *testing.T, c *Config) { c.Dir = filepath.Join(root, "r") },
		"tags":      func(_ *testing.T, c *Config) { c.Tags = "extra" },
		"file":      func(_ *testing.T, c *Config) { c.File = "other.go" },
		"types":     func(_ *testing.T, c *Config) { c.Types = []string{"Catalog"} },
		"patterns":  func(_ *testing.T, c *Config) { c.Patterns = []string{"."} },
		"output":    func(_ *testing.T, c *Config) { c.OutDir = "rpc" },
		"package":   func(_ *testing.T, c *Config) { c.OutPkg = "m" },
		"targets":   func(_ *testing.T, c *Config) { c.Outputs = []Output{{Target: "ts", Dir: "web"}} },
		"fake":      func(_ *testing.T, c *Config) { c.Fake = true },
		"wrap":      func(_ *testing.T, c *Config) { c.Wrap = []string{"log"} },
		"off":       func(_ *testing.T, c *Config) { c.CacheDir = "" },
		"Env":       func(_ *testing.T, c *Config) { c.Env = append(os.Environ(), "GOOS=plan9") },
		"flags":     env("GOFLAGS", "-tags=extra"),
		"go env -w": env("GOENV", filepath.Join(root, "m/books/a.txt")),
		"no go":     env("PATH", ""),

		"GOOS": env("GOOS", "plan9"), "GOARCH": env("GOARCH", "386"), "CGO_ENABLED": env("CGO_ENABLED", "0"),
		"GOTOOLCHAIN": env("GOTOOLCHAIN", "go1.99"), "GOEXPERIMENT": env("GOEXPERIMENT", "x"), "GOAMD64": env("GOAMD64", "v3"),
		"GOPATH": env("GOPATH", root), "GOMODCACHE": env("GOMODCACHE", root), "GOROOT": env("GOROOT", root),
		"GO111MODULE": env("GO111MODULE", "off"), "GOWORK": env("GOWORK", "/x/go.work"), "HOME": env("HOME", root),
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
	same := base
	same.Env = os.Environ()
	same.Check = true
	t.Setenv("GOLINE", "5")
	if !recall(&same).settled() {
		t.Error("what does not matter counts")
	}
}

// alone is a load that has read nothing but the run's own directory.
var alone = &load.Result{Inputs: load.Inputs{Known: true}}

// TestSettingsDuring changes the settings between the beginning and the end of a run.
func TestSettingsDuring(t *testing.T) {
	cfg, root := newLibrary(t, map[string]string{"m/api.go": "package m\n\ntype A interface{ Do() error }\n", "env": "GOOS=linux\n"})
	t.Setenv("GOENV", filepath.Join(root, "env"))
	run(t, cfg)
	if !recall(&cfg).settled() {
		t.Fatal("it does not settle")
	}
	m := recall(&cfg)
	m.entry.Sum = ""
	m.store.Put(m.key, m.entry)
	put(t, filepath.Join(root, "env"), "GOOS=plan9\n")
	m.keep(alone, nil, nil)
	put(t, filepath.Join(root, "env"), "GOOS=linux\n")
	if recall(&cfg).settled() {
		t.Error("it goes unnoticed")
	}
	m.keep(alone, nil, nil)
	if !recall(&cfg).settled() {
		t.Error("it does not settle again")
	}
}

// TestEditDuring edits a dependency while a run is at work, there and back.
func TestEditDuring(t *testing.T) {
	cfg, root := newLibrary(t, map[string]string{"m/api.go": "package m\n\ntype A interface{ Do() error }\n"})
	run(t, cfg)
	m := recall(&cfg)
	later := time.Now().Add(time.Minute)
	if err := os.Chtimes(filepath.Join(root, "m/api.go"), later, later); err != nil {
		t.Fatal(err)
	}
	m.keep(alone, nil, nil)
	if recall(&cfg).settled() {
		t.Error("it goes unnoticed")
	}
}

// TestNotCacheable names packages whose files only the go command knows.
func TestNotCacheable(t *testing.T) {
	cfg, root := newLibrary(t, librarySource)
	for _, p := range []string{"./...", "net/smtp", "./api.go", "all", "example.com/m", root} {
		cfg.Patterns = []string{p}
		if recall(&cfg).key != "" {
			t.Errorf("a run of %s has a key", p)
		}
	}
	cfg.Patterns = []string{".", "./books", "../m"}
	if recall(&cfg).key == "" {
		t.Error("a run of directories has no key")
	}
}

// TestNotSettled makes runs that leave something to do, or may.
func TestNotSettled(t *testing.T) {
	api := "package m\n\ntype A interface{ Do() error }\n"
	for name, test := range map[string]struct {
		files  map[string]string
		change func(*Config)
	}{
		"a check":   {nil, func(c *Config) { c.Check = true }},
		"an orphan": {map[string]string{"m/gone_rpc.gen.go": "// Code generated by rpcgen. DO NOT EDIT.\n// Source: gone.go\n\npackage m\n"}, nil},
		"types in a stub": {map[string]string{
			"m/api.go":         "package m\n\ntype A interface{ Do() error }\n\ntype B interface{ Do(r ADoRequest) error }\n",
			"m/api_rpc.gen.go": "// Code generated by rpcgen. DO NOT EDIT.\n// Source: api.go\n\npackage m\n\ntype ADoRequest struct{ N int }\n",
		}, nil},
		"a test of stubs": {map[string]string{"m/api_test.go": "package m_test\n\ntype T interface{ Do() error }\n"}, func(c *Config) { c.File = "api_test.go" }},
		"cgo": {map[string]string{
			"m/api.go":   "package m\n\nimport \"example.com/m/c\"\n\ntype A interface{ Do() (c.Int, error) }\n",
			"m/c/int.go": "package c\n\ntype Int int\n",
			"m/c/c.go":   "package c\n\nimport \"C\"\n\nfunc zero() C.int { return 0 }\n",
			"m/go.mod":   "module example.com/m\n\ngo 1.26\n",
		}, nil},
		"a broken import": {map[string]string{
			"m/api.go": "package m\n\nimport \"example.com/m/c\"\n\ntype A interface{ Do() (c.Int, error) }\n",
			"m/c/c.go": "package c\n\nimport _ \"embed\"\n\n//go:embed nothing\nvar x string\n\ntype Int int\n",
			"m/go.mod": "module example.com/m\n\ngo 1.26\n",
		}, nil},
		"output among the imports": {map[string]string{
			"m/api.go": "package m\n\nimport \"example.com/m/c\"\n\ntype A interface{ Do() (c.Int, error) }\n",
			"m/c/c.go": "package c\n\ntype Int int\n",
			"m/go.mod": "module example.com/m\n\ngo 1.26\n",
		}, func(c *Config) { c.Types, c.OutDir = []string{"A"}, "c" }},
		"a quoted go.mod":  {map[string]string{"m/go.mod": "module \"example.com/m\"\n\ngo 1.26\n"}, nil},
		"a workspace":      {map[string]string{"go.work": "go 1.26\n\nuse ./m\n", "m/go.mod": "module example.com/m\n\ngo 1.26\n"}, nil},
		"a line directive": {map[string]string{"m/api.go": "package m\n\nimport \"example.com/m/c\"\n\ntype A interface{ Do() (c.Int, error) }\n", "m/c/c.go": "package c\n\n//line c.y:1\ntype Int int\n", "m/c/c.y": "package c\n", "m/go.mod": "module example.com/m\n\ngo 1.26\n"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{"m/api.go": api}
			maps.Copy(files, test.files)
			cfg, _ := newLibrary(t, files)
			if test.change != nil {
				test.change(&cfg)
			}
			for i := range 3 {
				if _, err := Run(t.Context(), cfg); i == 0 && err != nil {
					t.Fatal(err)
				}
				settled := recall(&cfg).settled()
				if settled && i == 0 {
					t.Error("it is settled at once")
				}
				again := cfg
				again.CacheDir, again.Check = "", true
				if left, err := Run(t.Context(), again); settled && (err != nil || len(left.Changes) > 0) {
					t.Errorf("run %d: it is settled with something left: %v, %v", i, left, err)
				}
			}
		})
	}
}

// TestConcurrentRuns runs several at once over one cache.
func TestConcurrentRuns(t *testing.T) {
	cfg, _ := newLibrary(t, librarySource)
	run(t, cfg)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 3 {
				if _, err := Run(t.Context(), cfg); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if !run(t, cfg).Cached {
		t.Error("it does not settle")
	}
}

// TestWithoutCache runs with a cache directory that cannot be one.
func TestWithoutCache(t *testing.T) {
	cfg, root := newLibrary(t, map[string]string{"m/api.go": "package m\n\ntype A interface{ Do() error }\n"})
	readOnly := filepath.Join(root, "ro")
	if err := os.Mkdir(readOnly, 0o500); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{filepath.Join(cfg.Dir, "api.go", "cache"), filepath.Join(cfg.Dir, "api.go"), readOnly} {
		cfg.CacheDir = dir
		for range 2 {
			if res := run(t, cfg); res.Cached && os.Getuid() != 0 {
				t.Errorf("%s: %+v", dir, res)
			}
		}
	}
}
