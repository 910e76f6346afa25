package session

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// A keyStore keeps one record and knows nothing else. It counts what it is asked.
type keyStore struct {
	Store
	loads   atomic.Int64
	err     atomic.Pointer[error]
	rec     Record
	created time.Time
	applied []Change
}

func (s *keyStore) Load(context.Context, ID) (Record, error) {
	s.loads.Add(1)
	if err := s.err.Load(); err != nil {
		return Record{}, *err
	}
	if s.rec.Rev == 0 {
		return Record{}, ErrNotFound
	}
	rec := s.rec
	rec.Age = time.Since(s.created)
	return rec, nil
}

func (s *keyStore) Apply(_ context.Context, _ ID, c Change) (uint64, error) {
	if s.rec.Rev == 0 {
		s.created = time.Now()
	}
	values := map[string]Entry{}
	for k, e := range s.rec.Values {
		values[k] = e
	}
	for _, w := range c.Writes {
		if _, ok := values[w.Key]; ok && w.If == Absent || c.If != 0 && c.If != s.rec.Rev {
			return 0, ErrConflict
		}
		delete(values, w.Key)
		if w.Data != nil {
			values[w.Key] = Entry{Rev: s.rec.Rev + 1, Data: w.Data}
		}
	}
	s.rec.Rev++
	s.rec.Values = values
	s.rec.Owner = *c.Owner
	s.applied = append(s.applied, c)
	return s.rec.Rev, nil
}

func open(t *testing.T, store Store, opts ...Option) *Manager {
	m := NewManager(store, opts...)
	t.Cleanup(func() {
		if err := m.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return m
}

func mint(t *testing.T, m *Manager) token {
	t.Helper()
	tok, err := m.mint(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

func accepts(t *testing.T, m *Manager, tok token) bool {
	t.Helper()
	_, ok, err := m.check(t.Context(), tok.text())
	if err != nil {
		t.Fatal(err)
	}
	return ok
}

func TestManagersAgreeOnKeys(t *testing.T) {
	store := &keyStore{}
	a, b := open(t, store), open(t, store)
	if tok := mint(t, a); !accepts(t, b, tok) {
		t.Error("another manager on the store refuses an id")
	}
	if tok := mint(t, b); !accepts(t, a, tok) {
		t.Error("another manager on the store refuses an id")
	}
	if len(store.applied) != 1 || store.rec.Owner != keyRecordOwner || store.applied[0].TTL != keyRecordTTL {
		t.Errorf("keys: got %d changes and owner %q", len(store.applied), store.rec.Owner)
	}
	if other := open(t, &keyStore{}); accepts(t, other, mint(t, a)) {
		t.Error("a manager on another store accepts an id")
	}
}

func TestRotation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &keyStore{}
		a, b := open(t, store), open(t, store)
		first := mint(t, a)
		mint(t, b)
		time.Sleep(DefaultKeyRotation - time.Hour)
		if tok := mint(t, a); tok.kid() != first.kid() {
			t.Error("a key was changed too early")
		}
		time.Sleep(time.Hour + time.Second)
		for range 2 { // the first looks for keys in the background
			mint(t, a)
			synctest.Wait()
		}
		if len(store.rec.Values) != 2 {
			t.Fatalf("%d keys after 30 days, want 2", len(store.rec.Values))
		}
		if tok := mint(t, a); tok.kid() != first.kid() {
			t.Error("a key signs before other machines can know it")
		}
		var second token
		for range 5 { // an hour and a bit, with some traffic on both
			time.Sleep(keyRefresh + time.Second)
			second = mint(t, a)
			if !accepts(t, b, second) {
				t.Error("an id of the new key is refused elsewhere")
			}
			synctest.Wait()
		}
		if second = mint(t, a); second.kid() == first.kid() {
			t.Error("the new key does not sign after an hour")
		}
		if !accepts(t, b, second) || !accepts(t, a, first) || !accepts(t, b, first) {
			t.Error("an id of one of the two keys is refused")
		}
		time.Sleep(DefaultRememberAbsolute)
		mint(t, a)
		if accepts(t, a, first) {
			t.Error("an old key is accepted when no session can need it any more")
		}
		if third := mint(t, a); third.kid() == first.kid() {
			t.Error("an outdated key signs")
		}
		time.Sleep(2 * keyRefresh)
		for range 70 {
			time.Sleep(24 * time.Hour)
			if tok := mint(t, a); !accepts(t, b, tok) {
				t.Fatal("an id is refused elsewhere")
			}
		}
		if n := len(store.rec.Values); n > 3 {
			t.Errorf("%d keys are kept", n)
		}
	})
}

// A manager that has slept for longer than any key lives begins anew.
func TestRotationAfterSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &keyStore{}
		a, b := open(t, store), open(t, store)
		old := mint(t, a)
		mint(t, b)
		time.Sleep(365 * 24 * time.Hour)
		tok := mint(t, a)
		if tok.kid() == old.kid() || !accepts(t, b, tok) || accepts(t, b, old) {
			t.Error("after a year: the old key signs, or the new one is not known")
		}
		if len(store.rec.Values) != 1 {
			t.Errorf("%d keys, want 1", len(store.rec.Values))
		}
	})
}

func TestStoreDownAndKeys(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &keyStore{}
		a, b := open(t, store), open(t, store)
		tok := mint(t, a)
		broken := errors.New("broken")
		store.err.Store(&broken)

		// Without keys nothing can be checked, and that is no refusal.
		if _, ok, err := b.check(t.Context(), tok.text()); ok || !errors.Is(err, ErrUnavailable) {
			t.Errorf("without keys: got %t, %v, want ErrUnavailable", ok, err)
		}
		if _, err := b.mint(t.Context(), false); !errors.Is(err, ErrUnavailable) {
			t.Errorf("without keys: got %v, want ErrUnavailable", err)
		}
		// Those that are known are good for a long time.
		for _, wait := range []time.Duration{0, time.Hour, 24 * time.Hour} {
			time.Sleep(wait)
			if !accepts(t, a, tok) {
				t.Error("a known key is not used")
			}
			synctest.Wait()
			mint(t, a)
		}
		// An id of a key that may have come meanwhile is not refused either.
		unknown := tok
		unknown[2]++
		if _, ok, err := a.check(t.Context(), unknown.text()); ok || !errors.Is(err, ErrUnavailable) {
			t.Errorf("an unknown key: got %t, %v, want ErrUnavailable", ok, err)
		}
		store.err.Store(nil)
		if _, ok, err := a.check(t.Context(), unknown.text()); ok || err != nil {
			t.Errorf("an unknown key: got %t, %v, want a refusal", ok, err)
		}
		before := store.loads.Load()
		for range 100 {
			accepts(t, a, unknown)
		}
		if n := store.loads.Load() - before; n != 0 {
			t.Errorf("ids of unknown keys caused %d loads", n)
		}
		if !accepts(t, b, tok) {
			t.Error("the store is back, and the id is refused")
		}
	})
}

func TestEndedCallerDoesNotFailOthers(t *testing.T) {
	store := &keyStore{}
	m := open(t, store)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	m.keys.gate <- struct{}{} // somebody is fetching
	if _, err := m.mint(ended, false); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the ctx's error", err)
	}
	<-m.keys.gate
	mint(t, m)
}

// While the store is down, the keys that are known do, and it is not asked for
// each call: that would make every call wait for it.
func TestStoreDownForLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &keyStore{}
		m := open(t, store)
		mint(t, m)
		broken := errors.New("broken")
		store.err.Store(&broken)
		time.Sleep(2 * keyLead)
		before := store.loads.Load()
		for range 100 {
			mint(t, m)
		}
		if n := store.loads.Load() - before; n != 1 {
			t.Errorf("100 calls caused %d loads, want 1", n)
		}
		store.err.Store(nil)
		time.Sleep(keyRetry)
		mint(t, m)
		if n := store.loads.Load() - before; n != 2 {
			t.Errorf("with the store back, %d loads, want 2", n)
		}
	})
}
