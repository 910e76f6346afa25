package storetest

import (
	"time"

	"github.com/rpcgen/rpcgen/runtime/session"
)

// everyChange returns a change of every kind, without Create.
func everyChange() []session.Change {
	to, owner := newID(), newOwner()
	return []session.Change{
		{},
		{TTL: long},
		{Writes: []session.Write{set("k", "v")}},
		{Writes: []session.Write{{Key: "k", If: session.Any}}},
		{Writes: []session.Write{{Key: "k", Data: []byte("v"), If: session.Absent}}, TTL: long},
		{Clear: true},
		{Owner: &owner, TTL: long},
		{Move: &to, Retire: time.Minute},
		{Move: &to, Fresh: true, Owner: &owner, TTL: long, Retire: time.Minute},
		{Retire: time.Minute},
	}
}

// states: absent, expired and retired are told apart.
func (s *suite) states() {
	s.missing(newID(), session.ErrNotFound)

	id := s.create(set("k", "v"))
	rec := s.load(id)
	s.value(rec, "k", "v")
	if rec.Rev != 1 || rec.Values["k"].Rev != 1 || rec.Owner != "" || len(rec.Values) != 1 {
		s.Errorf("a new session: got %+v, want revision 1, one value and no owner", rec)
	}
	if rec.TTL <= 0 || rec.TTL > long || rec.Age < 0 || rec.Age > long {
		s.Errorf("a new session: got a life of %v and an age of %v", rec.TTL, rec.Age)
	}

	s.apply(id, session.Change{Retire: time.Minute})
	s.missing(id, session.ErrRetired)
	for _, c := range everyChange() {
		s.refuse(id, c, session.ErrRetired)
		c.Create, c.TTL = true, long
		s.refuse(id, c, session.ErrRetired)
		if c.Move != nil {
			s.missing(*c.Move, session.ErrNotFound)
		}
	}
	s.missing(id, session.ErrRetired)

	gone := newID()
	s.apply(gone, session.Change{Create: true, TTL: short, Writes: []session.Write{set("k", "v")}})
	s.sleep(short + late)
	s.missing(gone, session.ErrNotFound)
}

// updateNeverCreates: without Create, nothing comes into being.
func (s *suite) updateNeverCreates() {
	id := newID()
	for _, c := range everyChange() {
		s.refuse(id, c, session.ErrNotFound)
		s.missing(id, session.ErrNotFound)
		if c.Move != nil {
			s.missing(*c.Move, session.ErrNotFound)
		}
	}
}

// allOrNothing: a change is done as a whole or not at all.
func (s *suite) allOrNothing() {
	id := s.create(set("a", "1"), set("b", "1"))
	before := s.load(id)
	owner, to := newOwner(), newID()
	bad := session.Write{Key: "b", Data: []byte("2"), If: 77}
	for _, c := range []session.Change{
		{Writes: []session.Write{set("a", "2"), bad, set("c", "2")}},
		{Writes: []session.Write{bad}, Clear: true, Owner: &owner, TTL: time.Minute},
		{Writes: []session.Write{bad}, Move: &to, Retire: time.Minute},
		{Writes: []session.Write{bad}, Retire: time.Minute},
		{Writes: []session.Write{set("a", "2")}, If: 77},
		{If: 77, TTL: 2 * long},
		{If: 77, Retire: time.Minute},
	} {
		s.refuse(id, c, session.ErrConflict)
	}
	after := s.load(id)
	if after.Rev != before.Rev || after.Owner != "" || len(after.Values) != 2 || after.TTL > before.TTL || after.TTL < long/2 {
		s.Errorf("after refused changes: got %+v, want %+v", after, before)
	}
	s.value(after, "a", "1")
	s.value(after, "b", "1")
	s.missing(to, session.ErrNotFound)

	// Two keys that are always written together are always read together.
	errs := together(8, func(i int) error {
		for n := range 30 {
			if i%2 == 0 {
				v := string(rune('a' + (i*30+n)%26))
				if _, err := s.handle(i/2).Apply(s.ctx, id, session.Change{Writes: []session.Write{set("a", v), set("b", v)}}); err != nil {
					return err
				}
				continue
			}
			rec, err := s.handle(i/2).Load(s.ctx, id)
			if err != nil {
				return err
			}
			if a, b := rec.Values["a"], rec.Values["b"]; string(a.Data) != string(b.Data) || a.Rev != b.Rev {
				s.Errorf("half a change was read: %q of %d and %q of %d", a.Data, a.Rev, b.Data, b.Rev)
			}
		}
		return nil
	})
	s.each(errs)
}

// conditions: what the parts of a change mean for each other.
func (s *suite) conditions() {
	id := s.create(set("a", "1"), set("b", "1"))
	rev := s.apply(id, session.Change{If: 1, Writes: []session.Write{{Key: "a", Data: []byte("2"), If: 1}}})
	if rev != 2 {
		s.Errorf("revision after the second change: got %d, want 2", rev)
	}
	rec := s.load(id)
	if rec.Rev != 2 || rec.Values["a"].Rev != 2 || rec.Values["b"].Rev != 1 {
		s.Errorf("revisions: got %+v, want 2, and 1 for b", rec)
	}
	// A deletion, with a condition, and the condition that nothing is there.
	s.refuse(id, session.Change{Writes: []session.Write{{Key: "a", If: 1}}}, session.ErrConflict)
	s.apply(id, session.Change{Writes: []session.Write{{Key: "a", If: 2}}})
	s.value(s.load(id), "a", "-")
	s.apply(id, session.Change{Writes: []session.Write{{Key: "a", If: session.Absent}, set("c", "1")}})
	s.refuse(id, session.Change{Writes: []session.Write{{Key: "b", If: session.Absent}, set("c", "2")}}, session.ErrConflict)
	s.value(s.load(id), "c", "1")
	// A key that was deleted and set again has another revision.
	s.apply(id, session.Change{Writes: []session.Write{{Key: "a", Data: []byte("3"), If: session.Absent}}})
	s.refuse(id, session.Change{Writes: []session.Write{{Key: "a", Data: []byte("4"), If: 2}}}, session.ErrConflict)
	// Clear comes first, conditions are of before.
	s.apply(id, session.Change{Clear: true, Writes: []session.Write{{Key: "b", Data: []byte("9"), If: 1}}})
	rec = s.load(id)
	if len(rec.Values) != 1 {
		s.Errorf("after Clear: got %d values, want 1", len(rec.Values))
	}
	s.value(rec, "b", "9")
	// An owner comes, stays, and goes.
	owner, nobody := newOwner(), ""
	s.apply(id, session.Change{Owner: &owner})
	s.apply(id, session.Change{Writes: []session.Write{set("a", "1")}})
	if got := s.load(id).Owner; got != owner {
		s.Errorf("owner: got %q, want %q", got, owner)
	}
	s.apply(id, session.Change{Owner: &nobody})
	if got := s.load(id).Owner; got != "" {
		s.Errorf("owner: got %q, want none", got)
	}
	// A revision cannot be met where there is no session.
	s.refuse(newID(), session.Change{Create: true, TTL: long, If: 1}, session.ErrConflict)
	s.refuse(newID(), session.Change{Create: true, TTL: long, Writes: []session.Write{{Key: "a", Data: []byte("1"), If: 1}}}, session.ErrConflict)
	// A session may have no values.
	if rec := s.load(s.create()); rec.Rev != 1 || len(rec.Values) != 0 {
		s.Errorf("an empty session: got %+v, want revision 1 and no values", rec)
	}
}
