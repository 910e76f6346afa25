package cache

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// TestSum changes one thing after another in a directory. What counts gives another
// sum, what does not the same one.
func TestSum(t *testing.T) {
	salt := NewSalt()
	for _, test := range []struct {
		name, file, text string
		counts           bool
	}{
		{"a file", "a.go", "package b\n", true},
		{"a byte", "a.go", "package a\r", true},
		{"less", "a.go", "package a", true},
		{"a new file", "b.go", "", true},
		{"a test", "a_test.go", "", true},
		{"one that the go command ignores", "_a.go", "", true},
		{"output", "a.gen.ts", "", true},
		{"a file that makes others", "a.swigcxx", "", true},
		{"a hidden file", ".a.go", "", false},
		{"a text", "README", "", false},
		{"a file below", "below/a.go", "", false},
		{"go.mod", "go.mod", "", true},
		{"go.mod above", "../go.mod", "", true},
		{"go.sum above", "../go.sum", "", true},
		{"vendored modules", "vendor/modules.txt", "", true},
		{"a vendor directory", "../vendor/x", "", true},
		{"a vendor directory that is a file", "vendor", "", true},
		{"the other directory", "../other/a.go", "", true},
	} {
		t.Run(test.name, func(t *testing.T) {
			root := t.TempDir()
			dir := filepath.Join(root, "m")
			write(t, filepath.Join(dir, "a.go"), "package a\n")
			dirs := []string{dir, filepath.Join(root, "other")}
			before := Look(salt, dirs)
			if before.Sum() != Look(salt, dirs).Sum() {
				t.Fatal("the same has two sums")
			}
			write(t, filepath.Join(dir, test.file), test.text)
			after := Look(salt, dirs)
			if changed := after == nil || before.Sum() != after.Sum(); changed != test.counts {
				t.Errorf("the sum changes: %v", changed)
			}
		})
	}
}

// TestSumKinds replaces a file by something else with the same content.
func TestSumKinds(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a.go")
	write(t, name, "package a\n")
	salt := NewSalt()
	before := Look(salt, []string{dir}).Sum()
	if Look(NewSalt(), []string{dir}).Sum() == before {
		t.Error("another salt gives the same sum")
	}
	if err := os.Rename(name, filepath.Join(dir, "a")); err != nil {
		t.Fatal(err)
	}
	if Look(salt, []string{dir}).Sum() == before {
		t.Error("a missing file is not noticed")
	}
	if err := os.Symlink("a", name); err != nil {
		t.Skip(err)
	}
	if Look(salt, []string{dir}).Sum() == before {
		t.Error("a link is not noticed")
	}
	if err := os.Remove(filepath.Join(dir, "a")); err != nil {
		t.Fatal(err)
	}
	if Look(salt, []string{dir}) != nil {
		t.Error("a link to nowhere can be looked at")
	}
}

// TestUnknown looks at what cannot be known.
func TestUnknown(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "file"), "")
	write(t, filepath.Join(dir, "w", "m", "a.go"), "")
	for _, name := range []string{"file", "file/below"} {
		if Look(NewSalt(), []string{filepath.Join(dir, name)}) != nil {
			t.Errorf("%s can be looked at", name)
		}
	}
	write(t, filepath.Join(dir, "w", "go.work"), "")
	if Look(NewSalt(), []string{filepath.Join(dir, "w", "m")}) != nil {
		t.Error("a workspace can be looked at")
	}
	if os.Getuid() != 0 && runtime.GOOS != "windows" {
		if err := os.Chmod(filepath.Join(dir, "file"), 0); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(filepath.Join(dir, "file"), filepath.Join(dir, "file.go")); err != nil {
			t.Fatal(err)
		}
		if Look(NewSalt(), []string{dir}) != nil {
			t.Error("an unreadable file can be looked at")
		}
	}
}

// TestPrint changes each byte around the end of a chunk, and the length.
func TestPrint(t *testing.T) {
	p, err := newPrinter(NewSalt())
	if err != nil {
		t.Fatal(err)
	}
	buf := printBuffer()
	seen := map[string]int{}
	add := func(data []byte, i int) {
		print, err := p.print(bytes.NewReader(data), buf)
		if j, again := seen[print]; again || err != nil {
			t.Errorf("%d and %d have the same fingerprint (%v)", i, j, err)
		}
		seen[print] = i
	}
	data := make([]byte, 2*chunk+20)
	for n := range 20 {
		add(data[:n], -n)
		add(data[:chunk+n-10], -n-chunk)
		add(data[:2*chunk+n], -n-2*chunk)
	}
	for _, i := range []int{0, 1, chunk - 1, chunk, chunk + 1, 2*chunk - 1, 2 * chunk, len(data) - 1} {
		data[i] = 1
		add(data, i)
		data[i] = 0
	}
}

// TestSince checks what may happen during a run that is remembered: what we write
// ourselves, and nothing else, be it there and back.
func TestSince(t *testing.T) {
	for name, test := range map[string]struct {
		do   func(t *testing.T, dir string)
		want bool
	}{
		"nothing":       {func(*testing.T, string) {}, true},
		"another edit":  {func(t *testing.T, dir string) { write(t, filepath.Join(dir, "a.go"), "package b\n") }, false},
		"another file":  {func(t *testing.T, dir string) { write(t, filepath.Join(dir, "b.go"), "package a\n") }, false},
		"our output":    {func(t *testing.T, dir string) { write(t, filepath.Join(dir, "a.gen.go"), "package x\n") }, false},
		"it is removed": {func(t *testing.T, dir string) { os.Remove(filepath.Join(dir, "a.gen.go")) }, false},
		"there and back": {func(t *testing.T, dir string) {
			later := time.Now().Add(time.Minute)
			if err := os.Chtimes(filepath.Join(dir, "a.go"), later, later); err != nil {
				t.Fatal(err)
			}
		}, false},
		"a dependency's directory": {func(t *testing.T, dir string) {
			later := time.Now().Add(time.Minute)
			if err := os.Chtimes(filepath.Join(dir, "..", "b"), later, later); err != nil {
				t.Fatal(err)
			}
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			salt, root := NewSalt(), t.TempDir()
			dir := filepath.Join(root, "a")
			write(t, filepath.Join(dir, "a.go"), "package a\n")
			write(t, filepath.Join(root, "b", "b.go"), "package b\n")
			dirs := []string{dir, filepath.Join(root, "b")}
			before := Look(salt, dirs)
			output := filepath.Join(dir, "a.gen.go")
			write(t, output, "package a // stubs\n")
			test.do(t, dir)
			after := Look(salt, dirs)
			if got := after.Since(before, map[string][]byte{output: []byte("package a // stubs\n")}); got != test.want {
				t.Errorf("got %v", got)
			}
			if after.Since(before, nil) || after.Since(Look(salt, dirs[:1]), nil) || after.Since(nil, nil) {
				t.Error("it is since anything")
			}
		})
	}
}
