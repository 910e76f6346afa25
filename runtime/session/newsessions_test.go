package session_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/session"
)

func setNumber(ctx context.Context, _ *doResponse) error { return number.Set(ctx, 1) }

// refuses checks that a new session of an address is refused, and not stored.
func (f *fixture) refuses(peer string, h func(context.Context, *doResponse) error) {
	f.Helper()
	_, err := f.from(peer, nil, h)
	if !errors.Is(err, session.ErrTooMany) {
		f.Errorf("%s: got %v, want ErrTooMany", peer, err)
	}
}

func (f *fixture) admits(peer string) *runtime.Cookie {
	f.Helper()
	c, err := f.from(peer, nil, setNumber)
	if err != nil {
		f.Errorf("%s: %v", peer, err)
	}
	return c
}

func TestNewSessions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, session.WithNewSessions(2, 3))
		mine := f.admits("192.0.2.1")
		f.admits("192.0.2.1")
		f.admits("::ffff:192.0.2.1")
		_, applies := f.store.counted(func() { f.refuses("192.0.2.1", setNumber) })
		if applies != 0 {
			t.Error("what was refused reached the store")
		}
		f.refuses("192.0.2.1", func(ctx context.Context, _ *doResponse) error { return session.From(ctx).Login(ctx, "ada") })
		// Others, those who have a session, and those who need none go on.
		f.admits("192.0.2.2")
		if _, err := f.from("192.0.2.1", mine, setNumber); err != nil {
			t.Errorf("a session that is there: %v", err)
		}
		if _, err := f.from("192.0.2.1", nil, func(ctx context.Context, _ *doResponse) error {
			_, err := number.Get(ctx)
			return err
		}); err != nil {
			t.Errorf("a call that only reads: %v", err)
		}
		for range 100 {
			f.admits("") // in process
		}
		time.Sleep(time.Second)
		f.admits("192.0.2.1")
		f.admits("192.0.2.1")
		f.refuses("192.0.2.1", setNumber)
	})
}

// TestNewSessionsIPv6: a network of 64 bits is one client.
func TestNewSessionsIPv6(t *testing.T) {
	f := newFixture(t, session.WithNewSessions(0.001, 1))
	f.admits("2001:db8:0:1::1")
	f.refuses("2001:db8:0:1:ffff::2", setNumber)
	f.admits("2001:db8:0:2::1")
}

// TestNewSessionsLogout: the tombstones of ids that were never stored take room, too.
func TestNewSessionsLogout(t *testing.T) {
	f := newFixture(t, session.WithNewSessions(0.001, 1))
	logout := func(ctx context.Context, _ *doResponse) error { return session.From(ctx).Destroy(ctx) }
	lazy := []*runtime.Cookie{f.mint(), f.mint()}
	if _, err := f.from("192.0.2.1", lazy[0], logout); err != nil {
		t.Errorf("the first logout: %v", err)
	}
	_, applies := f.store.counted(func() {
		if _, err := f.from("192.0.2.1", lazy[1], logout); !errors.Is(err, session.ErrTooMany) {
			t.Errorf("the second logout: %v", err)
		}
	})
	if applies != 0 {
		t.Error("a tombstone was stored")
	}
	stored := f.started()
	if c, err := f.from("192.0.2.1", stored, logout); err != nil || c.SessionID != "" {
		t.Errorf("the logout of a stored session: %v", err)
	}
}

// TestHurriedLogout: a caller whose time is over before the store has told whether
// there is a session leaves no more tombstones than others.
func TestHurriedLogout(t *testing.T) {
	f := newFixture(t, session.WithNewSessions(0.001, 1))
	lazy := f.mint()
	id, stored := f.id(lazy), f.admits("192.0.2.1")
	over, cancel := context.WithCancel(t.Context())
	cancel()
	logout := func(ctx context.Context, _ *doResponse) error { return session.From(ctx).Destroy(callWith(ctx, over)) }
	for _, cookie := range []*runtime.Cookie{lazy, stored} {
		if _, err := f.from("192.0.2.1", cookie, logout); err == nil {
			t.Error("the store was asked in no time")
		}
	}
	if err := f.manager.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := f.store.Load(t.Context(), id); !errors.Is(err, session.ErrNotFound) {
		t.Errorf("the store has %v of an id that was never stored, want nothing", err)
	}
	if f.number(stored) != 0 {
		t.Error("a stored session goes on after its logout")
	}
}

// TestNewSessionsOfParallelWrites: while one goroutine of a call is refused, no
// other one passes.
func TestNewSessionsOfParallelWrites(t *testing.T) {
	f := newFixture(t, session.WithNewSessions(1e-6, 1))
	f.admits("192.0.2.1")
	for range 200 {
		f.refuses("192.0.2.1", func(ctx context.Context, _ *doResponse) error {
			errs := make([]error, 8)
			var wg sync.WaitGroup
			for i := range errs {
				wg.Go(func() { errs[i] = session.From(ctx).Set(ctx, fmt.Sprint(i), i) })
			}
			wg.Wait()
			for _, err := range errs {
				if err == nil {
					return nil
				}
			}
			return errs[0]
		})
	}
}

// TestNewSessionsOnce: a call that tries again, as others were faster, counts once.
func TestNewSessionsOnce(t *testing.T) {
	f := newFixture(t, session.WithNewSessions(0.001, 1))
	lazy := f.mint()
	conflicts := 3
	f.store.before = func(c session.Change) {
		if conflicts--; conflicts >= 0 && c.Create {
			f.store.full.Store(&session.ErrConflict)
		} else {
			f.store.full.Store(nil)
		}
	}
	if _, err := f.from("192.0.2.1", lazy, func(ctx context.Context, _ *doResponse) error {
		_, err := number.Update(ctx, func(n int) (int, error) { return n + 1, nil })
		return err
	}); err != nil {
		t.Errorf("Update: %v", err)
	}
}

// TestNewSessionsBounded: however many addresses call, the limit holds for those
// that it has no room for, all together.
func TestNewSessionsBounded(t *testing.T) {
	f := newFixture(t, session.WithNewSessions(0.001, 1))
	refused := 0
	for i := range 1<<14 + 100 {
		_, err := f.from(fmt.Sprintf("2001:db8:%x::1", i), nil, setNumber)
		if errors.Is(err, session.ErrTooMany) {
			refused++
		}
	}
	if refused != 99 {
		t.Errorf("%d addresses were refused, want the 100 for which there was no room but one", refused)
	}
}

func TestRefusedIDs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		forged := func(peer string, n int) {
			for range n {
				if _, err := f.from(peer, &runtime.Cookie{SessionID: "forged"}, func(context.Context, *doResponse) error { return nil }); err != nil {
					t.Fatal(err)
				}
			}
		}
		warned := func(peer string, want int) {
			t.Helper()
			if got := f.log.count("level=WARN", "not issued here", "peer="+peer); got != want {
				t.Errorf("the log warns of %s %d times, want %d", peer, got, want)
			}
		}
		forged("192.0.2.1", session.RefusedAlert-1)
		forged("192.0.2.2", 1)
		warned("192.0.2.1", 0)
		forged("192.0.2.1", 1000)
		warned("192.0.2.1", 1)
		time.Sleep(time.Minute)
		forged("192.0.2.1", session.RefusedAlert)
		warned("192.0.2.1", 2)
		warned("192.0.2.2", 0)
		if n := f.manager.Stats().Refused; n != 2*session.RefusedAlert+1000 {
			t.Errorf("%d ids were refused", n)
		}
	})
}

// TestAnswered: nobody can change the id once the answer has been made.
func TestAnswered(t *testing.T) {
	f := newFixture(t)
	cookie := f.started()
	var errs []error
	f.server.Flows().PreReturn.Use(func(ctx context.Context, call *runtime.Call) (*runtime.Call, error) {
		s := session.From(ctx)
		errs = []error{s.Login(ctx, "ada"), s.Renew(ctx)}
		return call, number.Set(ctx, 2)
	})
	after := f.must(cookie, nothing)
	for _, err := range errs {
		if !errors.Is(err, session.ErrAnswered) {
			t.Errorf("after the answer: %v, want ErrAnswered", err)
		}
	}
	if !sameID(cookie, after) || f.number(cookie) != 2 || f.owner(cookie) != "" {
		t.Error("the session is not what it was, with the write of the node")
	}
}
