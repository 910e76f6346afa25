// Package storetest checks that a [session.Store] keeps its promises. Every store
// should have a test that runs it:
//
//	func TestStore(t *testing.T) {
//		storetest.Run(t, func(t testing.TB) storetest.Backend {
//			db := open(t) // an empty database
//			return storetest.Backend{Open: func(t testing.TB) session.Store { return mystore.New(db) }}
//		})
//	}
//
// The random parts are quick by default. With the environment variable
// STORETEST_FULL=1 they check 1000 histories instead of 50. They use porcupine and
// rapid: only import this package from tests.
package storetest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/runtime/session"
)

// A Backend is where a store under test keeps its sessions. It need not be
// empty: tests use ids, and owners, that are random.
type Backend struct {
	// Open returns a store on the backend. Several of them stand for several
	// machines: tests open two, and close what they open. A store that cannot
	// be opened twice, as it keeps its sessions to itself, leaves Open nil.
	Open func(t testing.TB) session.Store
	// Store is the one store of a backend without Open. The test closes it.
	Store session.Store
	// Sleep lets time go by on the store's clock. Nil is time.Sleep.
	Sleep func(d time.Duration)
}

// Run runs all checks, each on a backend of its own.
func Run(t *testing.T, factory func(t testing.TB) Backend) {
	for _, c := range checks {
		t.Run(c.name, func(t *testing.T) { c.run(newSuite(t, factory)) })
	}
}

// The checks, in the order of the specification's list (sessions 4.2).
var checks = []struct {
	name string
	run  func(*suite)
}{
	{"States", (*suite).states},
	{"UpdateNeverCreates", (*suite).updateNeverCreates},
	{"ParallelCreates", (*suite).parallelCreates},
	{"Increments", (*suite).increments},
	{"AbsentOnce", (*suite).absentOnce},
	{"AllOrNothing", (*suite).allOrNothing},
	{"Conditions", (*suite).conditions},
	{"Renew", (*suite).renew},
	{"RenewRace", (*suite).renewRace},
	{"DestroyWins", (*suite).destroyWins},
	{"Touch", (*suite).touch},
	{"Expiry", (*suite).expiry},
	{"Keys", (*suite).keys},
	{"Values", (*suite).values},
	{"Contexts", (*suite).contexts},
	{"TwoHandles", (*suite).twoHandles},
	{"ByOwner", (*suite).byOwner},
	{"Sweep", (*suite).sweep},
	{"Close", (*suite).close},
	{"Linearizable", (*suite).linearizable},
	{"Model", (*suite).model},
	{"Namespaces", (*suite).namespaces},
}

const (
	long  = time.Hour              // a life that no test outlives
	short = 300 * time.Millisecond // one that tests wait for
	late  = 100 * time.Millisecond // how much later an end may be seen
)

// A suite is what one check works with. Where the backend has one handle only, a
// and b are the same.
type suite struct {
	testing.TB
	ctx   context.Context
	a, b  session.Store
	sleep func(time.Duration)
}

func newSuite(t testing.TB, factory func(t testing.TB) Backend) *suite {
	backend := factory(t)
	s := &suite{TB: t, ctx: context.Background(), a: backend.Store, b: backend.Store, sleep: backend.Sleep}
	if backend.Open != nil {
		s.a, s.b = backend.Open(t), backend.Open(t)
	}
	if s.sleep == nil {
		s.sleep = time.Sleep //nolint:forbidigo // a real store's clock has to go on
	}
	t.Cleanup(func() {
		if err := errors.Join(s.a.Close(), s.b.Close()); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return s
}

// newID returns an id that nobody has used.
func newID() (id session.ID) {
	rand.Read(id[:]) // never fails: see crypto/rand
	return id
}

// newOwner returns an owner that nobody else is.
func newOwner() string { return "owner-" + rand.Text() }

func set(key, value string) session.Write {
	return session.Write{Key: key, Data: []byte(value), If: session.Any}
}

// create stores a new session.
func (s *suite) create(writes ...session.Write) session.ID {
	s.Helper()
	id := newID()
	s.apply(id, session.Change{Create: true, TTL: long, Writes: writes})
	return id
}

// apply carries out a change that must succeed.
func (s *suite) apply(id session.ID, c session.Change) uint64 {
	s.Helper()
	rev, err := s.a.Apply(s.ctx, id, c)
	if err != nil {
		s.Fatalf("Apply(%s): %v", describe(c), err)
	}
	return rev
}

// refuse carries out a change that must fail.
func (s *suite) refuse(id session.ID, c session.Change, want error) {
	s.Helper()
	if _, err := s.a.Apply(s.ctx, id, c); !errors.Is(err, want) {
		s.Errorf("Apply(%s): got %v, want %v", describe(c), err, want)
	}
}

// load reads a session that must be there.
func (s *suite) load(id session.ID) session.Record {
	s.Helper()
	rec, err := s.b.Load(s.ctx, id)
	if err != nil {
		s.Fatalf("Load: %v", err)
	}
	return rec
}

// missing checks what Load says of a session that is not there.
func (s *suite) missing(id session.ID, want error) {
	s.Helper()
	if rec, err := s.b.Load(s.ctx, id); !errors.Is(err, want) {
		s.Errorf("Load: got %+v, %v, want %v", rec, err, want)
	}
}

// value checks one value of a session; "-" is none.
func (s *suite) value(rec session.Record, key, want string) {
	s.Helper()
	got := "-"
	if e, ok := rec.Values[key]; ok {
		got = string(e.Data)
	}
	if got != want {
		s.Errorf("value of %q: got %q, want %q", key, got, want)
	}
}

// handle returns one store or the other.
func (s *suite) handle(i int) session.Store {
	if i%2 == 0 {
		return s.a
	}
	return s.b
}

// together runs f n times at once and returns the errors.
func together(n int, f func(i int) error) []error {
	errs := make([]error, n)
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			<-start
			errs[i] = f(i)
		})
	}
	close(start)
	wg.Wait()
	return errs
}

// each fails the test for every error that is none of allowed, and returns how
// many were nil.
func (s *suite) each(errs []error, allowed ...error) (ok int) {
	s.Helper()
next:
	for _, err := range errs {
		if err == nil {
			ok++
			continue
		}
		for _, a := range allowed {
			if errors.Is(err, a) {
				continue next
			}
		}
		s.Errorf("unexpected error: %v", err)
	}
	return ok
}

func full() bool { return os.Getenv("STORETEST_FULL") != "" }

// describe names the parts of a change.
func describe(c session.Change) string {
	text := fmt.Sprintf("create=%t if=%d clear=%t writes=%d ttl=%v retire=%v", c.Create, c.If, c.Clear, len(c.Writes), c.TTL, c.Retire)
	if c.Move != nil {
		text += " move"
	}
	if c.Owner != nil {
		text += " owner"
	}
	return text
}
