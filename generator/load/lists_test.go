package load

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// A shelf is files that an answer depends on.
type shelf struct {
	t     *testing.T
	dir   string
	lists *Lists
	clock time.Time // of the files
}

func newShelf(t *testing.T) *shelf {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := &shelf{t, dir, new(Lists), time.Now().Add(-time.Hour)}
	s.write("go.mod", "module example.com/m\n")
	s.write("a/a.go", "package a\n\nimport \"io\"\n\nvar _ io.Reader\n")
	s.write("lib/lib.go", "package lib\n")
	return s
}

func (s *shelf) path(name string) string { return filepath.Join(s.dir, filepath.FromSlash(name)) }

// write writes a file a second after the one before.
func (s *shelf) write(name, text string) {
	s.t.Helper()
	if err := os.MkdirAll(filepath.Dir(s.path(name)), 0o777); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(s.path(name), []byte(text), 0o666); err != nil {
		s.t.Fatal(err)
	}
	s.settle(name)
}

// settle puts a time on a file and on its directory.
func (s *shelf) settle(name string) {
	s.t.Helper()
	s.clock = s.clock.Add(time.Second)
	for file := s.path(name); len(file) >= len(s.dir); file = filepath.Dir(file) {
		if err := os.Chtimes(file, s.clock, s.clock); err != nil && !os.IsNotExist(err) {
			s.t.Fatal(err)
		}
	}
}

func (s *shelf) dependence() dependence {
	return dependence{dir: s.dir, trees: []string{s.path("a") + "/..."}, dirs: []string{s.path("lib")}}
}

// kept says whether an answer of which the question was asked at a time is still there.
func (s *shelf) kept() bool {
	_, ok := s.lists.get("q")
	return ok
}

func (s *shelf) ask(export string) {
	s.lists.put("q", []*listed{{Export: export}}, s.dependence(), s.clock.Add(time.Second/2))
}

func TestListsForget(t *testing.T) {
	for name, change := range map[string]func(s *shelf){
		"go.mod":                 func(s *shelf) { s.write("go.mod", "module example.com/n\n") },
		"go.work above":          func(s *shelf) { s.write("go.work", "go 1.26\n") },
		"go.mod of a dependency": func(s *shelf) { s.write("lib/go.mod", "module example.com/lib\n") },
		"imports":                func(s *shelf) { s.write("a/a.go", "package a\n\nimport \"os\"\n") },
		"a mark":                 func(s *shelf) { s.write("a/a.go", "package a\n\nimport \"io\"\n\n//rpcgen:service\ntype A any\n") },
		"a constraint":           func(s *shelf) { s.write("a/a.go", "//go:build x\n\npackage a\n\nimport \"io\"\n") },
		"a new file":             func(s *shelf) { s.write("a/b.go", "package a\n") },
		"a new package":          func(s *shelf) { s.write("a/b/b.go", "package b\n") },
		"a removed file":         func(s *shelf) { _ = os.Remove(s.path("a/a.go")) },
		"a dependency":           func(s *shelf) { s.write("lib/lib.go", "package lib\n\nvar X int\n") },
		"a dependency's file":    func(s *shelf) { s.write("lib/more.go", "package lib\n") },
		"a removed dependency":   func(s *shelf) { _ = os.RemoveAll(s.path("lib")) },
		"what links point to":    func(s *shelf) { s.write("elsewhere/linked.go", "package lib\n\nvar X int\n") },
		"export data":            func(s *shelf) { _ = os.Remove(s.path("export")) },
	} {
		t.Run(name, func(t *testing.T) {
			s := newShelf(t)
			s.write("export", "data")
			s.write("elsewhere/linked.go", "package lib\n")
			if err := os.Symlink(s.path("elsewhere/linked.go"), s.path("lib/linked.go")); err != nil {
				t.Fatal(err)
			}
			s.settle("lib/linked.go")
			s.ask(s.path("export"))
			if !s.kept() {
				t.Fatal("nothing has changed, and the answer is gone")
			}
			change(s)
			if s.kept() {
				t.Error("the answer is still there")
			}
		})
	}
}

func TestListsKeep(t *testing.T) {
	for name, change := range map[string]func(s *shelf){
		"a declaration": func(s *shelf) { s.write("a/a.go", "package a\n\nimport \"io\"\n\nvar _ io.Writer\n") },
		"an editor's":   func(s *shelf) { s.write("a/.a.go.swp", "x"); s.write("lib/#lib.go#", "x") },
		"a link of Emacs": func(s *shelf) {
			if err := os.Symlink("me@here.1", s.path("a/.#a.go")); err != nil {
				s.t.Fatal(err)
			}
		},
		"test data": func(s *shelf) { s.write("a/testdata/t.go", "package t\n") },
	} {
		t.Run(name, func(t *testing.T) {
			s := newShelf(t)
			s.ask("")
			change(s)
			if !s.kept() {
				t.Error("the answer is gone")
			}
		})
	}
}

// What is saved while the go command is at work may or may not be in its answer.
func TestListsOvertaken(t *testing.T) {
	for _, file := range []string{"go.mod", "a/a.go", "a/new.go", "a/new/new.go", "lib/lib.go", "lib/new.go"} {
		s := newShelf(t)
		asked := s.clock.Add(time.Second / 2)
		s.write(file, "package new\n")
		s.lists.put("q", nil, s.dependence(), asked)
		if s.kept() {
			t.Errorf("%s has changed meanwhile, and the answer was kept", file)
		}
	}
	// A file that was moved there is old, its directory is not.
	for _, dir := range []string{"a", "lib"} {
		s := newShelf(t)
		s.write("old.go", "package old\n")
		asked := s.clock.Add(time.Second / 2)
		if err := os.Rename(s.path("old.go"), s.path(dir+"/moved.go")); err != nil {
			t.Fatal(err)
		}
		s.lists.put("q", nil, s.dependence(), asked)
		if s.kept() {
			t.Errorf("a file was moved into %s meanwhile, and the answer was kept", dir)
		}
	}
}

func TestListsBehindLink(t *testing.T) {
	for _, deep := range []string{"", "/..."} {
		s := newShelf(t)
		link := filepath.Join(t.TempDir(), "link")
		if err := os.Symlink(s.path("a"), link); err != nil {
			t.Fatal(err)
		}
		s.lists.put("q", nil, dependence{dir: s.dir, trees: []string{link + deep}}, time.Now().Add(time.Hour))
		if !s.kept() {
			t.Fatal("nothing has changed, and the answer is gone")
		}
		s.write("a/b.go", "package a\n")
		if s.kept() {
			t.Errorf("behind %s the answer is still there", link+deep)
		}
		if !slices.Contains(s.lists.Places(), s.path("go.mod")) {
			t.Errorf("places: %v", s.lists.Places())
		}
	}
}

func TestTree(t *testing.T) {
	for pattern, want := range map[string]string{
		".": "/m", "./...": "/m/...", "./a": "/m/a", "./a/...": "/m/a/...", "../...": "/...", "..": "/",
		"./a...": "/m/...", "./a/b.../c": "/m/a/...", "/x/...": "/x/...", "/x": "/x",
	} {
		if got := tree("/m", pattern); got != want {
			t.Errorf("%s: got %s, want %s", pattern, got, want)
		}
	}
}
