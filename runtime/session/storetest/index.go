package storetest

import (
	"time"

	"github.com/rpcgen/rpcgen/runtime/session"
)

// byOwner: a listing is complete although sessions come and go beside it.
func (s *suite) byOwner() {
	index, ok := s.b.(session.Index)
	if !ok {
		s.Skip("the store is no session.Index")
	}
	owner, other := newOwner(), newOwner()
	owned := func(ttl time.Duration, owner string) session.ID {
		id := newID()
		s.apply(id, session.Change{Create: true, TTL: ttl, Owner: &owner})
		return id
	}
	want := map[session.ID]bool{}
	for range 25 {
		want[owned(long, owner)] = true
	}
	// What is not, or no longer, the owner's.
	owned(long, other)
	s.create(set("k", "v"))
	owned(short, owner)
	s.sleep(short + late)
	destroyed := owned(long, owner)
	s.apply(destroyed, session.Change{Retire: time.Minute})
	moved, to := owned(long, owner), newID()
	s.apply(moved, session.Change{Move: &to, Retire: time.Minute})
	want[to] = true
	given := owned(long, owner)
	s.apply(given, session.Change{Owner: &other})
	late := s.create()
	s.apply(late, session.Change{Owner: &owner})
	want[late] = true

	stop, done := make(chan struct{}), make(chan error, 1)
	go func() { done <- s.churn(owner, stop) }()
	got := s.list(index, owner, 4)
	close(stop)
	if err := <-done; err != nil {
		s.Errorf("churn: %v", err)
	}
	for id := range want {
		if got[id] != 1 {
			s.Errorf("session %v appears %d times, want once", id, got[id])
		}
	}
	for _, id := range []session.ID{destroyed, moved, given} {
		if got[id] != 0 {
			s.Errorf("session %v is not the owner's but appears", id)
		}
	}
	if all := s.list(index, owner, 1000); len(all) != len(want) {
		s.Errorf("got %d sessions afterwards, want %d", len(all), len(want))
	}
	if none := s.list(index, newOwner(), 10); len(none) != 0 {
		s.Errorf("a stranger owns %d sessions", len(none))
	}
}

// churn makes sessions of an owner and ends them again, until stop.
func (s *suite) churn(owner string, stop <-chan struct{}) error {
	for {
		id := newID()
		if _, err := s.a.Apply(s.ctx, id, session.Change{Create: true, TTL: long, Owner: &owner}); err != nil {
			return err
		}
		if _, err := s.a.Apply(s.ctx, id, session.Change{Retire: time.Minute}); err != nil {
			return err
		}
		select {
		case <-stop:
			return nil
		default:
		}
	}
}

// list counts how often each session of an owner appears.
func (s *suite) list(index session.Index, owner string, limit int) map[session.ID]int {
	s.Helper()
	found := map[session.ID]int{}
	after := ""
	for range 1000 {
		page, next, err := index.ByOwner(s.ctx, owner, after, limit)
		if err != nil {
			s.Fatalf("ByOwner: %v", err)
		}
		if len(page) > limit {
			s.Errorf("a page of %d, want at most %d", len(page), limit)
		}
		for _, sum := range page {
			found[sum.ID]++
			if sum.TTL <= 0 || sum.TTL > long || sum.Age < 0 {
				s.Errorf("a session with a life of %v and an age of %v", sum.TTL, sum.Age)
			}
		}
		if next == "" {
			return found
		}
		after = next
	}
	s.Fatal("ByOwner never ends")
	return nil
}
