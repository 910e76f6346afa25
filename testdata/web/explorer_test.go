package web

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/explorer"
	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/memstore"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
	"github.com/rpcgen/rpcgen/testdata/internal/node"
	"github.com/rpcgen/rpcgen/testdata/web/tryout"
)

// hostile is text that does something where it is taken for markup.
const hostile = `</script><img src=x onerror="window.hacked=1"><script>window.hacked=1</script>`

// TestExplorer uses the page of package explorer in Chromium: see explorer.test.mjs.
func TestExplorer(t *testing.T) {
	node.Install(t, ".")
	testdata, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("TESTDATA", testdata) // where a Go program finds the modules that it needs
	t.Setenv("HOSTILE", hostile)
	t.Setenv("SHOP", serveShop(t)+"/explorer/")
	t.Setenv("MANY", serveMany(t)+"/explorer/")
	t.Log(node.Run(t, ".", "node", "--test", "explorer.test.mjs"))
}

// serveShop serves the methods of package tryout, with sessions and a model.
func serveShop(t *testing.T) string {
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
	return serve(t, server, "/rpc/", explorer.Model(shopModel(t)))
}

// TestExplorerModel gives the page the model that rpcgen writes: it shows the comments.
func TestExplorerModel(t *testing.T) {
	server := runtime.NewServer()
	tryout.RegisterShop(server, tryout.NewShop())
	url := serve(t, server, "/rpc/", explorer.Model(generated(t, "json-model", "tryout.model.json")))
	res, err := http.Get(url + "/explorer/")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	page, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Visit counts the calls of a session.", `"Blue"`} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page does not say %s", want)
		}
	}
}

// shopModel documents the service, some of it with hostile text.
func shopModel(t *testing.T) []byte {
	type object = map[string]any
	type list = []any
	const pkg = "github.com/rpcgen/rpcgen/testdata/web/tryout"
	data, err := json.Marshal(object{
		"services": list{object{"name": "Shop", "doc": hostile, "methods": list{
			object{"name": "Visit", "wire": "Shop/Visit", "doc": "Visit counts the calls of a session."},
			object{"name": "Echo", "wire": "Shop/Echo", "doc": hostile},
			object{"name": "Say", "wire": "Shop/Say", "doc": "Say says.", "deprecated": "Use Echo."},
		}}},
		"types": list{
			object{"package": pkg, "name": "Color", "values": list{
				object{"name": "Red", "value": "red"}, object{"name": "Blue", "value": "blue"}, object{"name": hostile, "value": hostile},
			}},
			object{"package": pkg, "name": "Item", "fields": list{object{"name": "name", "doc": hostile}}},
			object{"package": pkg, "name": "Base", "fields": list{object{"name": "id", "doc": "ID is more than JavaScript's numbers hold."}}},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

type manyRequest struct {
	runtime.BaseRequest
	Text string `json:"text"`
}

type manyResponse struct {
	runtime.BaseResponse
	Text string `json:"text"`
}

// serveMany serves 500 methods.
func serveMany(t *testing.T) string {
	server := runtime.NewServer()
	for i := range 500 {
		method := runtime.NewMethod[manyRequest, manyResponse](fmt.Sprintf("Service%02d/Method%d", i/20, i))
		method.Handle(server, func(_ context.Context, req *manyRequest) (*manyResponse, error) {
			return &manyResponse{Text: fmt.Sprintf("%d %s", i, req.Text)}, nil
		})
	}
	return serve(t, server, "/")
}

func serve(t *testing.T, server *runtime.Server, prefix string, opts ...explorer.Option) string {
	handler, err := httprpc.NewHandler(server, httprpc.Prefix(prefix))
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle(prefix, handler)
	mux.Handle("/explorer/", explorer.Handler(server, append(opts, explorer.Prefix(prefix))...))
	web := httptest.NewServer(mux)
	t.Cleanup(web.Close)
	return web.URL
}
