//go:build (amd64 || arm64) && !rpcgen_never

package constraints

import (
	"context"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type impl struct{}

func (impl) Free(_ context.Context, path string) (int64, error) { return int64(len(path)) << 40, nil }

func TestAll(t *testing.T) {
	register := func(server *runtime.Server) {
		RegisterDisk(server, impl{})
		RegisterBoth(server, impl{})
		RegisterTagged(server, impl{})
	}
	roundtrip.Clients(t, register, func(t *testing.T, client *runtime.Client) {
		for _, free := range []func(context.Context, string) (int64, error){
			NewDiskClient(client).Free, NewBothClient(client).Free, NewTaggedClient(client).Free,
		} {
			n, err := free(t.Context(), "/")
			roundtrip.Same(t, err, n, 1<<40)
		}
	})
}
