package httprpc_test

import (
	"context"
	"net"
	"net/http"
	"testing"

	"go.uber.org/goleak"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
	"github.com/rpcgen/rpcgen/runtime/transport/transporttest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestTransport(t *testing.T) {
	const most = 1 << 20
	transporttest.Run(t, func(t *testing.T, server *runtime.Server, opts ...runtime.ClientOption) *runtime.Client {
		base := serve(t, server, httprpc.Prefix("/api/"))
		return dial(t, base+"/api", httprpc.WithJar(nil), httprpc.WithMaxResponse(most), httprpc.With(opts...))
	}, transporttest.Options{MaxResponse: most})
}

// serve serves server on a free port until the test ends and returns the URL.
func serve(t testing.TB, server *runtime.Server, opts ...httprpc.HandlerOption) string {
	t.Helper()
	handler, err := httprpc.NewHandler(server, opts...)
	if err != nil {
		t.Fatal(err)
	}
	return listen(t, handler)
}

// listen serves handler on a free port until the test ends and returns the URL.
func listen(t testing.TB, handler http.Handler, opts ...httprpc.ServeOption) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- httprpc.Serve(ctx, listener, handler, opts...) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("stop the server: %v", err)
		}
	})
	return "http://" + listener.Addr().String()
}

// dial returns a client that leaves no connection behind.
func dial(t testing.TB, base string, opts ...httprpc.ClientOption) *runtime.Client {
	t.Helper()
	client, err := httprpc.NewClient(base, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	return client
}
