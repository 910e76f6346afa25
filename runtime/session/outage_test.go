package session_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/memstore"
)

// S10: a store that is down is never a session that is not there.
func TestStoreDown(t *testing.T) {
	f := newFixture(t)
	mine, lazy := f.started(), f.mint()
	for _, down := range []error{errDisk, fmt.Errorf("dial: %w", session.ErrUnavailable), context.DeadlineExceeded} {
		f.store.down.Store(&down)
		for name, h := range map[string]func(context.Context, *session.Session) error{
			"get": func(ctx context.Context, _ *session.Session) error {
				_, err := number.Get(ctx)
				return err
			},
			"set":    set(2),
			"delete": func(ctx context.Context, _ *session.Session) error { return number.Delete(ctx) },
			"update": func(ctx context.Context, _ *session.Session) error {
				_, err := number.Update(ctx, func(n int) (int, error) { return n + 1, nil })
				return err
			},
			"owner": func(ctx context.Context, s *session.Session) error {
				_, err := s.Owner(ctx)
				return err
			},
			"login":  login("ada"),
			"renew":  func(ctx context.Context, s *session.Session) error { return s.Renew(ctx) },
			"reload": func(ctx context.Context, s *session.Session) error { return s.Reload(ctx) },
		} {
			for _, c := range []*runtime.Cookie{mine, lazy} {
				got, err := f.call(c, func(ctx context.Context, s *session.Session) error {
					err := h(ctx, s)
					if !errors.Is(err, session.ErrUnavailable) || errors.Is(err, session.ErrNotFound) {
						t.Errorf("%s: the handler got %v, want ErrUnavailable", name, err)
					}
					return err
				})
				if runtime.CodeOf(err) != runtime.CodeUnavailable || got != nil {
					t.Errorf("%s: the client got %v, %v, want UNAVAILABLE and no cookie", name, got, err)
				}
				var e *runtime.Error
				if errors.As(err, &e) && e.Message == "" || errors.Is(err, errDisk) {
					t.Errorf("%s: the client got %v", name, err)
				}
			}
		}
		if got := f.must(mine, nothing); !sameID(got, mine) {
			t.Error("a call that needs no session lost its id")
		}
		if _, err := f.manager.LogoutAll(t.Context(), "ada"); !errors.Is(err, session.ErrUnavailable) {
			t.Errorf("LogoutAll: got %v", err)
		}
		f.store.down.Store(nil)
		if f.number(mine) != 1 {
			t.Fatal("the session has gone with the outage")
		}
	}
}

// A write without an answer may have been done.
func TestUnknownOutcome(t *testing.T) {
	f := newFixture(t)
	for _, cut := range []error{session.ErrUnknown, context.DeadlineExceeded} {
		mine := f.started()
		_, err := f.call(mine, func(ctx context.Context, _ *session.Session) error {
			if _, err := number.Get(ctx); err != nil {
				return err
			}
			f.store.full.Store(&cut)
			defer f.store.full.Store(nil)
			if err := number.Set(ctx, 2); !errors.Is(err, session.ErrUnknown) {
				t.Errorf("Set: got %v, want ErrUnknown", err)
			}
			calls := 0
			_, err := number.Update(ctx, func(n int) (int, error) {
				calls++
				return n + 1, nil
			})
			if calls != 1 {
				t.Errorf("an update of unknown outcome was tried %d times", calls)
			}
			return err
		})
		if runtime.CodeOf(err) != runtime.CodeUnknown {
			t.Errorf("the client got %v, want UNKNOWN", err)
		}
		if f.number(mine) != 1 {
			t.Error("the session has changed")
		}
	}
}

// A renewal whose answer was lost is looked up, as only this call knows the id.
func TestRenewalOfUnknownOutcome(t *testing.T) {
	f := newFixture(t)
	mine := f.started()
	lost := &losing{watched: f.store}
	m := session.NewManager(lost)
	defer m.Close(t.Context())
	g := &fixture{TB: t, store: f.store, manager: m, server: runtime.NewServer(m.Flow())}
	do.Handle(g.server, func(ctx context.Context, req *doRequest) (*doResponse, error) {
		res := &doResponse{}
		return res, req.do(ctx, res)
	})
	got := g.must(mine, login("ada"))
	if sameID(got, mine) || g.owner(got) != "ada" || g.number(got) != 1 {
		t.Error("the renewal was done, and its id is lost")
	}
}

// losing does what it is told to and says that it does not know.
type losing struct{ *watched }

func (l *losing) Apply(ctx context.Context, id session.ID, c session.Change) (uint64, error) {
	rev, err := l.watched.Apply(ctx, id, c)
	if c.Move != nil && err == nil {
		return 0, session.ErrUnknown
	}
	return rev, err
}

// 8 of the specification's list: a destroy holds although it cannot be written.
func TestDestroyWhileTheStoreIsFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fs := machines(t)
		f := fs[0]
		mine, lazy, other := f.started(), f.mint(), f.started()
		f.store.full.Store(&errDisk)
		for _, c := range []*runtime.Cookie{mine, lazy} {
			got, err := f.call(c, destroy)
			if runtime.CodeOf(err) != runtime.CodeUnavailable || got == nil || got.SessionID != "" {
				t.Errorf("destroy: got %v, %v, want UNAVAILABLE and a cookie that clears the id", got, err)
			}
		}
		if got := f.manager.Stats().Revoked; got != 2 {
			t.Errorf("revoked: got %d, want 2", got)
		}
		ended := func(f *fixture) {
			t.Helper()
			for _, c := range []*runtime.Cookie{mine, lazy} {
				_, err := f.call(c, func(ctx context.Context, s *session.Session) error {
					if n, err := number.Get(ctx); n != 0 || err != nil {
						t.Errorf("got %d, %v", n, err)
					}
					return number.Set(ctx, 3)
				})
				if !errors.Is(err, session.ErrRetired) {
					t.Errorf("writing to a destroyed session: %v", err)
				}
			}
		}
		ended(f)
		time.Sleep(time.Minute)
		ended(f)
		f.store.full.Store(nil)
		time.Sleep(6 * time.Second)
		if got := f.manager.Stats().Revoked; got != 0 {
			t.Errorf("revoked after the store is back: got %d, want 0", got)
		}
		ended(f)
		ended(fs[1])
		if fs[1].number(other) != 1 {
			t.Error("another session has ended, too")
		}
		f.store.full.Store(&errDisk) // and again
		if _, err := f.call(other, destroy); err == nil {
			t.Error("destroy: no error")
		}
		f.store.full.Store(nil)
		if err := f.manager.Close(t.Context()); err != nil {
			t.Errorf("Close: %v", err)
		}
		if fs[1].number(other) != 0 {
			t.Error("Close did not write down what was destroyed")
		}
	})
}

// A call that was there before also sees the end.
func TestDestroyWhileTheStoreIsFullStopsWriters(t *testing.T) {
	f := newFixture(t)
	mine := f.started()
	_, err := f.call(mine, func(ctx context.Context, _ *session.Session) error {
		if _, err := number.Get(ctx); err != nil {
			return err
		}
		f.store.full.Store(&errDisk)
		_, destroyed := f.call(mine, destroy)
		f.store.full.Store(nil)
		if destroyed == nil {
			t.Error("destroy: no error")
		}
		return number.Set(ctx, 2)
	})
	if !errors.Is(err, session.ErrRetired) {
		t.Errorf("got %v, want ErrRetired", err)
	}
}

func TestCloseReportsWhatIsNotWritten(t *testing.T) {
	f := newFixture(t)
	mine := f.started()
	f.store.full.Store(&errDisk)
	if _, err := f.call(mine, destroy); err == nil {
		t.Error("destroy: no error")
	}
	if err := f.manager.Close(t.Context()); !errors.Is(err, errDisk) {
		t.Errorf("Close: got %v, want the store's error", err)
	}
	f.store.full.Store(nil)
	if err := f.manager.Close(t.Context()); err != nil {
		t.Errorf("Close again: %v", err)
	}
}

// A store that hangs holds up a call for as long as the timeout says.
func TestHangingStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := memstore.New()
		t.Cleanup(func() { store.Close() })
		f := onStore(t, &watched{Store: store})
		mine := f.started()
		hanging := session.NewManager(hang{f.store})
		defer hanging.Close(t.Context())
		start := time.Now()
		server := runtime.NewServer(hanging.Flow())
		do.Handle(server, func(ctx context.Context, _ *doRequest) (*doResponse, error) { return nil, nil })
		ret := server.ServeCall(t.Context(), "do", &doRequest{BaseRequest: runtime.BaseRequest{Cookie: mine}}, "")
		if ret.Err == nil || ret.Err.Code != runtime.CodeUnavailable || ret.Cookie != nil {
			t.Errorf("got %v with %v, want UNAVAILABLE without a cookie", ret.Err, ret.Cookie)
		}
		if d := time.Since(start); d != session.DefaultStoreTimeout {
			t.Errorf("it took %v, want %v", d, session.DefaultStoreTimeout)
		}
	})
}

type hang struct{ session.Store }

func (hang) Load(ctx context.Context, _ session.ID) (session.Record, error) {
	<-ctx.Done()
	return session.Record{}, ctx.Err()
}

// An operation that ends with its caller is the caller's end, not the store's.
func TestCallersDeadline(t *testing.T) {
	f := newFixture(t)
	f.must(f.started(), func(ctx context.Context, s *session.Session) error {
		ended, cancel := context.WithCancel(context.Background())
		cancel()
		_, err := number.Get(callWith(ctx, ended))
		if !errors.Is(err, context.Canceled) || errors.Is(err, session.ErrUnavailable) {
			t.Errorf("got %v, want the ctx's error", err)
		}
		return nil
	})
}
