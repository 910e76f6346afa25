package session

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"time"
)

// state is what a session's id stands for.
type state int

const (
	absent state = iota
	alive
	retired
)

// A snapshot is a session as a call knows it. Once a view has it, it is never changed,
// but replaced. A deleted key may be in it with nil data.
type snapshot struct {
	state   state
	expired bool // absent, and its id is never used again
	rec     Record
	life    lifetime
	due     time.Duration // what a touch would set, 0 if none is due
	ends    time.Time     // when it expires, if that is not for the store to find

	// What a change has done to the values and is not in rec and life yet: most calls
	// do not look at the session again. See complete.
	pending bool
	cleared bool
	writes  []Write
	rev     uint64
}

// lifeKey holds a session's own lifetime, where it has one.
const lifeKey = reserved + "life"

// A lifetime is how long a session lives.
type lifetime struct {
	Idle     time.Duration `json:"idle"`
	Absolute time.Duration `json:"absolute"`
}

// ttl is how long a session of some age lives if it is used now.
func (l lifetime) ttl(age time.Duration) time.Duration { return min(l.Idle, l.Absolute-age) }

// lifetimeOf returns the lifetime that is kept in a session, or the usual one.
func (m *Manager) lifetimeOf(values map[string]Entry) lifetime {
	if data := values[lifeKey].Data; data != nil {
		var own lifetime
		if json.Unmarshal(data, &own) == nil && min(own.Idle, own.Absolute) > 0 {
			return own
		}
	}
	return lifetime{Idle: m.idle, Absolute: m.absolute}
}

// nothing is the snapshot of a session that has no data.
func (m *Manager) nothing(s state) *snapshot {
	return &snapshot{state: s, life: m.lifetimeOf(nil)}
}

// read loads a session.
func (m *Manager) read(ctx context.Context, tok *token, id ID) (*snapshot, error) {
	if m.revoked.has(id) {
		return m.nothing(retired), nil
	}
	began := time.Now()
	rec, err := m.load(ctx, id)
	switch {
	case errors.Is(err, ErrNotFound):
		return m.nothing(absent), nil
	case errors.Is(err, ErrRetired):
		return m.nothing(retired), nil
	case err != nil:
		return nil, err
	}
	snap := &snapshot{state: alive, rec: rec, life: m.lifetimeOf(rec.Values)}
	left := rec.TTL
	if grace := m.grace(tok); grace > 0 {
		left -= grace
		snap.ends = began.Add(left)
	}
	ttl := snap.life.ttl(rec.Age) // over early if the lifetimes were shortened since it was stored
	if min(left, ttl) <= 0 {
		over := m.nothing(absent)
		over.expired = true
		return over, nil
	}
	if ttl-left >= snap.life.Idle/TouchFraction {
		snap.due = ttl
	}
	return snap, nil
}

// with returns the snapshot after a change that gave the session revision rev. It
// returns nil if that cannot be told, and the store must be read again.
func (m *Manager) with(old *snapshot, c *Change, rev uint64) *snapshot {
	if old.state != alive && rev != 1 {
		return nil // another call has created it
	}
	m.complete(old)
	next := *old
	next.state, next.expired = alive, false
	next.pending, next.cleared, next.writes, next.rev = true, c.Clear, c.Writes, rev
	if rev == old.rec.Rev+1 {
		next.rec.Rev = rev // else others have written, and this is not all of what rev is
	}
	if c.Owner != nil {
		next.rec.Owner = *c.Owner
	}
	if c.Fresh {
		next.rec.Age = 0
	}
	if c.TTL > 0 {
		next.due, next.ends = 0, time.Time{} // no call lasts that long
	}
	return &next
}

// complete does what is pending in a snapshot. The caller holds the lock of its session.
func (m *Manager) complete(snap *snapshot) {
	if !snap.pending {
		return
	}
	values := map[string]Entry{}
	if !snap.cleared && snap.rec.Values != nil {
		values = maps.Clone(snap.rec.Values)
	}
	for _, w := range snap.writes {
		if values[w.Key].Rev < snap.rev {
			values[w.Key] = Entry{Rev: snap.rev, Data: w.Data}
		}
	}
	snap.rec.Values, snap.life = values, m.lifetimeOf(values)
	snap.pending, snap.writes = false, nil
}

// condition is the Write.If under which an entry is still what it was.
func condition(e Entry) int64 {
	if e.Data == nil {
		return Absent
	}
	return int64(e.Rev)
}

// A view is a session's id with the snapshot that belongs to it.
type view struct {
	tok    token
	id     ID
	unseen bool
	snap   *snapshot
	fresh  bool // the snapshot was taken just now
}

// view returns the session as this call knows it, and loads it if it does not
// know it yet. With touch, it is used: if its last use was long enough ago,
// that is written down.
func (s *Session) view(ctx context.Context, touch bool) (view, error) {
	if s.m == nil {
		return view{}, ErrNoSession
	}
	loaded := false
	for {
		s.mu.Lock()
		if snap := s.snap; snap != nil {
			s.m.complete(snap)
			due := snap.due
			if touch = touch && due > 0 && !snap.over(); touch {
				touched := *snap
				touched.due, touched.ends = 0, time.Time{}
				s.snap = &touched
			}
			v := view{s.tok, s.id, s.unseen, s.snap, loaded || s.unseen && snap.state == absent}
			s.mu.Unlock()
			if touch {
				// What was loaded is good even if this fails, and a write that
				// follows will find out if the session has gone meanwhile.
				_, _ = s.m.apply(ctx, v.id, Change{TTL: due + s.m.grace(&v.tok)})
			}
			return v, nil
		}
		if s.loading {
			if s.loaded == nil {
				s.loaded = make(chan struct{})
			}
			wait := s.loaded
			s.mu.Unlock()
			select {
			case <-wait:
				continue
			case <-ctx.Done():
				return view{}, fmt.Errorf("session: reading: %w", ctx.Err())
			}
		}
		s.loading = true
		tok, id := s.tok, s.id
		s.mu.Unlock()
		if err := s.fetch(ctx, &tok, id); err != nil {
			return view{}, err
		}
		loaded = true
	}
}

// fetch takes a snapshot from the store.
func (s *Session) fetch(ctx context.Context, tok *token, id ID) (err error) {
	var snap *snapshot
	defer func() {
		if snap != nil && snap.state == retired {
			s.settle() // it may have been this very call
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if snap != nil && s.id == id && s.snap == nil {
			s.snap = snap
			s.ended = s.ended || snap.state == retired
		}
		s.loading = false
		if s.loaded != nil {
			close(s.loaded)
			s.loaded = nil
		}
	}()
	if snap, err = s.m.read(ctx, tok, id); err == nil {
		snap = s.admit(snap)
	}
	return err
}

// over reports whether a session has expired since the snapshot was taken.
func (snap *snapshot) over() bool { return !snap.ends.IsZero() && !time.Now().Before(snap.ends) }

// forget drops a snapshot, so that the next view reads the store again. It
// reports whether it was still this session's.
func (s *Session) forget(v view) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.snap == v.snap {
		s.snap = nil
	}
	return s.id == v.id
}
