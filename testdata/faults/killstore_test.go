package faults_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/testdata/internal/servers"
)

// killStore kills the database with -9 while a hundred clients write. They get
// errors that say so until it is back, and then go on, each with its own session.
func killStore(t *testing.T, at config, store *servers.Server) {
	m, url := run(t, at)
	f := newFleet(t, url, 100)
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	f.start(ctx, false)
	others := startPlain(ctx, t, f)
	var slowest time.Duration
	rounds := choose(1, 5)
	for range rounds {
		reach(t, "writes before the crash", f.acknowledged, int64(len(f.clients)))
		store.Kill()
		failed := func() int64 { return int64(f.failed()) }
		reach(t, "failures while the store is down", failed, int64(2*len(f.clients)))
		reach(t, "calls without a session while the store is down", others.Load, 50)
		store.Restart()
		slowest = max(slowest, allAgain(t, f))
	}
	stop()
	f.workers.Wait()
	sum := f.check()
	figure(t, "%s killed: %d rounds, %d clients, %d writes acknowledged, %d lost, errors %s, all clients back in %v at most, %d calls without a session, none failed",
		at.kind, rounds, len(f.clients), sum.acknowledged, sum.lost, f.failures(), slowest.Round(time.Millisecond), others.Load())
	idle(t, m)
	for _, c := range f.clients {
		if err := f.write(c); err != nil {
			t.Errorf("a write after all: %v", err)
		}
	}
}

// reach waits until a count has grown by n.
func reach(t testing.TB, what string, count func() int64, n int64) {
	t.Helper()
	goal := count() + n
	until(t, what, func() error {
		if now := count(); now < goal {
			return fmt.Errorf("%d are missing", goal-now)
		}
		return nil
	})
}

// allAgain waits until a write of each client was acknowledged, and returns how long
// that took.
func allAgain(t testing.TB, f *fleet) time.Duration {
	t.Helper()
	start, before := time.Now(), make([]int64, len(f.clients))
	for i, c := range f.clients {
		before[i] = c.done.Load()
	}
	until(t, "writes of all clients after the restart", func() error {
		missing := 0
		for i, c := range f.clients {
			if c.done.Load() == before[i] {
				missing++
			}
		}
		if missing > 0 {
			return fmt.Errorf("%d clients have not written; errors: %s", missing, f.failures())
		}
		return nil
	})
	return time.Since(start)
}

// startPlain makes calls that use no session, by a client with a session and by one
// without, until ctx ends. None may fail. It returns the count of those that are done.
func startPlain(ctx context.Context, t testing.TB, f *fleet) *atomic.Int64 {
	t.Helper()
	count := &atomic.Int64{}
	known := newClient(t, f.url, f.web)
	known.begin(t)
	var all sync.WaitGroup
	for _, with := range []func() *client{
		func() *client { return known },
		func() *client { return newClient(t, f.url, f.web) },
	} {
		all.Go(func() {
			for ctx.Err() == nil {
				c := with()
				if _, err := plain.Call(context.Background(), c.rpc, nil); err != nil {
					t.Errorf("a call that uses no session: %v", err)
				}
				if f.pause(ctx) == nil {
					count.Add(1)
				}
			}
		})
	}
	t.Cleanup(all.Wait)
	return count
}

// idle waits until no connection to the database is in use any more.
func idle(t testing.TB, m *machine) {
	t.Helper()
	until(t, "connections that are given back", func() error {
		if m.redis != nil {
			s := m.redis.PoolStats()
			if s.TotalConns != s.IdleConns || s.TotalConns > connections || s.PendingRequests != 0 {
				return fmt.Errorf("%d connections, %d idle, %d waiting", s.TotalConns, s.IdleConns, s.PendingRequests)
			}
			return nil
		}
		if s := m.db.Stats(); s.InUse > 0 || s.OpenConnections > connections {
			return fmt.Errorf("%d connections, %d in use", s.OpenConnections, s.InUse)
		}
		return nil
	})
}
