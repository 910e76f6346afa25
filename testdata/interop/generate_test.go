package interop

import (
	"os/exec"
	"testing"

	"github.com/rpcgen/rpcgen/generator"
)

// TestGenerated expects that what lies in the folders proto is as rpcgen -tsrpc writes it.
func TestGenerated(t *testing.T) {
	t.Parallel()
	for _, pkg := range []string{"api", "library"} {
		res, err := generator.Run(t.Context(), generator.Config{
			Dir: pkg, File: pkg + ".go", Outputs: []generator.Output{{Target: "tsrpc", Dir: "proto"}}, Check: true,
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range res.Changes {
			t.Errorf("%s/%s: stale; run make generate\n%s", pkg, c.Name, c.Diff())
		}
	}
}

// TestTypes gives the generated types and typed.ts to two compilers: the newest, and the
// one that tsrpc-cli asks for.
func TestTypes(t *testing.T) {
	t.Parallel()
	built(t) // by the newest
	if out, err := exec.CommandContext(t.Context(), "node", "node_modules/typescript/bin/tsc", "-p", ".", "--noEmit").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
