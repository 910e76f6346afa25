// Package interop runs the TSRPC packages from npm against rpcgen, in both directions.
package interop

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
)

// install puts the packages of package-lock.json in node_modules, once a run and
// only if they are not there.
var install = sync.OnceValues(func() (string, error) {
	lock, err := os.Stat("package-lock.json")
	if err != nil {
		return "", err
	}
	installed, err := os.Stat(filepath.Join("node_modules", ".package-lock.json"))
	if err == nil && !installed.ModTime().Before(lock.ModTime()) {
		return "", nil
	}
	out, err := exec.Command("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts").CombinedOutput()
	return string(out), err
})

// node returns a command that runs one of the scripts of this folder.
func node(ctx context.Context, t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	if out, err := install(); err != nil {
		t.Fatalf("npm ci: %v\n%s", err, out)
	}
	cmd := exec.CommandContext(ctx, "node", args...)
	cmd.Stderr = t.Output()
	return cmd
}

// ownError returns the errors that both servers make for Fail.
func ownError(kind string) error {
	switch kind {
	case "number":
		return runtime.Errorf(404, "number")
	case "extra":
		return &runtime.Error{Message: "extra", Data: map[string]any{"info": map[string]any{"a": []any{1}}, "left": 2}}
	}
	return &runtime.Error{Message: "of type " + kind, Type: runtime.ErrorType(kind), Code: "CODE"}
}
