package session_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/session"
)

// id returns the name in the store of the session under a cookie.
func (f *fixture) id(cookie *runtime.Cookie) (id session.ID) {
	f.Helper()
	f.must(cookie, func(_ context.Context, s *session.Session) error {
		id = s.ID()
		return nil
	})
	return id
}

// owned returns the names of an owner's sessions.
func (f *fixture) owned(owner string) (ids []session.ID) {
	f.Helper()
	all, err := f.manager.Sessions(context.Background(), owner)
	if err != nil {
		f.Fatalf("Sessions: %v", err)
	}
	for _, s := range all {
		ids = append(ids, s.ID)
	}
	return ids
}

func TestSessions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t)
		var want []session.ID
		for range 3 {
			want = append(want, f.id(f.must(nil, login("ada"))))
			time.Sleep(time.Minute)
		}
		f.must(nil, login("bob"))
		if got := f.owned("ada"); !slices.Equal(got, want) {
			t.Errorf("got %v, want %v, the oldest first", got, want)
		}
		all, _ := f.manager.Sessions(t.Context(), "ada")
		if all[0].Age != 3*time.Minute || all[2].TTL != session.DefaultIdle-time.Minute {
			t.Errorf("ages and lives are %+v", all)
		}
		if got := f.owned("nobody"); len(got) != 0 {
			t.Errorf("nobody has %v", got)
		}
		if _, err := f.manager.Sessions(t.Context(), ""); err == nil {
			t.Error("the sessions without an owner are listed")
		}
	})
}

func TestEnd(t *testing.T) {
	f := newFixture(t)
	ctx := t.Context()
	phone, desk, other := f.must(nil, login("ada")), f.must(nil, login("ada")), f.must(nil, login("bob"))
	if err := f.manager.End(ctx, "ada", f.id(other)); !errors.Is(err, session.ErrNotFound) || f.owner(other) != "bob" {
		t.Errorf("ada ends bob's session: %v, the owner is %q", err, f.owner(other))
	}
	anonymous := f.started()
	if err := f.manager.End(ctx, "ada", f.id(anonymous)); !errors.Is(err, session.ErrNotFound) || f.number(anonymous) != 1 {
		t.Errorf("ada ends nobody's session: %v", err)
	}
	id := f.id(phone)
	if err := f.manager.End(ctx, "ada", id); err != nil || f.owner(phone) != "" || f.owner(desk) != "ada" {
		t.Errorf("End: %v, the owners are %q and %q", err, f.owner(phone), f.owner(desk))
	}
	for _, gone := range []session.ID{id, {}, {1}} {
		if err := f.manager.End(ctx, "ada", gone); !errors.Is(err, session.ErrNotFound) {
			t.Errorf("End of a session that is not there: %v", err)
		}
	}
	f.store.down.Store(&errDisk)
	if err := f.manager.End(ctx, "ada", f.id(desk)); !errors.Is(err, session.ErrUnavailable) {
		t.Errorf("End without a store: %v", err)
	}
	f.store.down.Store(nil)
}

// TestEndElsewhere: the owner of one namespace has no hold on that of another.
func TestEndElsewhere(t *testing.T) {
	f := newFixture(t)
	g := onStore(t, f.store, session.WithNamespace("other"))
	id := f.id(f.must(nil, login("ada")))
	theirs := g.id(g.must(nil, login("ada")))
	if err := g.manager.End(t.Context(), "ada", id); !errors.Is(err, session.ErrNotFound) {
		t.Errorf("End in another namespace: %v", err)
	}
	if err := f.manager.End(t.Context(), "ada", theirs); !errors.Is(err, session.ErrNotFound) {
		t.Errorf("End in another namespace: %v", err)
	}
}

func TestLogoutOthers(t *testing.T) {
	f := newFixture(t)
	phone, desk, bob := f.must(nil, login("ada")), f.must(nil, login("ada")), f.must(nil, login("bob"))
	others := func(want int) func(context.Context, *session.Session) error {
		return func(ctx context.Context, s *session.Session) error {
			n, err := s.LogoutOthers(ctx)
			if n != want {
				t.Errorf("LogoutOthers ended %d sessions, want %d", n, want)
			}
			return err
		}
	}
	f.must(desk, others(1))
	if f.owner(phone) != "" || f.owner(desk) != "ada" || f.owner(bob) != "bob" {
		t.Errorf("the owners are %q, %q and %q", f.owner(phone), f.owner(desk), f.owner(bob))
	}
	f.must(f.started(), others(0))
	// In the call that logs in, too: the one that is kept is the new one.
	f.must(nil, func(ctx context.Context, s *session.Session) error {
		return errors.Join(s.Login(ctx, "ada"), others(1)(ctx, s))
	})
	if f.owner(desk) != "" {
		t.Error("the other session is alive")
	}
}

func TestSessionsPerOwner(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFixture(t, session.WithSessionsPerOwner(2))
		var all []*runtime.Cookie
		for range 4 {
			all = append(all, f.must(nil, login("ada")))
			time.Sleep(time.Second)
		}
		for i, c := range all {
			want := "ada"
			if i < 2 {
				want = ""
			}
			if got := f.owner(c); got != want {
				t.Errorf("the owner of session %d is %q, want %q", i, got, want)
			}
		}
		// A login that renews one of the two leaves the other alone.
		again := f.must(all[3], login("ada"))
		if f.owner(all[2]) != "ada" || f.owner(again) != "ada" {
			t.Error("a login anew ended another session")
		}
	})
}

// TestSessionsPerOwnerAtOnce: parallel logins do not end each other, all of them.
func TestSessionsPerOwnerAtOnce(t *testing.T) {
	f := newFixture(t, session.WithSessionsPerOwner(1))
	g := onStore(t, f.store, session.WithSessionsPerOwner(1)) // another machine
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			if _, err := []*fixture{f, g}[i%2].call(nil, login("ada")); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := len(f.owned("ada")); n == 0 {
		t.Error("everybody is logged out")
	}
	last := f.must(nil, login("ada"))
	if got := f.owned("ada"); len(got) != 1 || got[0] != f.id(last) {
		t.Errorf("after one more login the sessions are %v, want that one", got)
	}
}

// TestSessionsPerOwnerFailure: a login that is done is not undone by what follows.
func TestSessionsPerOwnerFailure(t *testing.T) {
	f := newFixture(t, session.WithSessionsPerOwner(1))
	first := f.must(nil, login("ada"))
	f.store.before = func(c session.Change) {
		if c.Owner != nil {
			f.store.down.Store(&errDisk) // from after the login on
		}
	}
	f.must(nil, login("ada"))
	if !strings.Contains(f.log.String(), "an owner's oldest sessions could not be ended") {
		t.Error("the log does not tell of the failure")
	}
	f.store.before = nil
	f.store.down.Store(nil)
	f.must(nil, login("ada"))
	if n := len(f.owned("ada")); n != 1 || f.owner(first) != "" {
		t.Errorf("after another login there are %d sessions", n)
	}
}

// TestSessionsPerOwnerInAHurry: a caller says how long it waits, and gets around
// the limit by none of that. It learns its new id all the same.
func TestSessionsPerOwnerInAHurry(t *testing.T) {
	f := newFixture(t, session.WithSessionsPerOwner(1))
	var last *runtime.Cookie
	for range 3 {
		last = f.must(nil, func(ctx context.Context, s *session.Session) error {
			end, cancel := context.WithCancel(ctx)
			defer cancel()
			f.store.after = func(c session.Change) {
				if c.Owner != nil {
					cancel()
				}
			}
			return s.Login(callWith(ctx, end), "ada")
		})
	}
	if got := f.owned("ada"); len(got) != 1 || got[0] != f.id(last) {
		t.Errorf("the sessions are %v, want the last one", got)
	}
}

func TestSessionsPerOwnerNeedsAnIndex(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a store without an index is accepted")
		}
	}()
	session.NewManager(struct{ session.Store }{}, session.WithSessionsPerOwner(1))
}

func TestIDText(t *testing.T) {
	f := newFixture(t)
	id := f.id(f.started())
	data, err := json.Marshal(id)
	if err != nil || len(data) != 66 {
		t.Fatalf("Marshal: %s, %v", data, err)
	}
	var back session.ID
	if err := json.Unmarshal(data, &back); err != nil || back != id {
		t.Errorf("Unmarshal: %v, %v", back, err)
	}
	text := string(data[1:65])
	for _, bad := range []string{"", text[1:], text + "0", text[:63] + "g", text[:62], strings.ToUpper(text) + text} {
		kept := back
		if err := back.UnmarshalText([]byte(bad)); err == nil || back != kept {
			t.Errorf("UnmarshalText(%q): %v, %v", bad, back, err)
		}
	}
}
