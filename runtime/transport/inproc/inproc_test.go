package inproc_test

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/transport/inproc"
	"github.com/rpcgen/rpcgen/runtime/transport/transporttest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestTransport(t *testing.T) {
	const most = 1 << 20
	t.Run("JSON", func(t *testing.T) {
		transporttest.Run(t, func(_ *testing.T, server *runtime.Server, opts ...runtime.ClientOption) *runtime.Client {
			return inproc.NewClient(server, inproc.WithJar(nil), inproc.WithMaxResponse(most), inproc.With(opts...))
		}, transporttest.Options{MaxResponse: most})
	})
	t.Run("Direct", func(t *testing.T) {
		transporttest.Run(t, func(_ *testing.T, server *runtime.Server, opts ...runtime.ClientOption) *runtime.Client {
			return inproc.NewClient(server, inproc.Direct(), inproc.WithJar(nil), inproc.With(opts...))
		}, transporttest.Options{Shares: true})
	})
	t.Run("Inline", func(t *testing.T) {
		transporttest.Run(t, func(_ *testing.T, server *runtime.Server, opts ...runtime.ClientOption) *runtime.Client {
			return inproc.NewClient(server, inproc.Inline(), inproc.WithJar(nil), inproc.WithMaxResponse(most), inproc.With(opts...))
		}, transporttest.Options{MaxResponse: most, Waits: true})
	})
	t.Run("DirectInline", func(t *testing.T) {
		transporttest.Run(t, func(_ *testing.T, server *runtime.Server, opts ...runtime.ClientOption) *runtime.Client {
			return inproc.NewClient(server, inproc.Direct(), inproc.Inline(), inproc.WithJar(nil), inproc.With(opts...))
		}, transporttest.Options{Shares: true, Waits: true})
	})
}
