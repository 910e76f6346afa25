package roundtrip

import (
	"net/http/httptest"
	"path/filepath"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
	"github.com/rpcgen/rpcgen/testdata/internal/node"
)

// TypeScript serves what register registers, and runs ts/roundtrip.ts of the test's
// package in Node, with the server's URL as its argument. The script is bundled with
// the generated clients, as a user would.
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
	bundle := filepath.Join(t.TempDir(), "roundtrip.mjs")
	node.Run(t, ".", node.Tool(t, "esbuild"), "ts/roundtrip.ts",
		"--bundle", "--format=esm", "--platform=node", "--log-level=warning", "--outfile="+bundle)
	if out := node.Run(t, ".", "node", bundle, web.URL); out != "done\n" {
		t.Errorf("the script prints %q, want \"done\"", out)
	}
}
