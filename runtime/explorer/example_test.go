package explorer_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/explorer"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
)

// The page lies beside the calls, which have a prefix of their own here. A program that
// mounts it in development only has no page elsewhere.
func ExampleHandler() {
	server := runtime.NewServer()
	handle(server, "Greeter/Hello") // generated code: api.RegisterGreeter(server, greeter)
	rpc, err := httprpc.NewHandler(server, httprpc.Prefix("/rpc/"))
	if err != nil {
		fmt.Println(err)
		return
	}
	development := true

	mux := http.NewServeMux()
	mux.Handle("/rpc/", rpc)
	if development {
		mux.Handle("/explorer/{$}", explorer.Handler(server, explorer.Prefix("/rpc/")))
	}
	web := httptest.NewServer(mux)
	defer web.Close()

	res, err := http.Get(web.URL + "/explorer/")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer res.Body.Close()
	fmt.Println(res.Status, res.Header.Get("Content-Type"))
	// Output: 200 OK text/html; charset=utf-8
}
