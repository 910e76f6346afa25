// Package node runs Node and what npm installs for the tests of TypeScript.
package node

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"testing"
)

// Dir is the folder with the package.json that pins the tools.
var Dir = func() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..", "ts")
}()

// Tool returns the path of a tool, such as tsc. Where the tools are missing it installs
// them; without Node the test fails.
func Tool(t testing.TB, name string) string {
	t.Helper()
	if err := install(); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(Dir, "node_modules", ".bin", name)
}

// install runs npm ci unless that has been done. Several test programs may want it at once.
var install = sync.OnceValue(func() error {
	if _, err := exec.LookPath("node"); err != nil {
		return errors.New("node is missing; install Node 20 or newer, with npm, to run the tests of TypeScript")
	}
	lock, err := os.OpenFile(filepath.Join(os.TempDir(), "rpcgen-npm.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = lock.Close() }()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(Dir, "node_modules", ".bin", "tsc")); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	cmd := exec.Command("npm", "ci", "--no-audit", "--no-fund")
	cmd.Dir = Dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return errors.New("npm ci: " + err.Error() + "\n" + string(out))
	}
	return nil
})

// Run runs a program and fails the test with what it prints if that fails. It returns
// what it prints to standard output.
func Run(t testing.TB, dir, program string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Dir = dir
	out, err := cmd.Output()
	if e, ok := errors.AsType[*exec.ExitError](err); ok {
		t.Fatalf("%s: %v\n%s%s", filepath.Base(program), err, out, e.Stderr)
	} else if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
