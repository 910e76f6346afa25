package watch_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/generator"
	"github.com/rpcgen/rpcgen/generator/watch"
)

// put writes a file by its path.
func put(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func link(t *testing.T, to, name string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(to, name); err != nil {
		t.Fatal(err)
	}
}

func (f *fixture) move(from, to string) {
	f.t.Helper()
	if err := os.Rename(filepath.Join(f.dir, from), filepath.Join(f.dir, to)); err != nil {
		f.t.Fatal(err)
	}
}

func TestWatchBehindLink(t *testing.T) {
	f := start(t, func(cfg *generator.Config) {
		name := filepath.Join(t.TempDir(), "link")
		link(t, cfg.Dir, name)
		cfg.Dir = name
	})
	f.until("at the start", f.has("a/a_rpc.gen.go", "N int "))
	f.write("a/a.go", source("a", "n string"))
	f.until("a save", f.has("a/a_rpc.gen.go", "N string "))
	f.write("b/b.go", source("b", "n int"))
	f.until("a new package", f.has("b/b_rpc.gen.go", "N int "))
}

func TestWatchLinkedFile(t *testing.T) {
	elsewhere := t.TempDir()
	service, types := filepath.Join(elsewhere, "service.go"), filepath.Join(elsewhere, "types.go")
	put(t, service, "package b\n\nimport \"example.com/library/types\"\n\n//rpcgen:service\ntype B interface{ Do(b types.Book) error }\n")
	put(t, types, "package types\n\ntype Book struct{ ISBN string }\n")
	f := start(t, func(cfg *generator.Config) {
		link(t, service, filepath.Join(cfg.Dir, "b/b.go"))
		link(t, types, filepath.Join(cfg.Dir, "types/types.go"))
	})
	f.until("at the start", f.has("b/b_codec.gen.go", "ISBN"))
	put(t, types, "package types\n\ntype Book struct{ Title string }\n")
	f.until("a linked dependency", f.has("b/b_codec.gen.go", "Title"))
	put(t, service, source("b", "n string"))
	f.until("a linked service", f.has("b/b_rpc.gen.go", "N string "))
}

func TestWatchHiddenDirectory(t *testing.T) {
	f := start(t, func(cfg *generator.Config) {
		cfg.Dir = filepath.Join(cfg.Dir, ".hidden")
		put(t, filepath.Join(cfg.Dir, "a.go"), source("a", "n int"))
	})
	f.until("at the start", f.has(".hidden/a_rpc.gen.go", "N int "))
	f.write(".hidden/a.go", source("a", "n string"))
	f.until("a save", f.has(".hidden/a_rpc.gen.go", "N string "))
}

// A module in another directory is watched, and is one again if it gets another go.mod.
func TestWatchOtherModule(t *testing.T) {
	other := t.TempDir()
	types := filepath.Join(other, "types", "types.go")
	put(t, filepath.Join(other, "go.mod"), "module example.com/other\n\ngo 1.26\n")
	put(t, types, "package types\n\ntype Book struct{ ISBN string }\n")
	f := start(t, func(cfg *generator.Config) {
		mod, err := os.ReadFile(filepath.Join(cfg.Dir, "go.mod"))
		if err != nil {
			t.Fatal(err)
		}
		put(t, filepath.Join(cfg.Dir, "go.mod"), string(mod)+"\nrequire example.com/other v0.0.0\n\nreplace example.com/other => "+other+"\n")
		put(t, filepath.Join(cfg.Dir, "a", "a.go"), "package a\n\nimport \"example.com/other/types\"\n\n//rpcgen:service\ntype A interface{ Do(b types.Book) error }\n")
	})
	f.until("at the start", f.has("a/a_codec.gen.go", "ISBN"))
	put(t, types, "package types\n\ntype Book struct{ Title string }\n")
	f.until("a save", f.has("a/a_codec.gen.go", "Title"))
	put(t, types, "package types\n\ntype Book struct{ Title chan int }\n")
	f.until("a problem", failed("unsendable-type"))
	put(t, types, "package types\n\ntype Book struct{ Author string }\n")
	f.until("no more problem", f.has("a/a_codec.gen.go", "Author"))
}

// A workspace names modules beside this one, and its file lies above.
func TestWatchWorkspace(t *testing.T) {
	f := start(t, func(cfg *generator.Config) {
		root := cfg.Dir
		cfg.Dir = filepath.Join(root, "main")
		for _, name := range []string{"go.mod", "go.sum"} {
			if err := os.MkdirAll(cfg.Dir, 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.Rename(filepath.Join(root, name), filepath.Join(cfg.Dir, name)); err != nil {
				t.Fatal(err)
			}
		}
		t.Setenv("GOFLAGS", "")
		t.Setenv("GOWORK", "")
		put(t, filepath.Join(root, "one/go.mod"), "module example.com/other\n\ngo 1.26\n")
		put(t, filepath.Join(root, "one/other.go"), "package other\n\ntype Book struct{ ISBN string }\n")
		put(t, filepath.Join(root, "two/go.mod"), "module example.com/other\n\ngo 1.26\n")
		put(t, filepath.Join(root, "two/other.go"), "package other\n\ntype Book struct{ Title string }\n")
		put(t, filepath.Join(root, "go.work"), "go 1.26\n\nuse (\n\t./main\n\t./one\n)\n")
		put(t, filepath.Join(cfg.Dir, "a", "a.go"), "package a\n\nimport \"example.com/other\"\n\n//rpcgen:service\ntype A interface{ Do(b other.Book) error }\n")
	})
	f.until("at the start", f.has("main/a/a_codec.gen.go", "ISBN"))
	f.write("one/other.go", "package other\n\ntype Book struct{ Author string }\n")
	f.until("a save", f.has("main/a/a_codec.gen.go", "Author"))
	f.write("go.work", "go 1.26\n\nuse (\n\t./main\n\t./two\n)\n")
	f.until("another module", f.has("main/a/a_codec.gen.go", "Title"))
}

func TestWatchMovedDirectory(t *testing.T) {
	f := start(t, nil)
	f.until("at the start", f.has("a/a_rpc.gen.go", "N int "))
	f.write("b/c/c.go", source("c", "n int"))
	f.until("a new package", f.has("b/c/c_rpc.gen.go", "N int "))
	f.move("b", "v1.2")
	f.write("b/c/c.go", source("c", "n int16"))
	f.until("the old name", f.has("b/c/c_rpc.gen.go", "N int16 "))
	f.write("v1.2/c/c.go", source("c", "n int8"))
	f.until("the new name", f.has("v1.2/c/c_rpc.gen.go", "N int8 "))
	f.write("b/c/c.go", source("c", "n int32"))
	f.until("the old name again", f.has("b/c/c_rpc.gen.go", "N int32 "))
	f.write("v1.2/c/c.go", "package c\n\ntype Book struct{ ISBN string }\n")
	f.write("d/d.go", "package d\n\nimport \"example.com/library/v1.2/c\"\n\n//rpcgen:service\ntype D interface{ Do(b c.Book) error }\n")
	f.until("an import", f.has("d/d_codec.gen.go", "ISBN"))
	f.move("v1.2", ".out")
	f.until("what is imported has gone", func(r watch.Run) bool {
		return r.Err != nil && strings.Contains(r.Err.Error(), "example.com/library/v1.2/c")
	})
}

func TestWatchedModuleGone(t *testing.T) {
	f := start(t, nil)
	f.until("at the start", f.has("a/a_rpc.gen.go", "N int "))
	if err := os.Rename(f.dir, f.dir+".moved"); err != nil {
		t.Fatal(err)
	}
	err := <-f.done
	f.done <- nil
	if err == nil || !strings.Contains(err.Error(), "it has gone") {
		t.Errorf("got %v", err)
	}
}

// Each save makes one run, whatever that run writes and wherever.
func TestWatchOwnOutput(t *testing.T) {
	for name, c := range map[string]struct {
		out    string
		change func(*generator.Config)
	}{
		"many": {"a/a_rpc.gen.go", func(cfg *generator.Config) {
			cfg.Fake, cfg.Wrap = true, generator.Wrappers()[:1]
			cfg.Outputs = []generator.Output{{Target: "ts", Dir: "web/client"}, {Target: "openapi", Dir: "web/openapi"}}
		}},
		"another package": {"stubs/deep/a_rpc.gen.go", func(cfg *generator.Config) {
			cfg.Types, cfg.Patterns, cfg.OutDir = []string{"A"}, []string{"./a"}, "stubs/deep"
		}},
		"a package by its path": {"a/a_rpc.gen.go", func(cfg *generator.Config) {
			cfg.Types, cfg.Patterns = []string{"A"}, []string{"example.com/library/a"}
		}},
		"services by a path": {"a/a_rpc.gen.go", func(cfg *generator.Config) {
			cfg.Patterns = []string{"example.com/library/a"}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			f := start(t, c.change)
			next := func(what, text string) {
				t.Helper()
				r := <-f.runs
				if !f.has(c.out, text)(r) || len(r.Result.Changes) == 0 {
					t.Fatalf("%s: the next run is another: %+v", what, r)
				}
			}
			next("at the start", "N int ")
			for _, typ := range []string{"string", "bool", "int8", "string"} {
				f.write("a/.a.go.swp", source("a", "n "+typ))
				f.move("a/.a.go.swp", "a/a.go")
				next(typ, "N "+typ+" ")
			}
		})
	}
}
