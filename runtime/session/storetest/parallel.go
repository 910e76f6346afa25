package storetest

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/rpcgen/rpcgen/runtime/session"
)

// parallelCreates: 100 calls create one session with a key each, and all are kept.
func (s *suite) parallelCreates() {
	id := newID()
	errs := together(100, func(i int) error {
		_, err := s.handle(i).Apply(s.ctx, id, session.Change{
			Create: true, TTL: long, Writes: []session.Write{set(fmt.Sprint("k", i), strconv.Itoa(i))},
		})
		return err
	})
	s.each(errs)
	rec := s.load(id)
	if rec.Rev != 100 || len(rec.Values) != 100 {
		s.Errorf("got revision %d and %d keys, want 100 of both", rec.Rev, len(rec.Values))
	}
	for i := range 100 {
		s.value(rec, fmt.Sprint("k", i), strconv.Itoa(i))
	}
}

// increments: 100 conditional increments add up to 100.
func (s *suite) increments() {
	id := s.create(set("n", "0"))
	errs := together(100, func(i int) error {
		store := s.handle(i)
		for {
			rec, err := store.Load(s.ctx, id)
			if err != nil {
				return err
			}
			old := rec.Values["n"]
			n, err := strconv.Atoi(string(old.Data))
			if err != nil {
				return err
			}
			w := session.Write{Key: "n", Data: []byte(strconv.Itoa(n + 1)), If: int64(old.Rev)}
			if _, err = store.Apply(s.ctx, id, session.Change{Writes: []session.Write{w}}); !errors.Is(err, session.ErrConflict) {
				return err
			}
		}
	})
	s.each(errs)
	s.value(s.load(id), "n", "100")
}

// absentOnce: of 50 calls that set a key if it is absent, one does.
func (s *suite) absentOnce() {
	for _, create := range []bool{false, true} {
		id := newID()
		if !create {
			id = s.create(set("other", "1"))
		}
		errs := together(50, func(i int) error {
			w := session.Write{Key: "k", Data: []byte(strconv.Itoa(i)), If: session.Absent}
			_, err := s.handle(i).Apply(s.ctx, id, session.Change{Create: create, TTL: long, Writes: []session.Write{w}})
			return err
		})
		if n := s.each(errs, session.ErrConflict); n != 1 {
			s.Errorf("create=%t: %d calls found the key absent, want 1", create, n)
		}
		for i, err := range errs {
			if err == nil {
				s.value(s.load(id), "k", strconv.Itoa(i))
			}
		}
	}
}

// renew: Move takes everything along; Fresh restarts the age; ids that have ended
// are remembered for as long as was asked.
func (s *suite) renew() {
	id, owner := newID(), newOwner()
	s.apply(id, session.Change{Create: true, TTL: long, Owner: &owner, Writes: []session.Write{set("k", "v")}})
	s.sleep(short)
	before := s.load(id)
	to := newID()
	rev := s.apply(id, session.Change{Move: &to, Retire: time.Minute, Writes: []session.Write{set("j", "w")}})
	s.missing(id, session.ErrRetired)
	after := s.load(to)
	s.value(after, "k", "v")
	s.value(after, "j", "w")
	if after.Owner != owner || after.Age < before.Age || after.TTL > before.TTL || after.TTL < long/2 {
		s.Errorf("after a move: got %+v, want what was before: %+v", after, before)
	}
	if rev != 2 || after.Rev != rev || after.Values["k"].Rev != 1 || after.Values["j"].Rev != 2 {
		s.Errorf("after a move: got revision %d and %+v, want 2 and k of 1", rev, after)
	}

	fresh, other := newID(), newOwner()
	s.apply(to, session.Change{Move: &fresh, Fresh: true, Owner: &other, TTL: 2 * long, Retire: time.Minute, If: rev})
	login := s.load(fresh)
	if login.Age >= after.Age || login.Owner != other || login.TTL <= long {
		s.Errorf("after a fresh move: got %+v, want a new age, owner and life", login)
	}
	s.value(login, "k", "v")

	// Where there is nothing, the new session is made at once.
	lazy, made := newID(), newID()
	s.apply(lazy, session.Change{Create: true, Move: &made, Fresh: true, Owner: &owner, TTL: long, Retire: time.Minute, Writes: []session.Write{set("k", "v")}})
	s.missing(lazy, session.ErrRetired)
	if rec := s.load(made); rec.Owner != owner || rec.Rev != 1 {
		s.Errorf("created by a move: got %+v, want revision 1 and the owner", rec)
	}

	// A place that is taken is not taken again.
	taken := s.create(set("mine", "1"))
	s.refuse(fresh, session.Change{Move: &taken, Retire: time.Minute}, session.ErrConflict)
	s.value(s.load(taken), "mine", "1")
	s.value(s.load(fresh), "k", "v")
	s.refuse(fresh, session.Change{Move: &id, Retire: time.Minute}, session.ErrConflict) // retired
	s.load(fresh)

	// Tombstones: also for what was never stored, and not for ever.
	never := newID()
	s.apply(never, session.Change{Create: true, Retire: short})
	s.missing(never, session.ErrRetired)
	s.refuse(never, session.Change{Create: true, TTL: long, Writes: []session.Write{set("k", "v")}}, session.ErrRetired)
	s.sleep(short + late)
	s.missing(never, session.ErrNotFound)
	s.apply(never, session.Change{Create: true, TTL: long})
	if rec := s.load(never); rec.Rev != 1 || len(rec.Values) != 0 {
		s.Errorf("after a tombstone: got %+v, want an empty session", rec)
	}
}

// renewRace: of 20 parallel renewals one wins, beside writers that lose nothing
// that was acknowledged.
func (s *suite) renewRace() {
	id := s.create()
	targets := make([]session.ID, 20)
	for i := range targets {
		targets[i] = newID()
	}
	errs := together(40, func(i int) error {
		if i < 20 {
			_, err := s.handle(i).Apply(s.ctx, id, session.Change{Move: &targets[i], Retire: time.Minute})
			return err
		}
		_, err := s.handle(i).Apply(s.ctx, id, session.Change{Writes: []session.Write{set(fmt.Sprint("k", i), "v")}})
		return err
	})
	if n := s.each(errs[:20], session.ErrRetired); n != 1 {
		s.Fatalf("%d renewals won, want 1", n)
	}
	s.each(errs[20:], session.ErrRetired)
	s.missing(id, session.ErrRetired)
	for i, to := range targets {
		if errs[i] != nil {
			s.missing(to, session.ErrNotFound)
			continue
		}
		rec := s.load(to)
		for j := 20; j < 40; j++ {
			want := "-"
			if errs[j] == nil {
				want = "v"
			}
			s.value(rec, fmt.Sprint("k", j), want)
		}
	}
}

// destroyWins: beside 50 writers that may create, a destroyed session stays dead.
func (s *suite) destroyWins() {
	for _, stored := range []bool{true, false} {
		id := newID()
		if stored {
			id = s.create(set("k", "v"))
		}
		errs := together(51, func(i int) error {
			if i == 25 {
				_, err := s.a.Apply(s.ctx, id, session.Change{Create: true, Retire: time.Minute})
				return err
			}
			for n := range 5 {
				c := session.Change{Create: true, TTL: long, Writes: []session.Write{set(fmt.Sprint("k", i, n), "v")}}
				if n == 4 {
					c = session.Change{TTL: long}
				}
				if _, err := s.handle(i).Apply(s.ctx, id, c); err != nil {
					return err
				}
			}
			return nil
		})
		if errs[25] != nil {
			s.Errorf("stored=%t: destroy: %v", stored, errs[25])
		}
		s.each(errs, session.ErrRetired)
		s.missing(id, session.ErrRetired)
		s.refuse(id, session.Change{Create: true, TTL: long, Writes: []session.Write{set("k", "v")}}, session.ErrRetired)
		s.missing(id, session.ErrRetired)
	}
}

// twoHandles: what one machine does, the other sees at once.
func (s *suite) twoHandles() {
	id := s.create(set("k", "1"))
	for i := range 20 {
		here, there := s.handle(i), s.handle(i+1)
		rec, err := there.Load(s.ctx, id)
		if err != nil {
			s.Fatal(err)
		}
		w := session.Write{Key: "k", Data: []byte(strconv.Itoa(i)), If: int64(rec.Values["k"].Rev)}
		if _, err := here.Apply(s.ctx, id, session.Change{Writes: []session.Write{w}}); err != nil {
			s.Fatal(err)
		}
		if _, err := there.Apply(s.ctx, id, session.Change{Writes: []session.Write{w}}); !errors.Is(err, session.ErrConflict) {
			s.Errorf("the other handle wrote over a change: %v", err)
		}
		if rec, err = there.Load(s.ctx, id); err != nil || string(rec.Values["k"].Data) != strconv.Itoa(i) {
			s.Errorf("the other handle reads %q, %v, want %d", rec.Values["k"].Data, err, i)
		}
	}
	to := newID()
	if _, err := s.b.Apply(s.ctx, id, session.Change{Move: &to, Retire: time.Minute}); err != nil {
		s.Fatal(err)
	}
	s.refuse(id, session.Change{Create: true, TTL: long}, session.ErrRetired)
	s.apply(to, session.Change{Retire: time.Minute})
	s.missing(to, session.ErrRetired)
}
