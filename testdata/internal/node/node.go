// Package node runs Node and what npm installs for the tests of TypeScript.
package node

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
)

// Dir is the folder with the package.json that pins the compiler.
var Dir = func() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..", "ts")
}()

// Tool returns the path of a tool, such as tsc. Where the tools are missing it installs
// them; without Node the test fails.
func Tool(t testing.TB, name string) string {
	t.Helper()
	Install(t, Dir)
	return filepath.Join(Dir, "node_modules", ".bin", name)
}

// Install runs npm ci in a folder, unless it has been run since the lock file was
// written. It fails the test if that cannot be done.
func Install(t testing.TB, dir string) {
	t.Helper()
	if err := install(dir); err != nil {
		t.Fatal(err)
	}
}

// install is Install. Several test programs may want the same at once.
func install(dir string) error {
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			return fmt.Errorf("%s is missing; install Node 20 or newer, with npm, to run the tests of TypeScript", program)
		}
	}
	lock, err := os.OpenFile(filepath.Join(os.TempDir(), "rpcgen-npm.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = lock.Close() }()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return err
	}
	wanted, err := os.Stat(filepath.Join(dir, "package-lock.json"))
	if err != nil {
		return err
	}
	// npm writes this file last.
	if got, err := os.Stat(filepath.Join(dir, "node_modules", ".package-lock.json")); err == nil && !got.ModTime().Before(wanted.ModTime()) {
		return nil
	}
	cmd := exec.Command("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("npm ci in %s: %w\n%s", dir, err, out)
	}
	return nil
}

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
