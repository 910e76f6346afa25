// Package ts tests the runtime of the TypeScript clients, generator/emit/tsgen/runtime: the
// TypeScript compiler must accept it in its strictest settings, and the tests beside this file
// run on Node.
package ts

import (
	"embed"
	"testing"

	_ "github.com/rpcgen/rpcgen/generator/emit/tsgen" // has the runtime in it: see files
	"github.com/rpcgen/rpcgen/testdata/internal/node"
)

// files are the tests. The go command runs this test again when one of them changes.
//
//go:embed *.ts *.json
var files embed.FS

func TestRuntime(t *testing.T) {
	if list, err := files.ReadDir("."); err != nil || len(list) == 0 {
		t.Fatalf("there are no tests: %v", err)
	}
	node.Install(t, ".")
	t.Log(node.Run(t, ".", "npm", "run", "-s", "test"))
}
