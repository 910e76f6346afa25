package interop

import (
	"context"
	"errors"
	"log/slog"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/memstore"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
	"github.com/rpcgen/rpcgen/testdata/interop/api"
)

var testSession = session.NewKey[string]("testSession")

// service implements the service for the packages' clients.
type service struct{}

var _ api.Interop = service{}

func (service) Echo(_ context.Context, req *api.EchoRequest) (*api.EchoResponse, error) {
	return &api.EchoResponse{Values: req.Values}, nil
}

func (service) Types(_ context.Context, every api.Every) (api.Every, error) {
	return every, nil
}

func (service) Zero(context.Context) (api.Every, error) {
	return api.Every{}, nil
}

func (service) Fail(_ context.Context, kind string) error {
	if kind == "other" {
		return errors.New("a secret")
	}
	return ownError(kind)
}

func (service) Slow(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}

func (service) Test(ctx context.Context) (*api.TestResponse, error) {
	value, err := testSession.Get(ctx)
	if err != nil || value == "" {
		return &api.TestResponse{}, err
	}
	return &api.TestResponse{TestSession: &value}, nil
}

func (service) SetSession(ctx context.Context, value string) error {
	return testSession.Set(ctx, value)
}

func (service) SetCookie(ctx context.Context, value string) error {
	runtime.CookieFrom(ctx).Set("testCookie", value)
	return nil
}

func (service) Clear(context.Context, *api.ClearRequest) (*api.ClearResponse, error) {
	return &api.ClearResponse{BaseResponse: runtime.BaseResponse{Cookie: &runtime.Cookie{}}}, nil
}

// serve returns the URL of a server with the service and its sessions.
func serve(t *testing.T) string {
	store := memstore.New()
	sessions := session.NewManager(store)
	server := runtime.NewServer(sessions.Flow(), runtime.WithHandlerTimeout(2*time.Second), runtime.WithLogger(slog.New(slog.NewTextHandler(t.Output(), nil))))
	api.RegisterInterop(server, service{})
	handler, err := httprpc.NewHandler(server)
	if err != nil {
		t.Fatal(err)
	}
	listening := httptest.NewServer(handler)
	t.Cleanup(func() {
		listening.CloseClientConnections() // calls of Slow end with their connections
		listening.Close()
		if err := errors.Join(sessions.Close(context.Background()), store.Close()); err != nil {
			t.Error(err)
		}
	})
	return listening.URL + "/"
}

// TestClients runs client.js with each package's HttpClient.
func TestClients(t *testing.T) {
	for _, pkg := range []string{"tsrpc", "tsrpc-browser", "tsrpc-miniapp"} {
		t.Run(pkg, func(t *testing.T) {
			t.Parallel()
			script(t, 25, "client.js", pkg, serve(t), "json")
		})
	}
}

// TestBinary lets the client and the server of TSRPC talk in its binary format, by the
// generated serviceProto: the ids and the types have to be such that it works.
func TestBinary(t *testing.T) {
	t.Parallel()
	checks := []string{
		"every type", "every optional field left out", "empty values", "optional field left out", "unicode", "1 MiB",
		"errors of all types", "extra fields", "cookie and session", "calls at once with a cookie",
	}
	script(t, len(checks), append([]string{"client.js", "tsrpc", startTSRPC(t), "binary"}, checks...)...)
}

// TestSchemas runs schema.js: what the serviceProto says is what is on the wire.
func TestSchemas(t *testing.T) {
	t.Parallel()
	script(t, 2, "schema.js", serve(t))
}
