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

func login(owner string) func(context.Context, *session.Session) error {
	return func(ctx context.Context, s *session.Session) error { return s.Login(ctx, owner) }
}

func destroy(ctx context.Context, s *session.Session) error { return s.Destroy(ctx) }

// owner returns who has logged in under a cookie.
func (f *fixture) owner(cookie *runtime.Cookie) (owner string) {
	f.Helper()
	if _, err := f.call(cookie, func(ctx context.Context, s *session.Session) (err error) {
		owner, err = s.Owner(ctx)
		return err
	}); err != nil {
		f.Errorf("reading the owner: %v", err)
	}
	return owner
}

func TestLogin(t *testing.T) {
	f := newFixture(t)
	for name, before := range map[string]*runtime.Cookie{"stored": f.started(), "lazy": f.mint(), "none": nil, "forged": {SessionID: "x"}} {
		after := f.must(before, func(ctx context.Context, s *session.Session) error {
			if err := s.Login(ctx, "ada"); err != nil {
				return err
			}
			if owner, err := s.Owner(ctx); owner != "ada" || err != nil {
				t.Errorf("%s: the owner within the call is %q, %v", name, owner, err)
			}
			return text.Set(ctx, "written after the login")
		})
		if before != nil && sameID(before, after) {
			t.Errorf("%s: a login kept the id", name)
		}
		if got := f.owner(after); got != "ada" {
			t.Errorf("%s: the owner is %q", name, got)
		}
		f.must(after, func(ctx context.Context, s *session.Session) error {
			v, err := text.Get(ctx)
			if v != "written after the login" {
				t.Errorf("%s: got %q", name, v)
			}
			return err
		})
		want := 0
		if name == "stored" {
			want = 1
		}
		if got := f.number(after); got != want {
			t.Errorf("%s: data: got %d, want %d", name, got, want)
		}
		if before != nil && (f.owner(before) != "" || f.number(before) != 0) {
			t.Errorf("%s: the old id still opens something", name)
		}
	}
}

// An attacker plants an id of his own; the victim logs in with it.
func TestFixation(t *testing.T) {
	for _, stored := range []bool{false, true} {
		f := newFixture(t)
		planted := f.mint()
		if stored {
			planted = f.started()
		}
		victim := f.must(planted, login("victim"))
		f.must(victim, func(ctx context.Context, s *session.Session) error { return text.Set(ctx, "secret") })
		if sameID(victim, planted) {
			t.Fatal("the login kept the planted id")
		}
		got, err := f.call(planted, func(ctx context.Context, s *session.Session) error {
			owner, err := s.Owner(ctx)
			v, err2 := text.Get(ctx)
			if owner != "" || v != "" {
				t.Errorf("the attacker reads %q of %q", v, owner)
			}
			if err := text.Set(ctx, "defaced"); !errors.Is(err, session.ErrRetired) {
				t.Errorf("the attacker writes: %v", err)
			}
			return errors.Join(err, err2)
		})
		if err != nil || got.SessionID != "" {
			t.Errorf("the attacker got %v, %v", got, err)
		}
		if f.owner(victim) != "victim" {
			t.Error("the victim is logged out")
		}
	}
}

func TestLoginAsSomebodyElse(t *testing.T) {
	f := newFixture(t)
	ada := f.must(f.started(), login("ada"))
	again := f.must(ada, login("ada"))
	if f.number(again) != 1 {
		t.Error("logging in again lost the data")
	}
	bob := f.must(again, func(ctx context.Context, s *session.Session) error {
		if err := s.Login(ctx, "bob"); err != nil {
			return err
		}
		n, err := number.Get(ctx)
		if n != 0 {
			t.Errorf("within the call bob sees ada's %d", n)
		}
		return err
	})
	if f.number(bob) != 0 || f.owner(bob) != "bob" {
		t.Error("bob has ada's data, or is not logged in")
	}
}

// Who comes with an ended id can log in, and gets nothing of the old session.
func TestLoginWithAnEndedID(t *testing.T) {
	f := newFixture(t)
	ada := f.must(f.started(), login("ada"))
	if _, err := f.call(ada, destroy); err != nil {
		t.Fatal(err)
	}
	again := f.must(ada, login("ada"))
	if sameID(again, ada) || f.owner(again) != "ada" || f.number(again) != 0 {
		t.Error("no new session, or with old data")
	}
	// And in one call: out and in.
	other := f.must(again, func(ctx context.Context, s *session.Session) error {
		if err := s.Destroy(ctx); err != nil {
			return err
		}
		if err := number.Set(ctx, 1); !errors.Is(err, session.ErrRetired) {
			t.Errorf("writing to a destroyed session: %v", err)
		}
		if err := s.Login(ctx, "bob"); err != nil {
			return err
		}
		return number.Set(ctx, 2)
	})
	if f.owner(other) != "bob" || f.number(other) != 2 || f.owner(again) != "" {
		t.Error("a login after a logout does not work")
	}
}

// A login that another call has overtaken does not give a second session.
func TestParallelLogins(t *testing.T) {
	fs := machines(t)
	mine := fs[0].started()
	errs, cookies := together(fs, 10, mine, func(ctx context.Context, _ int) error {
		_, err := number.Get(ctx) // all have seen it alive
		return errors.Join(err, session.From(ctx).Login(ctx, "ada"))
	})
	withData := 0
	for i, err := range errs {
		if err != nil && !errors.Is(err, session.ErrRetired) {
			t.Error(err)
		}
		if err == nil && fs[0].number(cookies[i]) == 1 {
			withData++
		}
	}
	if withData != 1 {
		t.Errorf("%d sessions have the data, want 1", withData)
	}
}

func TestDestroyInTheCallThatMinted(t *testing.T) {
	f := newFixture(t)
	f.mint()
	loads, applies := f.store.counted(func() {
		got, err := f.call(nil, destroy)
		if err != nil || got.SessionID != "" {
			t.Errorf("got %v, %v, want a cookie without an id", got, err)
		}
	})
	if loads+applies != 0 {
		t.Error("ending a session that nobody knows asked the store")
	}
	_, err := f.call(nil, func(ctx context.Context, s *session.Session) error {
		if err := s.Destroy(ctx); err != nil {
			return err
		}
		if err := s.Reload(ctx); err != nil {
			return err
		}
		return number.Set(ctx, 1)
	})
	if !errors.Is(err, session.ErrRetired) {
		t.Errorf("writing after Destroy: got %v, want ErrRetired", err)
	}
}

func TestRenewOfNothing(t *testing.T) {
	f := newFixture(t)
	mine := f.mint()
	got := f.must(mine, func(ctx context.Context, s *session.Session) error { return s.Renew(ctx) })
	if sameID(got, mine) {
		t.Error("the id is the same")
	}
	loads, applies := f.store.counted(func() {
		f.must(nil, func(ctx context.Context, s *session.Session) error { return s.Renew(ctx) })
	})
	if loads+applies != 0 {
		t.Error("renewing an id that nobody knows asked the store")
	}
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		mine := f.mint()
		time.Sleep(time.Hour)
		got := f.must(mine, func(ctx context.Context, s *session.Session) error { return s.Renew(ctx) })
		if sameID(got, mine) {
			t.Error("the id is the same")
		}
		if f.must(got, set(4)); f.number(got) != 4 {
			t.Error("the new id is of no use")
		}
	})
}

func TestLogoutAll(t *testing.T) {
	fs := machines(t)
	var adas []*runtime.Cookie
	for i := range 250 {
		adas = append(adas, fs[i%2].must(nil, login("ada")))
	}
	bob := fs[0].must(nil, login("bob"))
	n, err := fs[1].manager.LogoutAll(t.Context(), "ada")
	if n != 250 || err != nil {
		t.Errorf("got %d, %v, want 250", n, err)
	}
	for i, c := range adas {
		if fs[i%2].owner(c) != "" {
			t.Fatal("a session is still alive")
		}
	}
	if fs[0].owner(bob) != "bob" {
		t.Error("bob was logged out, too")
	}
	if n, err := fs[0].manager.LogoutAll(t.Context(), "ada"); n != 0 || err != nil {
		t.Errorf("again: got %d, %v", n, err)
	}
	m := session.NewManager(struct{ session.Store }{fs[0].store.Store})
	defer m.Close(t.Context())
	if _, err := m.LogoutAll(t.Context(), "ada"); !errors.Is(err, session.ErrNoIndex) {
		t.Errorf("without an index: got %v", err)
	}
}

// A login takes along what other calls have written since its call began.
func TestLoginKeepsWhatOthersWrote(t *testing.T) {
	for name, mine := range map[string]func(*fixture) *runtime.Cookie{"stored": (*fixture).started, "lazy": (*fixture).mint} {
		f := newFixture(t)
		before := mine(f)
		after := f.must(before, func(ctx context.Context, s *session.Session) error {
			if _, err := text.Get(ctx); err != nil {
				return err
			}
			f.must(before, func(ctx context.Context, _ *session.Session) error { return text.Set(ctx, "theirs") })
			return s.Login(ctx, "ada")
		})
		f.must(after, func(ctx context.Context, _ *session.Session) error {
			v, err := text.Get(ctx)
			if v != "theirs" {
				t.Errorf("%s: got %q, want what the other call wrote", name, v)
			}
			return err
		})
	}
}

// A session that ends while a call is logging in stays ended.
func TestLoginOvertakenByDestroy(t *testing.T) {
	for _, full := range []bool{false, true} {
		f := newFixture(t)
		mine := f.started()
		got, err := f.call(mine, func(ctx context.Context, s *session.Session) error {
			if _, err := number.Get(ctx); err != nil {
				return err
			}
			if full {
				f.store.full.Store(&errDisk)
			}
			_, err := f.call(mine, destroy)
			f.store.full.Store(nil)
			if full != (err != nil) {
				t.Errorf("destroy: %v", err)
			}
			return s.Login(ctx, "ada")
		})
		if !errors.Is(err, session.ErrRetired) || got == nil || got.SessionID != "" {
			t.Errorf("full=%t: got %v, %v, want SESSION_RETIRED", full, got, err)
		}
	}
}

// Somebody logs in as if they were many: each conflict is tried again, but not
// for ever.
func TestLoginGivesUp(t *testing.T) {
	f := newFixture(t, session.WithTries(3))
	mine := f.started()
	conflict := session.ErrConflict
	_, err := f.call(mine, func(ctx context.Context, s *session.Session) error {
		f.store.full.Store(&conflict)
		defer f.store.full.Store(nil)
		if err := number.Set(ctx, 1); !errors.Is(err, session.ErrConflict) {
			t.Errorf("Set: %v", err)
		}
		return s.Login(ctx, "ada")
	})
	if runtime.CodeOf(err) != runtime.CodeConflict {
		t.Errorf("got %v, want CONFLICT", err)
	}
}

func TestValueOfAnotherType(t *testing.T) {
	f := newFixture(t)
	f.must(f.started(), func(ctx context.Context, s *session.Session) error {
		wrong := session.NewKey[[]string](number.Name())
		v, err := wrong.Get(ctx)
		_, ok, takeErr := wrong.Take(ctx)
		_, updateErr := wrong.Update(ctx, func(v []string) ([]string, error) { return v, nil })
		if v != nil || err == nil || ok || takeErr == nil || updateErr == nil {
			t.Errorf("got %v, %v, %v, %v", v, err, takeErr, updateErr)
		}
		n, err := number.Get(ctx)
		if n != 1 {
			t.Errorf("the value is %d", n)
		}
		return err
	})
}

// The owners of one namespace are not those of another on the same store.
func TestOwnersOfNamespaces(t *testing.T) {
	f := newFixture(t)
	other := onStore(t, f.store, session.WithNamespace("other"))
	third := onStore(t, f.store, session.WithNamespace("\xff\x00"))
	all := []*fixture{f, other, third}
	var adas []*runtime.Cookie
	for _, f := range all {
		adas = append(adas, f.must(nil, login("ada")))
	}
	for i, ended := range all {
		if got := ended.owner(adas[i]); got != "ada" {
			t.Errorf("namespace %d: the owner is %q", i, got)
		}
		if n, err := ended.manager.LogoutAll(t.Context(), "ada"); n != 1 || err != nil {
			t.Errorf("namespace %d: LogoutAll ended %d, %v, want 1", i, n, err)
		}
	}
}
