package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"github.com/rpcgen/rpcgen/generator"
	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/memstore"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
	"github.com/rpcgen/rpcgen/testdata/internal/node"
	"github.com/rpcgen/rpcgen/testdata/web/tryout"
)

const swaggerPage = `<!doctype html>
<meta charset="utf-8">
<link rel="stylesheet" href="/swagger/swagger-ui.css">
<div id="ui"></div>
<script src="/swagger/swagger-ui-bundle.js"></script>
<script>SwaggerUIBundle({ url: "/openapi.json", dom_id: "#ui", tryItOutEnabled: true, docExpansion: "list" })</script>
`

// TestSwaggerUI shows the OpenAPI document of a service in Swagger UI, in Chromium, and makes
// a call from there: see swagger.test.mjs.
func TestSwaggerUI(t *testing.T) {
	node.Install(t, ".")
	document := generated(t, "openapi", "tryout.openapi.json")
	store := memstore.New()
	sessions := session.NewManager(store)
	t.Cleanup(func() {
		if err := sessions.Close(context.Background()); err != nil {
			t.Error(err)
		}
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	server := runtime.NewServer(sessions.Flow())
	tryout.RegisterShop(server, tryout.NewShop())
	handler, err := httprpc.NewHandler(server)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("POST /", handler)
	mux.Handle("GET /swagger/", http.StripPrefix("/swagger/", http.FileServer(http.Dir(filepath.Join("node_modules", "swagger-ui-dist")))))
	mux.HandleFunc("GET /openapi.json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(document)
	})
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte(swaggerPage))
	})
	web := httptest.NewServer(mux)
	defer web.Close()
	t.Setenv("SWAGGER", web.URL+"/")
	t.Log(node.Run(t, ".", "node", "--test", "swagger.test.mjs"))
}

// generated returns what rpcgen writes about the package tryout.
func generated(t *testing.T, target, name string) []byte {
	t.Helper()
	out := t.TempDir()
	res, err := generator.Run(t.Context(), generator.Config{
		Dir: "tryout", Patterns: []string{"."}, Check: true,
		Outputs: []generator.Output{{Target: target, Dir: out}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range res.Changes {
		if c.Name == filepath.Join(out, name) {
			return c.New
		}
	}
	t.Fatalf("there is no %s", name)
	return nil
}
