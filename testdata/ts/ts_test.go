// Package ts tests the runtime of the TypeScript clients, generator/emit/tsgen/runtime: the
// TypeScript compiler must accept it in its strictest settings, and the tests beside this file
// run on Node.
package ts

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

func TestRuntime(t *testing.T) {
	for _, tool := range []string{"node", "npm"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("%s is missing: install Node 20 or later (apt install nodejs npm)", tool)
		}
	}
	if stale(t) {
		run(t, "npm", "ci", "--no-audit", "--no-fund")
	}
	t.Log(run(t, "npm", "run", "-s", "test"))
}

// stale reports whether node_modules is missing or older than the lock file.
func stale(t *testing.T) bool {
	lock, err := os.Stat("package-lock.json")
	if err != nil {
		t.Fatal(err)
	}
	installed, err := os.Stat("node_modules/.package-lock.json") // npm writes it last
	return err != nil || installed.ModTime().Before(lock.ModTime())
}

// run runs a command, which must succeed, and returns what it says.
func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}
