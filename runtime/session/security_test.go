package session_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/session"
)

// idOf returns the name that a store knows a cookie's session by.
func idOf(t *testing.T, c *runtime.Cookie) session.ID {
	t.Helper()
	token, err := base64.RawURLEncoding.DecodeString(c.SessionID)
	if err != nil {
		t.Fatal(err)
	}
	return sha256.Sum256(append([]byte{0}, token...))
}

// The id of a login was never one that waits to be stored, so when its session has
// gone it opens nothing, however young it is.
func TestLoginsIDIsNotAdopted(t *testing.T) {
	f := newFixture(t)
	mine := f.must(nil, login("ada"))
	id := idOf(t, mine)
	if _, err := f.store.Store.Load(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if _, err := f.store.Store.Apply(t.Context(), id, session.Change{Retire: time.Nanosecond}); err != nil {
		t.Fatal(err)
	}
	if got := f.must(mine, set(5)); sameID(got, mine) {
		t.Error("the id lives again")
	}
}

// A destroy that is not written yet also stops a call that was about to renew.
func TestDestroyWhileTheStoreIsFullStopsRenewals(t *testing.T) {
	f := newFixture(t)
	mine := f.started()
	_, err := f.call(mine, func(ctx context.Context, s *session.Session) error {
		if _, err := number.Get(ctx); err != nil {
			return err
		}
		f.store.full.Store(&errDisk)
		_, destroyed := f.call(mine, destroy)
		f.store.full.Store(nil)
		if destroyed == nil {
			t.Error("destroy: no error")
		}
		return s.Renew(ctx)
	})
	if !errors.Is(err, session.ErrRetired) {
		t.Errorf("got %v, want ErrRetired", err)
	}
}

// While the store is down, an id that was signed with a key this machine has not
// seen yet is neither good nor bad: the client keeps it.
func TestStoreDownAndANewKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fs := machines(t, session.WithKeyRotation(2*time.Hour, time.Hour))
		behind, ahead := fs[0], fs[1]
		behind.mint()
		ahead.mint()
		time.Sleep(2*time.Hour + time.Minute)
		ahead.mint()
		time.Sleep(2 * time.Hour) // until others may know the new key
		ahead.mint()
		synctest.Wait()
		theirs := ahead.mint()
		behind.store.down.Store(&errDisk)
		got, err := behind.call(theirs, nothing)
		if !errors.Is(err, session.ErrUnavailable) || got != nil {
			t.Errorf("got %v, %v, want UNAVAILABLE and no cookie", got, err)
		}
		behind.store.down.Store(nil)
		time.Sleep(time.Minute)
		if got := behind.must(theirs, nothing); !sameID(got, theirs) {
			t.Error("the id is refused when the store is back")
		}
	})
}

// One value is bounded even where the session has room for more.
func TestOneValueTooLarge(t *testing.T) {
	f := newFixture(t)
	f.must(nil, func(ctx context.Context, s *session.Session) error {
		if err := s.Set(ctx, "a", strings.Repeat("x", session.DefaultMaxValue-2)); err != nil {
			t.Error(err)
		}
		if err := s.Set(ctx, "a", strings.Repeat("x", session.DefaultMaxValue-1)); !errors.Is(err, session.ErrTooLarge) {
			t.Errorf("got %v, want ErrTooLarge", err)
		}
		return nil
	})
}

// What another machine writes between the reading and the writing of an Update is
// not lost.
func TestUpdateIsConditional(t *testing.T) {
	fs := machines(t)
	mine := fs[0].started()
	tries := 0
	fs[0].must(mine, func(ctx context.Context, _ *session.Session) error {
		_, err := number.Update(ctx, func(n int) (int, error) {
			if tries++; tries == 1 {
				fs[1].must(mine, set(10))
			}
			return n + 1, nil
		})
		return err
	})
	if got := fs[0].number(mine); got != 11 || tries != 2 {
		t.Errorf("got %d after %d tries, want 11 after 2", got, tries)
	}
}
