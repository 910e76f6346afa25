package directives

import (
	"context"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type impl int

func (i impl) Ping(_ context.Context, n int) (int, error)  { return n + int(i), nil }
func (i impl) Other(_ context.Context, n int) (int, error) { return n + int(i) + 1, nil }
func (i impl) Pong(_ context.Context, n int) (int, error)  { return n + int(i) + 2, nil }

func TestNames(t *testing.T) {
	register := func(server *runtime.Server) {
		RegisterRoot(server, impl(10))
		RegisterDeep(server, impl(20))
		RegisterLower(server, impl(30))
	}
	roundtrip.Clients(t, register, func(t *testing.T, client *runtime.Client) {
		roundtrip.Becomes(t, NewRootClient(client).Ping, 1, 11)
		roundtrip.Becomes(t, NewRootClient(client).Other, 1, 12)
		roundtrip.Becomes(t, NewDeepClient(client).Ping, 1, 21)
		roundtrip.Becomes(t, NewDeepClient(client).Pong, 1, 23)
		roundtrip.Becomes(t, NewLowerClient(client).Ping, 1, 31)
	})
	for name, want := range map[string]string{
		rootPing.Name(): "Ping", rootOther.Name(): "ping/other",
		deepPing.Name(): "v1/deep/Ping", deepPong.Name(): "v1/deep/pong", lowerPing.Name(): "lower/Ping",
	} {
		if name != want {
			t.Errorf("the name on the wire is %q, want %q", name, want)
		}
	}
}
