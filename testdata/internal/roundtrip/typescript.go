package roundtrip

import (
	"net/http/httptest"
	"path/filepath"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
	"github.com/rpcgen/rpcgen/testdata/internal/node"
	"github.com/rpcgen/rpcgen/testdata/internal/typescript"
)

// TypeScript serves what register registers, and runs ts/roundtrip.ts of the test's
// package in Node, with the server's URL as its argument. The script is bundled with
// the generated clients, as a user would; these get their runtime part first.
func TypeScript(t *testing.T, register func(*runtime.Server)) {
	t.Helper()
	server := runtime.NewServer()
	register(server)
	handler, err := httprpc.NewHandler(server)
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(handler)
	t.Cleanup(web.Close)
	dir := t.TempDir()
	typescript.Copy(t, dir, "ts")
	scripts, err := filepath.Glob(filepath.Join(dir, "golden", "*", "ts", "roundtrip.ts"))
	if err != nil || len(scripts) != 1 {
		t.Fatalf("scripts to run: %q, %v", scripts, err)
	}
	bundle := filepath.Join(dir, "roundtrip.mjs")
	node.Run(t, ".", node.Tool(t, "esbuild"), scripts[0],
		"--bundle", "--format=esm", "--platform=node", "--log-level=warning", "--outfile="+bundle)
	if out := node.Run(t, ".", "node", bundle, web.URL); out != "done\n" {
		t.Errorf("the script prints %q, want \"done\"", out)
	}
}
