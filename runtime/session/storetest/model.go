package storetest

import (
	"errors"
	"fmt"
	"time"

	"pgregory.net/rapid"

	"github.com/rpcgen/rpcgen/runtime/session"
)

// model: a random sequence of changes has the outcome that a few lines of plain
// Go say it should have.
func (s *suite) model() {
	rapid.Check(s.TB, func(t *rapid.T) {
		m := &model{suite: s, t: t, sessions: map[session.ID]*entry{}, owners: []string{"", newOwner(), newOwner()}}
		for range 4 {
			m.ids = append(m.ids, newID())
		}
		t.Repeat(map[string]func(*rapid.T){
			"apply": m.apply,
			"":      m.check,
		})
	})
}

// A model is what the store should be like.
type model struct {
	*suite
	t        *rapid.T
	ids      []session.ID
	owners   []string
	sessions map[session.ID]*entry
}

// An entry is a session, or a tombstone if it is retired.
type entry struct {
	retired bool
	rev     uint64
	owner   string
	values  map[string]session.Entry
}

// apply draws a change, carries it out on both sides and compares.
func (m *model) apply(t *rapid.T) {
	m.t = t
	id := rapid.SampledFrom(m.ids).Draw(t, "id")
	c := m.draw(t, m.sessions[id])
	store := m.handle(rapid.IntRange(0, 1).Draw(t, "handle"))
	rev, err := store.Apply(m.ctx, id, c)
	want := m.expect(id, c)
	if !errors.Is(err, want) {
		t.Fatalf("Apply(%s): got %v, want %v", describe(c), err, want)
	}
	if want != nil {
		return
	}
	target := id
	if c.Move != nil {
		target = *c.Move
	}
	m.carryOut(id, target, c)
	if after := m.sessions[target]; !after.retired && after.rev != rev {
		t.Fatalf("Apply(%s): got revision %d, want %d", describe(c), rev, after.rev)
	}
}

// draw makes up a change, with conditions that often hold.
func (m *model) draw(t *rapid.T, now *entry) session.Change {
	c := session.Change{
		Create: rapid.Bool().Draw(t, "create"),
		Clear:  rapid.IntRange(0, 5).Draw(t, "clear") == 0,
	}
	if c.Create || rapid.Bool().Draw(t, "touch") {
		c.TTL = long
	}
	for _, key := range []string{"a", "b", "c"} {
		if !rapid.Bool().Draw(t, "write "+key) {
			continue
		}
		w := session.Write{Key: key, If: session.Any}
		if rapid.IntRange(0, 3).Draw(t, "delete") != 0 {
			w.Data = []byte(fmt.Sprint(rapid.IntRange(0, 9).Draw(t, "value")))
		}
		switch rapid.IntRange(0, 5).Draw(t, "if") {
		case 0:
			w.If = session.Absent
		case 1, 2:
			if now != nil {
				w.If = int64(now.values[key].Rev)
			}
		case 3:
			w.If = int64(rapid.IntRange(1, 5).Draw(t, "rev"))
		}
		c.Writes = append(c.Writes, w)
	}
	if now != nil && rapid.IntRange(0, 2).Draw(t, "if") == 0 {
		c.If = max(1, now.rev-uint64(rapid.IntRange(0, 1).Draw(t, "behind")))
	}
	if rapid.IntRange(0, 4).Draw(t, "owner") == 0 {
		owner := rapid.SampledFrom(m.owners).Draw(t, "who")
		c.Owner = &owner
	}
	switch rapid.IntRange(0, 14).Draw(t, "end") {
	case 0, 1:
		to := newID()
		if rapid.IntRange(0, 3).Draw(t, "taken") == 0 {
			to = rapid.SampledFrom(m.ids).Draw(t, "to")
		} else {
			m.ids = append(m.ids, to)
		}
		c.Move, c.Retire, c.Fresh = &to, time.Hour, rapid.Bool().Draw(t, "fresh")
	case 2:
		c.Retire = time.Hour
	}
	return c
}

// expect is the error that a change must have.
func (m *model) expect(id session.ID, c session.Change) error {
	now := m.sessions[id]
	switch {
	case now == nil && !c.Create:
		return session.ErrNotFound
	case now != nil && now.retired:
		return session.ErrRetired
	case now == nil && c.If != 0, now != nil && c.If != 0 && c.If != now.rev:
		return session.ErrConflict
	}
	for _, w := range c.Writes {
		var rev uint64
		if now != nil {
			rev = now.values[w.Key].Rev
		}
		if w.If != session.Any && w.If != int64(rev) {
			return session.ErrConflict
		}
	}
	if c.Move != nil && (*c.Move == id || m.sessions[*c.Move] != nil) {
		return session.ErrConflict
	}
	return nil
}

// carryOut does to the model what the change does.
func (m *model) carryOut(id, target session.ID, c session.Change) {
	now := m.sessions[id]
	next := &entry{values: map[string]session.Entry{}}
	if now != nil {
		next.rev, next.owner = now.rev, now.owner
	}
	if now != nil && !c.Clear {
		for k, e := range now.values {
			next.values[k] = e
		}
	}
	if now == nil || c.Clear || len(c.Writes) > 0 || c.Owner != nil || c.Move != nil {
		next.rev++
	}
	for _, w := range c.Writes {
		delete(next.values, w.Key)
		if w.Data != nil {
			next.values[w.Key] = session.Entry{Rev: next.rev, Data: w.Data}
		}
	}
	if c.Owner != nil {
		next.owner = *c.Owner
	}
	if c.Retire > 0 {
		m.sessions[id] = &entry{retired: true}
	}
	if c.Retire == 0 || c.Move != nil {
		m.sessions[target] = next
	}
}

// check compares all sessions with the store's.
func (m *model) check(t *rapid.T) {
	for _, id := range m.ids {
		rec, err := m.b.Load(m.ctx, id)
		want := m.sessions[id]
		switch {
		case want == nil && errors.Is(err, session.ErrNotFound):
		case want != nil && want.retired && errors.Is(err, session.ErrRetired):
		case want == nil || want.retired || err != nil:
			t.Fatalf("session %v: got %+v, %v, want %+v", id, rec, err, want)
		case !same(rec, want):
			t.Fatalf("session %v: got %+v, want %+v", id, rec, *want)
		}
	}
}

func same(rec session.Record, want *entry) bool {
	if rec.Rev != want.rev || rec.Owner != want.owner || len(rec.Values) != len(want.values) {
		return false
	}
	for key, e := range want.values {
		if got := rec.Values[key]; got.Rev != e.Rev || string(got.Data) != string(e.Data) {
			return false
		}
	}
	return true
}
