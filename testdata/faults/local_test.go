package faults_test

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"runtime/debug"
	"sync/atomic"
	"testing"

	goruntime "runtime"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/memstore"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
)

// A local is a server with sessions in memory, in this process.
type local struct {
	store   *counting
	manager *session.Manager
	server  *runtime.Server
}

// A counting store counts what reaches it.
type counting struct {
	*memstore.Store
	loads, applies atomic.Int64
}

func (c *counting) Load(ctx context.Context, id session.ID) (session.Record, error) {
	c.loads.Add(1)
	return c.Store.Load(ctx, id)
}

func (c *counting) Apply(ctx context.Context, id session.ID, change session.Change) (uint64, error) {
	c.applies.Add(1)
	return c.Store.Apply(ctx, id, change)
}

// newLocal starts a server for as long as the test runs.
func newLocal(t testing.TB, opts ...memstore.Option) *local {
	t.Helper()
	return newLocalOn(t, memstore.New(opts...))
}

// newLocalOn is newLocal on a store that it closes.
func newLocalOn(t testing.TB, store *memstore.Store, opts ...session.Option) *local {
	t.Helper()
	l := &local{store: &counting{Store: store}}
	quiet := slog.New(slog.DiscardHandler)
	l.manager = session.NewManager(l.store, append(opts, session.WithLogger(quiet))...)
	l.server = runtime.NewServer(l.manager.Flow(), runtime.WithLogger(quiet))
	t.Cleanup(func() {
		if err := errors.Join(l.manager.Close(context.Background()), l.store.Close()); err != nil {
			t.Error(err)
		}
	})
	return l
}

// listen serves over HTTP for as long as the test runs, and returns the URL.
func (l *local) listen(t testing.TB) string {
	t.Helper()
	handler, err := httprpc.NewHandler(l.server)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- httprpc.Serve(ctx, listener, handler) }()
	t.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return "http://" + listener.Addr().String() + "/"
}

// heap returns how many bytes are in use after a thorough clean-up.
func heap() int64 {
	debug.FreeOSMemory()
	var stats goruntime.MemStats
	goruntime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}

const mebi = 1 << 20

// grown fails the test if the heap has grown by more than it may, in MiB, and
// returns by how much it has.
func grown(t testing.TB, before int64, most float64) float64 {
	t.Helper()
	by := float64(heap()-before) / mebi
	if by > most {
		t.Errorf("the heap has grown by %.1f MiB, more than %.0f", by, most)
	}
	return by
}
