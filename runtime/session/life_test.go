package session_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/session"
)

func TestIdle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		used, unused := f.started(), f.started()
		for range 10 {
			time.Sleep(session.DefaultIdle - time.Second)
			if f.number(used) != 1 {
				t.Fatal("a session in use has expired")
			}
			f.must(unused, nothing) // a call that just carries the id is no use of it
		}
		if f.number(unused) != 0 {
			t.Error("a session that was not used is alive after five hours")
		}
		time.Sleep(session.DefaultIdle)
		if f.number(used) != 0 {
			t.Error("a session is alive when its idle time is over")
		}
	})
}

func TestAbsolute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		ages := map[string]*runtime.Cookie{"used": f.started(), "renewed": f.started(), "logged in": f.started()}
		for passed := time.Duration(0); passed < session.DefaultAbsolute-20*time.Minute; passed += 20 * time.Minute {
			time.Sleep(20 * time.Minute)
			for name, c := range ages {
				if f.number(c) != 1 {
					t.Fatalf("%s: expired after %v", name, passed)
				}
			}
			ages["renewed"] = f.must(ages["renewed"], func(ctx context.Context, s *session.Session) error { return s.Renew(ctx) })
		}
		ages["logged in"] = f.must(ages["logged in"], login("ada"))
		time.Sleep(20 * time.Minute)
		for name, c := range ages {
			if alive := f.number(c) == 1; alive != (name == "logged in") {
				t.Errorf("%s: after 12 hours, alive is %t", name, alive)
			}
		}
	})
}

// TestIdleAfterRenewal: a renewal is a use like any other.
func TestIdleAfterRenewal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		for _, wait := range []time.Duration{0, time.Minute, 10 * time.Minute} {
			mine := f.started()
			time.Sleep(wait)
			mine = f.must(mine, func(ctx context.Context, s *session.Session) error { return s.Renew(ctx) })
			time.Sleep(session.DefaultIdle - time.Second)
			f.must(mine, func(ctx context.Context, _ *session.Session) error {
				if n, err := number.Peek(ctx); n != 1 || err != nil {
					t.Errorf("renewed after %v: %d, %v before its idle time is over", wait, n, err)
				}
				return nil
			})
			time.Sleep(time.Second)
			if f.number(mine) != 0 {
				t.Errorf("renewed after %v: alive when its idle time is over", wait)
			}
		}
	})
}

// S8: a touch is written once per tenth of the idle time, and changes no revision.
func TestTouch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		mine := f.started()
		_, applies := f.store.counted(func() {
			for range 60 { // a minute of reading every second
				time.Sleep(time.Second)
				f.number(mine)
			}
		})
		if applies != 0 {
			t.Errorf("%d touches within a minute", applies)
		}
		_, applies = f.store.counted(func() {
			for range 30 {
				time.Sleep(time.Minute)
				f.number(mine)
			}
		})
		if applies != 10 {
			t.Errorf("%d touches in half an hour, want 10", applies)
		}
		_, applies = f.store.counted(func() {
			for range 9 {
				time.Sleep(3 * time.Minute)
				f.must(mine, func(ctx context.Context, _ *session.Session) error {
					_, err := number.Peek(ctx)
					return err
				})
			}
		})
		if applies != 0 {
			t.Errorf("%d touches by Peek", applies)
		}
		_, applies = f.store.counted(func() {
			f.must(mine, func(ctx context.Context, s *session.Session) error {
				_, err := number.Peek(ctx)
				_, err2 := number.Get(ctx)
				_, err3 := s.Owner(ctx)
				return errors.Join(err, err2, err3)
			})
		})
		if applies != 1 {
			t.Errorf("%d touches by a call that peeks and uses, want 1", applies)
		}
		time.Sleep(session.DefaultIdle)
		f.must(mine, func(ctx context.Context, _ *session.Session) error {
			if n, err := number.Peek(ctx); n != 0 || err != nil {
				t.Errorf("got %d, %v", n, err)
			}
			return nil
		})
	})
}

// A touch that fails does not fail the call, and is nothing to the data.
func TestFailedTouch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		mine := f.started()
		time.Sleep(10 * time.Minute)
		f.store.full.Store(&errDisk)
		if f.number(mine) != 1 {
			t.Error("a failed touch failed the call")
		}
		f.store.full.Store(nil)
		if f.number(mine) != 1 {
			t.Error("the session has gone")
		}
	})
}

func TestRemember(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		mine := f.must(f.started(), func(ctx context.Context, s *session.Session) error {
			return errors.Join(s.Login(ctx, "ada"), s.Remember(ctx))
		})
		// The lifetime is the session's, whoever writes to it, and stays with it.
		for range 4 {
			time.Sleep(6*24*time.Hour + 23*time.Hour)
			if f.number(mine) != 1 {
				t.Fatal("a remembered session expired within its week")
			}
			mine = f.must(mine, func(ctx context.Context, s *session.Session) error {
				return errors.Join(text.Set(ctx, "x"), s.Renew(ctx))
			})
		}
		time.Sleep(2*24*time.Hour + 5*time.Hour)
		if f.number(mine) != 0 {
			t.Error("a remembered session lives longer than a month")
		}
	})
}

func TestSetLifetime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		lifetime := func(idle, absolute time.Duration) func(context.Context, *session.Session) error {
			return func(ctx context.Context, s *session.Session) error { return s.SetLifetime(ctx, idle, absolute) }
		}
		for _, bad := range [][2]time.Duration{{time.Minute, time.Hour}, {time.Hour, time.Minute}, {time.Hour, 31 * 24 * time.Hour}, {0, 0}} {
			if _, err := f.call(f.started(), lifetime(bad[0], bad[1])); err == nil {
				t.Errorf("lifetime %v: no error", bad)
			}
		}
		lazy := f.must(f.mint(), lifetime(48*time.Hour, 96*time.Hour))
		f.must(lazy, set(1))
		time.Sleep(47 * time.Hour)
		if f.number(lazy) != 1 {
			t.Error("a longer life has no effect")
		}
		f.must(lazy, lifetime(time.Hour, 96*time.Hour))
		time.Sleep(61 * time.Minute)
		if f.number(lazy) != 0 {
			t.Error("a shorter life has no effect")
		}
	})
}

// A first write that another call overtook does not shorten the life that the
// other call gave the session.
func TestFirstWriteKeepsLifetime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		mine := f.mint()
		f.must(mine, func(ctx context.Context, _ *session.Session) error {
			if _, err := number.Get(ctx); err != nil { // this call knows it as absent
				return err
			}
			f.must(mine, func(ctx context.Context, s *session.Session) error { return s.Remember(ctx) })
			return number.Set(ctx, 1)
		})
		time.Sleep(6 * 24 * time.Hour)
		if f.number(mine) != 1 {
			t.Error("the session expired early")
		}
	})
}

// TestRememberNeverShortens: a server whose sessions live longer than remembered
// ones by default still remembers them as long.
func TestRememberNeverShortens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const idle, absolute = 60 * 24 * time.Hour, 90 * 24 * time.Hour
		f := newFixture(t, session.WithLifetime(idle, absolute))
		cookie := f.must(nil, func(ctx context.Context, s *session.Session) error {
			return errors.Join(number.Set(ctx, 1), s.Remember(ctx))
		})
		time.Sleep(idle - time.Second)
		if f.number(cookie) != 1 {
			t.Error("the session was forgotten sooner than one that is not remembered")
		}
	})
}
