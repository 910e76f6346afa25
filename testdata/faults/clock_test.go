package faults_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/cookie"
	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/memstore"
	"github.com/rpcgen/rpcgen/runtime/session/sqlstore"
	"github.com/rpcgen/rpcgen/runtime/transport/inproc"
)

// jumping is a clock that somebody sets.
type jumping struct{ offset atomic.Int64 }

func (j *jumping) now() time.Time { return time.Now().Add(time.Duration(j.offset.Load())) }

func (j *jumping) set(d time.Duration) { j.offset.Store(int64(d)) }

// TestClockJumps: the store's clock is set forward and back, far and little. A
// session is there as long as it should be by that clock, and never for ever.
func TestClockJumps(t *testing.T) {
	stores := map[string]func(t *testing.T, c *jumping) session.Store{
		"memory": func(_ *testing.T, c *jumping) session.Store { return memstore.New(memstore.WithClock(c.now)) },
		"SQLite": func(t *testing.T, c *jumping) session.Store {
			db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "sessions.db"))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = db.Close() }) // after the store, which is closed by the test
			store, err := sqlstore.Open(t.Context(), db, sqlstore.SQLite, sqlstore.WithClock(c.now))
			if err != nil {
				t.Fatal(err)
			}
			return store
		},
	}
	for name, open := range stores {
		t.Run(name, func(t *testing.T) {
			clock := &jumping{}
			store := open(t, clock)
			manager := session.NewManager(store)
			server := runtime.NewServer(manager.Flow())
			add.Handle(server, func(ctx context.Context, req *request) (*response, error) {
				n, err := counter.Update(ctx, func(n int64) (int64, error) {
					clock.offset.Add(req.Value) // in the middle of the call
					return n + 1, nil
				})
				return &response{Count: n}, err
			})
			calls := 0
			for _, jump := range []time.Duration{
				4 * time.Minute, -4 * time.Minute, time.Hour, -time.Hour, 365 * 24 * time.Hour, -365 * 24 * time.Hour,
			} {
				rpc := inproc.NewClient(server, inproc.WithJar(cookie.NewMemory()))
				count := func(middle time.Duration) int64 {
					t.Helper()
					calls++
					res, err := add.Call(t.Context(), rpc, &request{Value: int64(middle)})
					if err != nil && !errors.Is(err, session.ErrRetired) {
						t.Errorf("after a jump of %v: %v", jump, err)
						return -1
					}
					return res.Count
				}
				clock.set(0)
				if count(0) != 1 || count(0) != 2 {
					t.Fatal("without a jump the session does not last")
				}
				clock.set(jump)
				got := count(0)
				switch {
				case jump < session.DefaultIdle && got != 3:
					t.Errorf("after a jump of %v the session counts %d, want 3", jump, got)
				case jump > session.DefaultIdle && got == 3:
					t.Errorf("after a jump of %v the session is alive", jump)
				}
				// Nobody uses it any more: it ends, wherever the clock goes in between.
				clock.set(0)
				clock.set(max(0, jump) + session.DefaultRememberAbsolute)
				if got := count(0); got > 1 {
					t.Errorf("after a jump of %v and a month the session counts %d", jump, got)
				}
				count(-time.Hour) // no panic, and no call that hangs
				count(time.Hour)
			}
			if err := errors.Join(manager.Close(context.Background()), store.Close()); err != nil {
				t.Error(err)
			}
			figure(t, "%s: the store's clock jumps by ±4 min, ±1 h, ±1 y, also within %d calls: no early end below 30 min, no session for ever", name, calls)
		})
	}
}
