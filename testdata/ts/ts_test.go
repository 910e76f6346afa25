// Package ts tests the runtime of the TypeScript clients, generator/emit/tsgen/runtime: the
// TypeScript compiler must accept it in its strictest settings, and the tests beside this file
// run on Node.
package ts

import (
	"embed"
	"os"
	"path/filepath"
	"testing"

	_ "github.com/rpcgen/rpcgen/examples/session-and-cookie/api" // is read: see files
	"github.com/rpcgen/rpcgen/generator"
	"github.com/rpcgen/rpcgen/testdata/internal/node"
)

// files are the tests. The go command runs this test again when one of them changes.
//
//go:embed *.ts *.json
var files embed.FS

// TestExample writes the client of examples/session-and-cookie to the folder .example, for
// the check of its size and for the compiler.
func TestExample(t *testing.T) { example(t) }

func example(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	res, err := generator.Run(t.Context(), generator.Config{
		Dir:      filepath.Join("..", ".."),
		Patterns: []string{"./examples/session-and-cookie/api"},
		Outputs:  []generator.Output{{Target: "ts", Dir: dir}},
		Check:    true, // the stubs in Go are not to be written
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range res.Changes {
		if c.Name != filepath.Join(dir, "api.ts") {
			continue
		}
		if err := os.MkdirAll(".example", 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(".example", "api.ts"), c.New, 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Fatal("there is no TypeScript")
}

func TestRuntime(t *testing.T) {
	example(t)
	if list, err := files.ReadDir("."); err != nil || len(list) == 0 {
		t.Fatalf("there are no tests: %v", err)
	}
	node.Install(t, ".")
	t.Log(node.Run(t, ".", "npm", "run", "-s", "test"))
}
