package httprpc_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/cookie"
	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/memstore"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
)

// Serve until the context ends, as signal.NotifyContext's does at Ctrl-C, then
// let the calls in progress end. Pages of one other origin may call.
func ExampleServe() {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	server := runtime.NewServer()
	hello.Handle(server, func(_ context.Context, req *helloRequest) (*helloResponse, error) {
		return &helloResponse{Reply: "Hello, " + req.Name}, nil
	})
	handler, err := httprpc.NewHandler(server, httprpc.Prefix("/api/"), httprpc.AllowOrigins("https://shop.example"))
	if err != nil {
		fmt.Println(err)
		return
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0") // ListenAndServe does this too
	if err != nil {
		fmt.Println(err)
		return
	}
	served := make(chan error, 1)
	go func() { served <- httprpc.Serve(ctx, listener, handler) }()

	client, err := httprpc.NewClient("http://" + listener.Addr().String() + "/api/")
	if err != nil {
		fmt.Println(err)
		return
	}
	res, err := hello.Call(ctx, client, &helloRequest{Name: "Ada"})
	fmt.Println(res.Reply, err)

	client.CloseIdleConnections()
	stop()
	fmt.Println(<-served)
	// Output:
	// Hello, Ada <nil>
	// <nil>
}

// The caller's http.Client decides about proxies, certificates and timeouts. Its
// redirects and its cookies are left out.
func ExampleNewClient() {
	client, err := httprpc.NewClient("https://Shop.example/api/",
		httprpc.WithHTTPClient(&http.Client{Transport: &http.Transport{Proxy: http.ProxyFromEnvironment}}),
		httprpc.WithMaxResponse(1<<20),
	)
	fmt.Println(client.Origin(), err)
	// Output: https://shop.example:443 <nil>
}

// Sessions that a stolen id does not open. A client in Go asks for its half; a
// browser keeps it by itself.
func ExampleWithBinder() {
	store := memstore.New()
	defer store.Close()
	manager := session.NewManager(store, session.WithBinder())
	defer manager.Close(context.Background())
	server := runtime.NewServer(manager.Flow())
	hello.Handle(server, func(ctx context.Context, _ *helloRequest) (*helloResponse, error) {
		n, err := visits.Update(ctx, func(n int) (int, error) { return n + 1, nil })
		return &helloResponse{Reply: fmt.Sprint(n)}, err
	})
	handler, err := httprpc.NewHandler(server, httprpc.WithBinder())
	if err != nil {
		fmt.Println(err)
		return
	}
	web := httptest.NewServer(handler) // within this machine; anywhere else, over TLS
	defer web.Close()

	jar := cookie.NewMemory()
	for _, opts := range [][]httprpc.ClientOption{{httprpc.KeepBinder()}, {}} {
		client, err := httprpc.NewClient(web.URL, append(opts, httprpc.WithJar(jar))...)
		if err != nil {
			fmt.Println(err)
			return
		}
		for range 2 {
			if res, err := hello.Call(context.Background(), client, nil); err != nil {
				fmt.Println(runtime.CodeOf(err))
				break
			} else {
				fmt.Println(res.Reply)
			}
		}
		client.CloseIdleConnections()
	}
	// Output:
	// 1
	// 2
	// SESSION_RETIRED
}
