package load

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// fakeGo makes an installation of Go that nobody runs, and puts it into $PATH.
func fakeGo(t *testing.T, files map[string]string) (root string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("programs have other names")
	}
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(root, "bin"), 0o777); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(root, name), []byte(text), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", filepath.Join(root, "bin"))
	t.Setenv("GOROOT", "")
	return root
}

func installation() map[string]string {
	return map[string]string{"bin/go": "#!/bin/sh\n", "VERSION": "go1.26.1\n", "go.env": "# Settings.\nGOPROXY=off\nGOTOOLCHAIN=auto\n"}
}

// TestFindGo changes one thing after another in an installation of Go.
func TestFindGo(t *testing.T) {
	root := fakeGo(t, installation())
	before, ok := findGo(newEnvironment(nil))
	if again, _ := findGo(newEnvironment(nil)); !ok || !slices.Equal(before, again) {
		t.Fatalf("got %q and %q, %v", before, again, ok)
	}
	for name, text := range map[string]string{"bin/go": "#!/bin/sh\n:\n", "VERSION": "go1.26.2\n", "go.env": "GOTOOLCHAIN=local\n", "bin/gcc": "#!/bin/sh\n"} {
		path := filepath.Join(root, name)
		if err := os.WriteFile(path, []byte(text), 0o777); err != nil {
			t.Fatal(err)
		}
		if after, ok := findGo(newEnvironment(nil)); !ok || slices.Equal(before, after) {
			t.Errorf("another %s goes unnoticed: %v", name, ok)
		}
		if old, ok := installation()[name]; ok {
			if err := os.WriteFile(path, []byte(old), 0o777); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestRefuseGo shows installations that say too little about themselves, or too much.
func TestRefuseGo(t *testing.T) {
	for name, change := range map[string]func(files map[string]string){
		"no go command":   func(files map[string]string) { delete(files, "bin/go") },
		"a script":        func(files map[string]string) { delete(files, "VERSION") },
		"no settings":     func(files map[string]string) { delete(files, "go.env") },
		"an overlay":      func(files map[string]string) { files["go.env"] += "GOFLAGS=-overlay=x.json\n" },
		"a workspace":     func(files map[string]string) { files["go.env"] += "GOWORK=/x/go.work\n" },
		"a module cache":  func(files map[string]string) { files["go.env"] += "GOMODCACHE=/x\n" },
		"other toolchain": func(files map[string]string) { files["go.env"] += "GOTOOLCHAIN=path\n" },
	} {
		t.Run(name, func(t *testing.T) {
			files := installation()
			change(files)
			fakeGo(t, files)
			if facts, ok := findGo(newEnvironment(nil)); ok {
				t.Errorf("got %q", facts)
			}
		})
	}
	t.Run("another GOROOT", func(t *testing.T) {
		other := fakeGo(t, installation())
		fakeGo(t, installation())
		t.Setenv("GOROOT", other)
		if facts, ok := findGo(newEnvironment(nil)); ok {
			t.Errorf("got %q", facts)
		}
	})
}

// TestUsual sets what may hide files from us, in the environment and by "go env -w".
func TestUsual(t *testing.T) {
	file := filepath.Join(t.TempDir(), "env")
	for setting, want := range map[string]bool{
		"GOFLAGS=-mod=mod -tags=a,b": true,
		"GOFLAGS=--mod=vendor":       true,
		"GOFLAGS=-trimpath":          true,
		"GOWORK=off":                 true,
		"GO111MODULE=on":             true,
		"GOTOOLCHAIN=go1.26.1":       true,
		"GOFLAGS=-overlay=x.json":    false,
		"GOFLAGS=-overlay x.json":    false,
		"GOFLAGS=--overlay=x.json":   false,
		"GOFLAGS=-modfile=x.mod":     false,
		"GOFLAGS=-toolexec=x":        false,
		"GOFLAGS=-compiler=gccgo":    false,
		"GOFLAGS=-race":              false,
		"GOFLAGS='-tags=a b'":        false,
		"GOFLAGS=-x -overlay=x.json": false,
		"GOWORK=/x/go.work":          false,
		"GO111MODULE=off":            false,
		"GO111MODULE=auto":           false,
		"GOTOOLCHAIN=path":           false,
		"GOTOOLCHAIN=go1.26.1+path":  false,
	} {
		name, _, _ := strings.Cut(setting, "=")
		if got := newEnvironment([]string{"GOENV=off", setting}).usual(); got != want {
			t.Errorf("%s in the environment: %v", setting, got)
		}
		if err := os.WriteFile(file, []byte("# Settings.\n"+setting+"\n"), 0o666); err != nil {
			t.Fatal(err)
		}
		e := newEnvironment([]string{name + "=", "GOENV=" + file})
		if got := e.usual(); got != want {
			t.Errorf("%s by go env -w: %v", setting, got)
		}
		if !strings.Contains(strings.Join(e.facts(), "\n"), setting) {
			t.Errorf("%s by go env -w is no fact", setting)
		}
	}
	if newEnvironment([]string{"GOENV=env"}).usual() {
		t.Error("a GOENV that depends on the directory is usual")
	}
	if err := os.WriteFile(file, []byte("GOROOT=/x\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if newEnvironment([]string{"GOENV=" + file}).usual() {
		t.Error("a GOROOT by go env -w is usual")
	}
}

// TestRequestEnv looks at environments that are not the process's own.
func TestRequestEnv(t *testing.T) {
	t.Setenv("GOWORK", "")
	t.Setenv("GOFLAGS", "")
	t.Setenv("GO111MODULE", "")
	dir := t.TempDir()
	request := func(vars ...string) (Request, bool) {
		return Config{Dir: dir, File: "a.go", Env: append(os.Environ(), vars...)}.Cacheable()
	}
	base, ok := request()
	if !ok {
		t.Fatal("the process's own environment is refused")
	}
	if r, ok := request("GOOS=plan9", "GOOS=linux"); !ok || slices.Equal(r.Facts, base.Facts) {
		t.Error("GOOS goes unnoticed")
	} else if other, _ := request("GOOS=linux", "GOOS=plan9"); slices.Equal(r.Facts, other.Facts) {
		t.Error("the last value does not count")
	}
	if r, ok := request("GOLINE=7", "EDITOR=ed"); !ok || !slices.Equal(r.Facts, base.Facts) {
		t.Error("what does not matter counts")
	}
	for _, v := range []string{"PATH=/x", "HOME=/x", "XDG_CONFIG_HOME=/x", "GOFLAGS=-overlay=x"} {
		if _, ok := request(v); ok {
			t.Errorf("%s is accepted", v)
		}
	}
}

// TestReplacements reads go.mod files.
func TestReplacements(t *testing.T) {
	mod := `module example.com/m // replace x => ./no
require example.com/a v1.0.0
replace example.com/a => ./a
replace	example.com/b v1.0.0 => ../b // why
replace (
	example.com/c => /c/./d
	example.com/d => example.com/e v1.0.0
)
`
	want := []root{{"/example.com/a", "/m/a"}, {"/example.com/b", "/b"}, {"/example.com/c", "/c/d"}}
	if got, ok := replacements("/m", mod); !ok || !slices.Equal(got, want) {
		t.Errorf("got %v, %v", got, ok)
	}
	for _, mod := range []string{"replace a => \"./a b\"\n", "replace a => `./a b`\n"} {
		if got, ok := replacements("/m", mod); ok {
			t.Errorf("%s: got %v", mod, got)
		}
	}
}
