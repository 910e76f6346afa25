package storetest

import (
	"context"
	"errors"
	"reflect"
	"runtime"
	"strings"
	"time"

	"github.com/rpcgen/rpcgen/runtime/session"
)

// touch: it only ever makes a life longer.
func (s *suite) touch() {
	id := s.create(set("k", "v"))
	if rev := s.apply(id, session.Change{TTL: 2 * long}); rev != 1 {
		s.Errorf("a touch returned revision %d, want 1", rev)
	}
	rec := s.load(id)
	if rec.TTL <= long || rec.Rev != 1 || rec.Values["k"].Rev != 1 {
		s.Errorf("after a touch: got %+v, want a longer life and nothing else", rec)
	}
	s.apply(id, session.Change{TTL: short})
	if got := s.load(id).TTL; got <= long {
		s.Errorf("a touch made a life shorter: %v", got)
	}
	s.apply(id, session.Change{})
	if rec := s.load(id); rec.TTL <= long || rec.Rev != 1 {
		s.Errorf("after a change of nothing: got %+v", rec)
	}
	// A change of data sets the life, also to a shorter one, or leaves it.
	s.apply(id, session.Change{TTL: long / 2, Writes: []session.Write{set("k", "w")}})
	if got := s.load(id).TTL; got > long/2 {
		s.Errorf("a change of data with a life of %v left one of %v", long/2, got)
	}
	s.apply(id, session.Change{Writes: []session.Write{set("k", "x")}})
	if got := s.load(id).TTL; got > long/2 || got < long/4 {
		s.Errorf("a change of data without a life made it %v", got)
	}
	// It does not bring back what has expired.
	gone := newID()
	s.apply(gone, session.Change{Create: true, TTL: short})
	s.sleep(short + late)
	s.refuse(gone, session.Change{TTL: long}, session.ErrNotFound)
	s.missing(gone, session.ErrNotFound)
	// But it keeps what would have.
	kept := newID()
	s.apply(kept, session.Change{Create: true, TTL: 4 * short})
	s.apply(kept, session.Change{TTL: long})
	s.sleep(4*short + late)
	s.load(kept)
}

// expiry: a session that has expired is as one that never was.
func (s *suite) expiry() {
	id, owner := newID(), newOwner()
	s.apply(id, session.Change{Create: true, TTL: short, Owner: &owner, Writes: []session.Write{set("k", "v")}})
	s.sleep(short + late)
	s.missing(id, session.ErrNotFound)
	for _, c := range everyChange() {
		s.refuse(id, c, session.ErrNotFound)
	}
	s.missing(id, session.ErrNotFound)
	s.apply(id, session.Change{Create: true, TTL: long, Writes: []session.Write{set("j", "w")}})
	rec := s.load(id)
	if rec.Rev != 1 || len(rec.Values) != 1 || rec.Owner != "" || rec.Age > short {
		s.Errorf("created anew: got %+v, want nothing of what was before", rec)
	}
	// An expired session does not stand in the way of a move.
	from := s.create(set("k", "v"))
	old := newID()
	s.apply(old, session.Change{Create: true, TTL: short, Writes: []session.Write{set("old", "1")}})
	s.sleep(short + late)
	s.apply(from, session.Change{Move: &old, Retire: time.Minute})
	s.value(s.load(old), "old", "-")
}

// contexts: an ended ctx ends the operation, which was done or not done.
func (s *suite) contexts() {
	const prompt = time.Second // 50 ms are asked for, the rest is for busy machines
	id := s.create(set("a", "0"), set("b", "0"))
	ended, cancel := context.WithCancel(s.ctx)
	cancel()
	start := time.Now()
	if _, err := s.a.Load(ended, id); err == nil {
		s.Error("Load with a cancelled ctx: no error")
	}
	_, err := s.a.Apply(ended, id, session.Change{Writes: []session.Write{set("a", "1"), set("b", "1")}})
	if err == nil {
		s.Error("Apply with a cancelled ctx: no error")
	}
	for _, known := range []error{session.ErrNotFound, session.ErrRetired, session.ErrConflict} {
		if errors.Is(err, known) {
			s.Errorf("Apply with a cancelled ctx looks like an answer: %v", err)
		}
	}
	if d := time.Since(start); d > prompt {
		s.Errorf("two operations with a cancelled ctx took %v", d)
	}
	s.value(s.load(id), "a", "0")
	errs := together(20, func(i int) error {
		ctx, cancel := context.WithTimeout(s.ctx, time.Duration(i)*50*time.Microsecond)
		defer cancel()
		v := string(rune('a' + i))
		start := time.Now()
		_, _ = s.handle(i).Apply(ctx, id, session.Change{Writes: []session.Write{set("a", v), set("b", v)}})
		if d := time.Since(start); d > prompt+time.Millisecond {
			s.Errorf("an operation took %v although its ctx had ended", d)
		}
		return nil
	})
	s.each(errs)
	rec := s.load(id)
	if a, b := string(rec.Values["a"].Data), string(rec.Values["b"].Data); a != b {
		s.Errorf("half a change was done: %q and %q", a, b)
	}
}

// sweep: only the dead are removed, and no more than asked for.
func (s *suite) sweep() {
	var alive []session.ID
	for range 5 {
		alive = append(alive, s.create(set("k", "v")))
	}
	retired := s.create()
	s.apply(retired, session.Change{Retire: time.Minute})
	for range 10 {
		s.apply(newID(), session.Change{Create: true, TTL: short, Writes: []session.Write{set("k", "v")}})
	}
	s.apply(newID(), session.Change{Create: true, Retire: short})
	s.sleep(short + late)
	for rounds := 0; ; rounds++ {
		n, err := s.a.Sweep(s.ctx, 3)
		if err != nil {
			s.Fatalf("Sweep: %v", err)
		}
		if n < 0 || n > 3 {
			s.Errorf("Sweep(3) removed %d", n)
		}
		if n == 0 {
			break
		}
		if rounds > 10_000 {
			s.Fatal("Sweep never ends")
		}
	}
	for _, id := range alive {
		s.value(s.load(id), "k", "v")
	}
	s.missing(retired, session.ErrRetired)
}

// close: it may be called twice; nothing works and nothing runs afterwards.
func (s *suite) close() {
	id := s.create()
	for range 2 {
		if err := s.a.Close(); err != nil {
			s.Errorf("Close: %v", err)
		}
	}
	if _, err := s.a.Load(s.ctx, id); err == nil || errors.Is(err, session.ErrNotFound) || errors.Is(err, session.ErrRetired) {
		s.Errorf("Load after Close: got %v, want an error that is no answer", err)
	}
	if _, err := s.a.Apply(s.ctx, id, session.Change{Create: true, TTL: long}); err == nil || errors.Is(err, session.ErrRetired) {
		s.Errorf("Apply after Close: got %v, want an error that is no answer", err)
	}
	if _, err := s.a.Sweep(s.ctx, 1); err == nil {
		s.Error("Sweep after Close: no error")
	}
	if err := s.b.Close(); err != nil {
		s.Errorf("Close: %v", err)
	}
	s.noGoroutines()
}

// noGoroutines checks that no goroutine runs code of the store's package.
func (s *suite) noGoroutines() {
	typ := reflect.TypeOf(s.a)
	for typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	var found string
	for range 1000 {
		if found = goroutineIn(typ.PkgPath()); found == "" {
			return
		}
		// Close has waited for it, but it is still on its way out.
		time.Sleep(time.Millisecond) //nolint:forbidigo // nothing says when a goroutine has gone
	}
	s.Errorf("still running after Close:\n%s", found)
}

func goroutineIn(pkg string) string {
	buf := make([]byte, 1<<20)
	buf = buf[:runtime.Stack(buf, true)]
	own, rest, _ := strings.Cut(string(buf), "\n\n")
	_ = own // this one
	for _, g := range strings.Split(rest, "\n\n") {
		if strings.Contains(g, "\n"+pkg+".(") && !strings.Contains(g, "testing.tRunner") {
			return g
		}
	}
	return ""
}
