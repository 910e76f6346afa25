package scaffold

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

// TestRelease installs rpcgen as those do who have no checkout, from a proxy that has this
// one as version 1.0.0. A new project then requires that version, and its go.sum is complete.
func TestRelease(t *testing.T) {
	release := module.Version{Path: "github.com/rpcgen/rpcgen", Version: "v1.0.0"}
	proxy, bin := t.TempDir(), t.TempDir()
	publish(t, proxy, release)
	cache := strings.TrimSpace(run(t, ".", "go", "env", "GOMODCACHE"))
	t.Setenv("GOPROXY", "file://"+proxy+",file://"+filepath.Join(cache, "cache", "download"))
	t.Setenv("GOMODCACHE", t.TempDir())
	t.Setenv("GOFLAGS", "-modcacherw")
	t.Setenv("GOSUMDB", "off")
	t.Setenv("GOWORK", "off")
	t.Setenv("GOBIN", bin)
	dir := t.TempDir()
	run(t, dir, "go", "install", release.Path+"/cmd/rpcgen@"+release.Version)
	run(t, dir, filepath.Join(bin, "rpcgen"), "init", "hello")

	project := filepath.Join(dir, "hello")
	mod, err := os.ReadFile(filepath.Join(project, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	if text := string(mod); strings.Contains(text, "replace") || !strings.Contains(text, "github.com/rpcgen/rpcgen v1.0.0\n") {
		t.Errorf("go.mod is\n%s", text)
	}
	run(t, project, "go", "generate", "./...")
	run(t, project, "go", "test", "./...")
}

// TestNoOrigin is rpcgen built so that it cannot tell its version nor its checkout: it says
// so, and writes nothing.
func TestNoOrigin(t *testing.T) {
	t.Setenv("GOFLAGS", "")
	t.Setenv("GOWORK", "off")
	dir := t.TempDir()
	rpcgen := filepath.Join(dir, "rpcgen.exe")
	run(t, "../..", "go", "build", "-buildvcs=false", "-trimpath", "-o", rpcgen, "./cmd/rpcgen")
	out := fails(t, dir, rpcgen, "init", "hello")
	if !strings.Contains(out, "does not know where it comes from") {
		t.Errorf("it says %q", out)
	}
	if _, err := os.Stat(filepath.Join(dir, "hello")); !os.IsNotExist(err) {
		t.Errorf("there is something: %v", err)
	}
}

// publish writes this checkout into a proxy as a version.
func publish(t *testing.T, proxy string, m module.Version) {
	t.Helper()
	dir := filepath.Join(proxy, filepath.FromSlash(m.Path), "@v")
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"list":              m.Version + "\n",
		m.Version + ".info": `{"Version":"` + m.Version + `"}`,
		m.Version + ".mod":  string(mod),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	f, err := os.Create(filepath.Join(dir, m.Version+".zip"))
	if err != nil {
		t.Fatal(err)
	}
	if err := zip.Create(f, m, sources(t, root)); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// sources are the files of the root module, without those of the modules in it.
func sources(t *testing.T, root string) (list []zip.File) {
	t.Helper()
	err := filepath.WalkDir(root, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		if e.IsDir() {
			_, err := os.Stat(filepath.Join(name, "go.mod"))
			if e.Name() == "node_modules" || rel != "." && (e.Name()[0] == '.' || err == nil) {
				return filepath.SkipDir
			}
			return nil
		}
		if e.Type().IsRegular() {
			list = append(list, source{root, filepath.ToSlash(rel)})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// A source is a file of the checkout, for [zip.Create].
type source struct{ root, path string }

func (s source) Path() string                 { return s.path }
func (s source) Lstat() (fs.FileInfo, error)  { return os.Lstat(filepath.Join(s.root, s.path)) }
func (s source) Open() (io.ReadCloser, error) { return os.Open(filepath.Join(s.root, s.path)) }
