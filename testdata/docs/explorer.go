package docs

import (
	"net/http"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/explorer"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
)

// withExplorer is the code of docs/explorer.md.
func withExplorer(server *runtime.Server, development bool, model []byte) (*http.ServeMux, error) {
	rpc, err := httprpc.NewHandler(server, httprpc.Prefix("/rpc/"))
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/rpc/", rpc)
	if development {
		mux.Handle("/explorer/{$}", explorer.Handler(server,
			explorer.Prefix("/rpc/"), // as above
			explorer.Model(model),    // optional: the documentation
		))
	}
	return mux, nil
}
