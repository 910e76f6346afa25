package interop

import (
	"bufio"
	"context"
	"encoding/json"
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

// checks is how many there are in client.js.
const checks = 20

// TestClients runs client.js with each package's HttpClient; a subtest is a check there.
func TestClients(t *testing.T) {
	for _, pkg := range []string{"tsrpc", "tsrpc-browser", "tsrpc-miniapp"} {
		t.Run(pkg, func(t *testing.T) {
			t.Parallel()
			cmd := node(t.Context(), t, "client.js", pkg, serve(t))
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			done := 0
			for lines := bufio.NewScanner(out); lines.Scan(); done++ {
				var check struct{ Name, Error string }
				if err := json.Unmarshal(lines.Bytes(), &check); err != nil {
					t.Fatalf("%s: %v", lines.Bytes(), err)
				}
				t.Run(check.Name, func(t *testing.T) {
					if check.Error != "" {
						t.Error(check.Error)
					}
				})
			}
			if err := cmd.Wait(); err != nil {
				t.Error(err)
			}
			if done != checks {
				t.Errorf("%d checks were made", done)
			}
		})
	}
}
