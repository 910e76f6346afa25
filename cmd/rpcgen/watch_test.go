package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// TestWatch runs rpcgen -watch, saves a file, and interrupts it.
func TestWatch(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module example.com/library\n\ngo 1.26\n")
	write("a.go", "package library\n\n//rpcgen:service\ntype A interface {\n\tDo(c chan int) error\n}\n")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// TestMain makes a command of this test when it is called by the command's name.
	link := filepath.Join(t.TempDir(), "rpcgen")
	if err := os.Symlink(self, link); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), link, "-watch", "./...")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off")
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(stderr)
	want := func(pattern string) {
		t.Helper()
		for lines.Scan() {
			if regexp.MustCompile("^(?:" + pattern + ")$").MatchString(lines.Text()) {
				return
			}
			t.Logf("also printed: %s", lines.Text())
		}
		t.Fatalf("no line like %s was printed", pattern)
	}
	want(`a\.go:5:5: method Do: param c: chan int cannot be sent; .*`)
	want(`rpcgen: 1 problem, \d+ ms`)
	write("a.go", "package library\n\n//rpcgen:service\ntype A interface {\n\tDo(c []int) error\n}\n")
	want(`rpcgen: 2 files written, \d+ ms`)
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() {
		t.Logf("also printed: %s", lines.Text())
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("after an interrupt: %v", err)
	}
}
