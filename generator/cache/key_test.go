package cache

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestKey changes the program and what it is to do.
func TestKey(t *testing.T) {
	base := Key("a", []string{"b"})
	if base == "" || base != Key("a", []string{"b"}) {
		t.Fatalf("the keys of one run are %q and %q", base, Key("a", []string{"b"}))
	}
	if Key("a", []string{"c"}) == base || Key("a", "b") == base || Key(`a"`, []string{"b"}) == base {
		t.Error("other facts have the same key")
	}
	defer func(p func() (string, error)) { program = p }(program)
	program = func() (string, error) { return "another", nil }
	if Key("a", []string{"b"}) == base {
		t.Error("another program has the same key")
	}
	program = func() (string, error) { return "", os.ErrPermission }
	if Key("a", []string{"b"}) != "" {
		t.Error("an unknown program has a key")
	}
}

// TestIdentify tells programs apart: those that the go command has built and others.
func TestIdentify(t *testing.T) {
	dir := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	goCommand, err := exec.LookPath("go")
	if err != nil {
		t.Fatal(err)
	}
	names := []string{self, goCommand}
	for _, text := range []string{"#!/bin/sh\n", "#!/bin/sh\n:\n"} {
		name := filepath.Join(dir, string(rune('a'+len(names))))
		if err := os.WriteFile(name, []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	seen := map[string]string{}
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		id, err := identify(f)
		f.Close()
		if err != nil || id == "" || seen[id] != "" {
			t.Errorf("%s and %q are both %q (%v)", name, seen[id], id, err)
		}
		seen[id] = name
	}
	if id, err := program(); err != nil || seen[id] != self {
		t.Errorf("this program is %q (%v)", id, err)
	}
}
