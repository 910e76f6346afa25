// Package roundtrip calls generated code from client to server and compares what
// comes out with what went in.
package roundtrip

import (
	"context"
	"math/big"
	"net/http/httptest"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
	"github.com/rpcgen/rpcgen/runtime/transport/inproc"
)

// Run registers impl and hands test a client, once for each way to reach the
// server: in process through JSON, and over HTTP on a loopback address. Its
// arguments are what is generated for a service S: RegisterS and NewSClient.
func Run[S, C any](t *testing.T, register func(*runtime.Server, S), impl S, newClient func(*runtime.Client) C, test func(*testing.T, C)) {
	t.Helper()
	Clients(t, func(server *runtime.Server) { register(server, impl) }, func(t *testing.T, client *runtime.Client) {
		test(t, newClient(client))
	})
}

// Clients is Run for tests that register more than one service.
func Clients(t *testing.T, register func(*runtime.Server), test func(*testing.T, *runtime.Client)) {
	t.Helper()
	t.Run("inproc", func(t *testing.T) {
		server := runtime.NewServer()
		register(server)
		test(t, inproc.NewClient(server, inproc.With(runtime.WithClientInterceptors(bothWays(t)))))
	})
	t.Run("http", func(t *testing.T) {
		server := runtime.NewServer()
		register(server)
		handler, err := httprpc.NewHandler(server)
		if err != nil {
			t.Fatal(err)
		}
		web := httptest.NewServer(handler)
		t.Cleanup(web.Close)
		client, err := httprpc.NewClient(web.URL, httprpc.WithHTTPClient(web.Client()))
		if err != nil {
			t.Fatal(err)
		}
		test(t, client)
	})
}

// Echo calls method with each value and expects the same in return.
func Echo[T any](t *testing.T, method func(context.Context, T) (T, error), values ...T) {
	t.Helper()
	for _, v := range values {
		Becomes(t, method, v, v)
	}
}

// Becomes calls method with in and expects out in return. It is for values that
// JSON changes on their way, such as a nil slice.
func Becomes[T any](t *testing.T, method func(context.Context, T) (T, error), in, out T) {
	t.Helper()
	got, err := method(t.Context(), in)
	Same(t, err, got, out)
}

// Same expects err to be nil and got to be want. Nil and empty slices and maps
// are not the same.
func Same[T any](t *testing.T, err error, got, want T) {
	t.Helper()
	if err != nil {
		t.Errorf("calling with %+v: %v", want, err)
		return
	}
	if diff := cmp.Diff(want, got, all, bigInts); diff != "" {
		t.Errorf("what came out (+) is not what went in (-):\n%s", diff)
	}
}

// List is a list of results for Same.
type List = []any

var (
	all     = cmp.Exporter(func(reflect.Type) bool { return true })
	bigInts = cmp.Comparer(func(a, b big.Int) bool { return a.Cmp(&b) == 0 })
)
