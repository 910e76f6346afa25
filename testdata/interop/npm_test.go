// Package interop runs the TSRPC packages from npm against rpcgen, in both directions.
package interop

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	npm "github.com/rpcgen/rpcgen/testdata/internal/node"
)

// build compiles the TypeScript, once a run.
var build = sync.OnceValues(func() (string, error) {
	if err := os.RemoveAll(".build"); err != nil {
		return "", err
	}
	out, err := exec.Command(tsc, "-p", ".").CombinedOutput()
	return string(out), err
})

// built installs the packages and compiles the TypeScript of this folder, if that has not
// been done.
func built(t *testing.T) {
	t.Helper()
	npm.Install(t, ".")
	if out, err := build(); err != nil {
		t.Fatalf("tsc: %v\n%s", err, out)
	}
}

// tsc is the newest TypeScript compiler.
var tsc = filepath.Join("node_modules", "typescript-newest", "bin", "tsc")

// node returns a command that runs one of the scripts of this folder.
func node(ctx context.Context, t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	built(t)
	cmd := exec.CommandContext(ctx, "node", args...)
	cmd.Stderr = t.Output()
	return cmd
}

// script runs a script that makes so many checks. Each is a subtest.
func script(t *testing.T, checks int, args ...string) {
	t.Helper()
	cmd := node(t.Context(), t, args...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := 0
	for lines := bufio.NewScanner(out); lines.Scan(); done++ {
		var check struct{ Name, Error string }
		if err := json.Unmarshal(lines.Bytes(), &check); err != nil {
			t.Fatalf("%s: %v", lines.Bytes(), err)
		}
		t.Run(check.Name, func(t *testing.T) {
			if check.Error != "" {
				t.Error(check.Error)
			}
		})
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	if done != checks {
		t.Errorf("%d checks were made", done)
	}
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
