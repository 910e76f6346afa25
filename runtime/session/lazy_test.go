package session_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	goruntime "runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/memstore"
)

func set(n int) func(context.Context, *session.Session) error {
	return func(ctx context.Context, _ *session.Session) error { return number.Set(ctx, n) }
}

// Rule 1 of the specification's 2.2, and 6 of the list before it. In full,
// with STORETEST_FULL=1, it is a million calls.
func TestMintingStoresNothing(t *testing.T) {
	calls := 10_000
	if os.Getenv("STORETEST_FULL") != "" {
		calls = 1_000_000
	}
	f := newFixture(t)
	f.mint() // fetches the signing keys
	memory := f.store.Store.(*memstore.Store)
	sessions, bytes := memory.Len()
	heap := heapSize()
	loads, applies := f.store.counted(func() {
		for range calls {
			f.mint()
		}
	})
	s, b := memory.Len()
	if loads != 0 || applies != 0 || s != sessions || b != bytes {
		t.Errorf("%d calls without a cookie: %d loads, %d changes, %d sessions more", calls, loads, applies, s-sessions)
	}
	if grown := heapSize() - heap; grown > 20<<20 {
		t.Errorf("%d calls without a cookie took %d bytes", calls, grown)
	}
	if got := f.manager.Stats().Minted; got != int64(calls)+1 {
		t.Errorf("minted: got %d, want %d", got, calls+1)
	}
}

func heapSize() int64 {
	var m goruntime.MemStats
	goruntime.GC()
	goruntime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func TestForgedIDsNeverReachTheStore(t *testing.T) {
	f := newFixture(t)
	good := f.started()
	stranger := newFixture(t).started() // of another store
	id := good.SessionID
	swap := func(i int) string {
		c := byte('A')
		if id[i] == c {
			c = 'B'
		}
		return id[:i] + string(c) + id[i+1:]
	}
	forged := []string{
		stranger.SessionID, "__proto__", "constructor", "toString", "hasOwnProperty", id + id, id[:51], id + "=", strings.ToLower(id), " " + id,
		"1f3a9c02-0000-4000-8000-000000000000", strings.Repeat("A", 52), strings.Repeat("\x00", 52), strings.Repeat("é", 26), strings.Repeat("x", 1<<16),
	}
	for i := range 52 {
		forged = append(forged, swap(i))
	}
	loads, applies := f.store.counted(func() {
		for _, bad := range forged {
			got := f.must(&runtime.Cookie{SessionID: bad}, func(ctx context.Context, s *session.Session) error {
				n, err := number.Get(ctx)
				if n != 0 || !s.IsNew() {
					t.Errorf("a forged id found a session: %d", n)
				}
				return err
			})
			if got.SessionID == bad {
				t.Error("a forged id was echoed")
			}
		}
	})
	if loads != 0 || applies != 0 {
		t.Errorf("forged ids caused %d loads and %d changes", loads, applies)
	}
	if got := f.manager.Stats().Refused; got != int64(len(forged)) {
		t.Errorf("refused: got %d, want %d", got, len(forged))
	}
}

// Rule 2: the store is asked only when the handler uses the session.
func TestEchoAsksNothing(t *testing.T) {
	f := newFixture(t)
	mine := f.started()
	loads, applies := f.store.counted(func() {
		if got := f.must(mine, nothing); !sameID(got, mine) {
			t.Error("the id was not echoed")
		}
	})
	if loads != 0 || applies != 0 {
		t.Errorf("a call that does not use its session: %d loads, %d changes", loads, applies)
	}
	loads, applies = f.store.counted(func() {
		f.must(mine, func(ctx context.Context, s *session.Session) error {
			for range 5 {
				if n, err := number.Get(ctx); n != 1 || err != nil {
					t.Errorf("got %d, %v", n, err)
				}
			}
			_, err := s.Owner(ctx)
			return err
		})
	})
	if loads != 1 || applies != 0 {
		t.Errorf("six reads in one call: %d loads and %d changes, want 1 and 0", loads, applies)
	}
}

// Rule 3: an id that was never stored is good for the adoption window.
func TestAdoption(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		early, tardy := f.mint(), f.mint()
		time.Sleep(session.DefaultAdoption - time.Minute)
		if got := f.must(early, set(2)); !sameID(got, early) || f.number(got) != 2 {
			t.Error("a first write within the window changed the id")
		}
		time.Sleep(2 * time.Minute)
		read := f.must(tardy, func(ctx context.Context, s *session.Session) error {
			_, err := number.Get(ctx)
			return err
		})
		if !sameID(read, tardy) {
			t.Error("reading changed the id")
		}
		got := f.must(tardy, func(ctx context.Context, s *session.Session) error {
			if err := number.Set(ctx, 3); err != nil {
				return err
			}
			n, err := number.Get(ctx)
			if n != 3 || !s.IsNew() {
				t.Errorf("after the write: got %d, new=%t", n, s.IsNew())
			}
			return err
		})
		if sameID(got, tardy) || f.number(got) != 3 {
			t.Error("a first write after the window kept the old id, or lost the value")
		}
		if f.number(tardy) != 0 {
			t.Error("the old id got the value")
		}
	})
}

func TestExpiredIDIsNotUsedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		mine := f.started()
		time.Sleep(session.DefaultIdle + time.Second)
		got := f.must(mine, func(ctx context.Context, s *session.Session) error {
			if n, err := number.Get(ctx); n != 0 || err != nil {
				t.Errorf("an expired session has %d, %v", n, err)
			}
			return number.Set(ctx, 5)
		})
		if sameID(got, mine) {
			t.Error("an expired id lives again")
		}
		// A renewed id is young when its session is old.
		mine = f.started()
		for range 24 {
			time.Sleep(29 * time.Minute)
			f.number(mine)
		}
		time.Sleep(10 * time.Minute)
		mine = f.must(mine, func(ctx context.Context, s *session.Session) error { return s.Renew(ctx) })
		if f.number(mine) != 1 {
			t.Fatal("the session ended before its time")
		}
		time.Sleep(20 * time.Minute) // 12 h since its first write
		if got := f.must(mine, set(6)); sameID(got, mine) {
			t.Error("an expired id lives again, as it was renewed just before")
		}
	})
}

// TestExpiredIDOnASlowClock: a machine whose clock is behind takes an id for younger
// than it is, and still does not use it again.
func TestExpiredIDOnASlowClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ahead atomic.Int64 // of the store's clock, before that of the process
		store := memstore.New(memstore.WithClock(func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }))
		defer store.Close()
		f := onStore(t, &watched{Store: store})
		mine, lazy := f.started(), f.mint()
		time.Sleep(session.DefaultIdle - session.MaxSkew)
		ahead.Store(int64(session.MaxSkew))
		if f.number(mine) != 0 {
			t.Error("an expired session has data")
		}
		if got := f.must(mine, set(2)); sameID(got, mine) || f.number(got) != 2 {
			t.Error("an expired id lives again")
		}
		if got := f.must(mine, login("ada")); sameID(got, mine) || f.number(got) != 0 {
			t.Error("a login took data of an expired session")
		}
		if got := f.must(lazy, set(3)); !sameID(got, lazy) {
			t.Error("an id that was never stored is not adopted")
		}
	})
}

// TestExpiryWithinACall: what a call has read does not keep the session alive.
func TestExpiryWithinACall(t *testing.T) {
	late := map[string]func(context.Context, *session.Session) error{
		"Set":   set(2),
		"Renew": func(ctx context.Context, s *session.Session) error { return s.Renew(ctx) },
		"Login": login("ada"),
	}
	for name, change := range late {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFixture(t)
				mine, used := f.started(), f.started()
				time.Sleep(session.DefaultIdle - 3*time.Second)
				after := func(read func(context.Context) (int, error)) func(context.Context, *session.Session) error {
					return func(ctx context.Context, s *session.Session) error {
						if n, err := read(ctx); n != 1 || err != nil {
							t.Errorf("just before the end: %d, %v", n, err)
						}
						time.Sleep(5 * time.Second)
						return change(ctx, s)
					}
				}
				var wg sync.WaitGroup
				wg.Go(func() {
					if _, err := f.call(mine, after(number.Peek)); !errors.Is(err, session.ErrRetired) {
						t.Errorf("after the end: %v, want ErrRetired", err)
					}
				})
				f.must(used, after(number.Get)) // that is a use, so it goes on
				wg.Wait()
			})
		})
	}
}

// Rule 4: an ended id is remembered until nobody can adopt it.
func TestTombstone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		destroy := func(ctx context.Context, s *session.Session) error { return s.Destroy(ctx) }
		mine, lazy := f.started(), f.mint()
		for _, c := range []*runtime.Cookie{mine, lazy} {
			if got, err := f.call(c, destroy); err != nil || got == nil || got.SessionID != "" {
				t.Errorf("destroy: got %v, %v, want a cookie without an id", got, err)
			}
		}
		for passed := time.Duration(0); passed < session.DefaultAdoption+time.Minute; passed += 5 * time.Minute {
			for _, c := range []*runtime.Cookie{mine, lazy} {
				got, err := f.call(c, func(ctx context.Context, s *session.Session) error {
					if n, err := number.Get(ctx); n != 0 || err != nil {
						t.Errorf("an ended session has %d, %v", n, err)
					}
					err := number.Set(ctx, 9)
					if !errors.Is(err, session.ErrRetired) {
						t.Errorf("writing after %v: got %v, want ErrRetired", passed, err)
					}
					return nil
				})
				if err != nil || got == nil || got.SessionID != "" {
					t.Errorf("after %v: got %v, %v, want a cookie without an id", passed, got, err)
				}
			}
			time.Sleep(5 * time.Minute)
		}
		time.Sleep(10 * time.Minute)
		for _, c := range []*runtime.Cookie{mine, lazy} {
			if got := f.must(c, set(9)); sameID(got, c) {
				t.Error("an ended id lives again")
			}
		}
	})
}

func TestRetiredIDOnAnError(t *testing.T) {
	f := newFixture(t)
	mine := f.started()
	f.must(mine, func(ctx context.Context, s *session.Session) error { return s.Renew(ctx) })
	got, err := f.call(mine, func(ctx context.Context, _ *session.Session) error { return number.Set(ctx, 1) })
	if runtime.CodeOf(err) != session.CodeRetired || got == nil || got.SessionID != "" {
		t.Errorf("got %v, %v, want SESSION_RETIRED and a cookie that clears the id", got, err)
	}
}

func TestIDFromTheFuture(t *testing.T) {
	var future *runtime.Cookie
	store := memstore.New()
	defer store.Close()
	f := onStore(t, &watched{Store: store})
	f.mint()
	synctest.Test(t, func(t *testing.T) {
		// In the bubble it is the year 2000, and outside it is not.
		future = f.mint()
	})
	if got := f.must(future, nothing); !sameID(got, future) {
		t.Error("an id of the past is refused")
	}
	now := f.mint()
	synctest.Test(t, func(t *testing.T) {
		if got := f.must(now, nothing); sameID(got, now) {
			t.Error("an id of the future is accepted")
		}
	})
}

func TestEager(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, session.WithEager())
		loads, applies := f.store.counted(func() { f.mint() })
		if loads > 2 || applies > 2 { // with the signing keys
			t.Errorf("%d loads, %d changes", loads, applies)
		}
		mine := f.mint()
		memory := f.store.Store.(*memstore.Store)
		if n, _ := memory.Len(); n != 3 {
			t.Errorf("%d records, want the keys and two sessions", n)
		}
		f.number(mine)
		time.Sleep(6 * time.Minute)
		if _, err := memory.Sweep(t.Context(), 10); err != nil {
			t.Fatal(err)
		}
		if n, _ := memory.Len(); n != 2 {
			t.Errorf("%d records after 6 minutes, want the keys and the session that was used", n)
		}
		unused := f.mint()
		time.Sleep(6 * time.Minute)
		if got := f.must(unused, set(1)); sameID(got, unused) {
			t.Error("the id of a session that has expired is used again")
		}
	})
}

func TestNamesOfKeys(t *testing.T) {
	f := newFixture(t)
	bad := []string{"", "__x", "__proto__", strings.Repeat("k", 129), "a\x00b", "\xff"}
	f.must(nil, func(ctx context.Context, s *session.Session) error {
		for _, name := range bad {
			_, err := s.Get(ctx, name, new(int))
			_, peekErr := s.Peek(ctx, name, new(int))
			txErr := s.Batch(ctx, func(tx *session.Tx) error {
				if _, err := tx.Get(name, new(int)); err == nil {
					t.Errorf("Tx.Get(%q): no error", name)
				}
				if err := tx.Delete(name); err == nil {
					t.Errorf("Tx.Delete(%q): no error", name)
				}
				return tx.Set(name, 1)
			})
			for i, err := range []error{err, peekErr, s.Set(ctx, name, 1), s.Delete(ctx, name), txErr} {
				if err == nil {
					t.Errorf("%d: name %q: no error", i, name)
				}
			}
			func() {
				defer func() {
					if recover() == nil {
						t.Errorf("NewKey(%q): no panic", name)
					}
				}()
				session.NewKey[int](name)
			}()
		}
		for i, name := range []string{"constructor", strings.Repeat("k", 128), "é", "e\u0301", "_x", "a\nb"} {
			if err := s.Set(ctx, name, i); err != nil {
				t.Errorf("name %q: %v", name, err)
			}
		}
		return nil
	})
	for _, owner := range []string{"", "__keys", strings.Repeat("o", 257), "a\x00", "\xff"} {
		if _, err := f.call(nil, func(ctx context.Context, s *session.Session) error { return s.Login(ctx, owner) }); err == nil {
			t.Errorf("Login(%q): no error", owner)
		}
		if _, err := f.manager.LogoutAll(t.Context(), owner); err == nil {
			t.Errorf("LogoutAll(%q): no error", owner)
		}
	}
}

func TestLimits(t *testing.T) {
	f := newFixture(t)
	big := func(n int) string { return strings.Repeat("x", n-2) } // with its quotes
	f.must(nil, func(ctx context.Context, s *session.Session) error {
		check := func(what string, err error, ok bool) {
			t.Helper()
			if ok != (err == nil) || err != nil && !errors.Is(err, session.ErrTooLarge) {
				t.Errorf("%s: got %v", what, err)
			}
		}
		check("32 KiB", s.Set(ctx, "a", big(32<<10)), true)
		check("32 KiB and one", s.Set(ctx, "b", big(32<<10+1)), false)
		check("64 KiB in all", s.Set(ctx, "b", big(32<<10-2)), true)
		check("one more", s.Set(ctx, "c", 1), false)
		check("one more in a batch", s.Batch(ctx, func(tx *session.Tx) error { return tx.Set("c", 1) }), false)
		check("in place of another", s.Batch(ctx, func(tx *session.Tx) error {
			return errors.Join(tx.Delete("b"), tx.Set("c", 1))
		}), true)
		check("a smaller one", s.Set(ctx, "a", 1), true)
		for i := range 254 {
			check("few keys", s.Set(ctx, fmt.Sprint("k", i), i), true)
		}
		check("the 257th key", s.Set(ctx, "one more", 1), false)
		check("an old key", s.Set(ctx, "a", 12345), true)
		_, err := text.Update(ctx, func(string) (string, error) { return "x", nil })
		check("the 257th key by Update", err, false)
		return nil
	})
	got, err := f.call(nil, func(ctx context.Context, s *session.Session) error { return s.Set(ctx, "a", big(1<<20)) })
	if runtime.CodeOf(err) != session.CodeTooLarge || got == nil {
		t.Errorf("a handler that returns the error: got %v", err)
	}
	if _, err := f.call(nil, func(ctx context.Context, s *session.Session) error { return s.Set(ctx, "a", func() {}) }); runtime.CodeOf(err) != runtime.CodeInternal {
		t.Errorf("a value that is not JSON: got %v", err)
	}
}
