package session

import (
	"context"
	"errors"
)

// Login makes owner the session's owner, under a new id: whoever knew the old one
// has nothing. Data is kept, such as a cart that was filled before, unless it was
// that of another owner. The session's age starts at zero. It is stored, if it was
// not, and also starts anew if the old one has ended before this call.
//
// With [WithSessionsPerOwner], the owner's oldest sessions end where there are
// too many.
//
// An owner is any name of 1 to 256 bytes that does not begin with "__".
func (s *Session) Login(ctx context.Context, owner string) error {
	if err := checkOwner(owner); err != nil {
		return err
	}
	err := s.replace(ctx, func(v view, c *Change) {
		c.Fresh, c.Owner = true, &owner
		c.If = v.snap.rec.Rev
		c.Clear = v.snap.rec.Owner != "" && v.snap.rec.Owner != owner
		life := v.snap.life
		if c.Clear {
			life = s.m.lifetimeOf(nil)
		}
		c.TTL = life.ttl(0)
	}, true)
	if err == nil && s.m.perOwner > 0 {
		s.m.retireOldest(ctx, owner, s.ID())
	}
	return err
}

// Renew gives the session a new id and retires the old one, as should be done
// when it gains a right. Of several calls that renew one session at the same time,
// one does so, and the others get [ErrRetired]. Age and lifetime stay as they are.
func (s *Session) Renew(ctx context.Context) error {
	return s.replace(ctx, func(v view, c *Change) {
		c.TTL = v.snap.life.ttl(v.snap.rec.Age) // of the old id, the store had a grace as well
	}, false)
}

// replace moves the session to a new id, with what fill adds to the change. With
// login, there is a session afterwards even if there was none.
func (s *Session) replace(ctx context.Context, fill func(view, *Change), login bool) error {
	for n := 0; ; n++ {
		v, err := s.view(ctx, true)
		if err != nil {
			return err
		}
		err = s.replaceOnce(ctx, v, fill, login)
		if !errors.Is(err, errRetry) {
			return err
		}
		if err := s.again(ctx, v, n); err != nil {
			return err
		}
	}
}

func (s *Session) replaceOnce(ctx context.Context, v view, fill func(view, *Change), login bool) error {
	unstored := v.snap.state == absent && (v.unseen || v.snap.expired || !s.m.adoptable(&v.tok))
	switch {
	case v.snap.state == retired && !login:
		return ErrRetired
	case unstored && v.unseen && !login:
		return nil // the client has not seen the id, so there is no better one
	case unstored && !login:
		if err := s.remint(ctx, v); !errors.Is(err, errRetry) {
			return err
		}
		return nil
	}
	tok, err := s.m.mint(ctx, true)
	if err != nil {
		return err
	}
	at, to := v.id, tok.id(s.m.namespace)
	var c Change
	fill(v, &c)
	half, binding := s.rebinding(v.snap)
	c.Writes = append(c.Writes, binding...)
	if unstored || v.snap.state == retired {
		at, c.Fresh, c.Clear = to, false, false // there is nothing to move
	} else {
		c.Move, c.Retire = &to, s.m.tombstone(&v.tok)
	}
	if v.snap.state != alive {
		if err := s.admitNew(); err != nil {
			return err
		}
		s.m.creating(v.snap, &c)
	}
	if at == v.id && v.snap.over() {
		return s.gone(v)
	}
	if at == v.id && s.m.revoked.has(v.id) {
		return s.gone(v)
	}
	return s.judge(v, s.move(ctx, v, at, to, replacement{tok, half}, &c))
}

// move carries out a change that gives the session a new id, and notes that. Other
// goroutines of the call that find the old id ended meanwhile wait for it: see gone.
func (s *Session) move(ctx context.Context, v view, at, to ID, next replacement, c *Change) error {
	s.moving.Lock()
	defer s.moving.Unlock()
	if err := s.mayMove(); err != nil {
		return err
	}
	rev, err := s.m.apply(ctx, at, *c)
	if err == nil {
		s.replaced(next, s.m.with(v.snap, c, rev))
	} else if errors.Is(err, ErrUnknown) {
		if _, found := s.m.load(ctx, to); found == nil {
			s.replaced(next, nil) // nobody else knows this id, so it was done
			return nil
		}
	}
	return err
}

// A replacement is a new id and, for a bound session, the half that goes with it.
type replacement struct {
	tok  token
	half string
}

// replaced notes the new id. Without a snapshot, the store is read again.
func (s *Session) replaced(next replacement, snap *snapshot) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.become(next.tok, snap)
	if next.half != "" {
		s.half, s.newHalf = next.half, true
	}
	s.renewed = true
}

// Destroy ends the session: its data is gone, the response tells the client to
// forget the id, and no call that comes with it later, or runs beside this
// one, can write under it. It is no error if nothing was stored.
//
// If the store cannot be written, Destroy returns an error. In this process the
// session has ended all the same, and the manager tells the store as soon as it can;
// other machines may see it alive until then.
func (s *Session) Destroy(ctx context.Context) error {
	if s.m == nil {
		return ErrNoSession
	}
	for {
		if s.m.binder || s.keeper != nil {
			// Who has stolen an id must not end its session, not even in a call whose time
			// is over. If the store does not tell, the session had better end.
			_, _ = s.view(context.WithoutCancel(ctx), false)
		}
		s.mu.Lock()
		tok, id := s.tok, s.id
		unseen := s.unseen && s.snap != nil && s.snap.state == absent
		done := s.snap != nil && s.snap.state == retired
		s.mu.Unlock()
		var err error
		if !unseen && !done {
			err = s.destroy(ctx, id, &tok)
		}
		s.mu.Lock()
		if s.id != id {
			s.mu.Unlock()
			continue // renewed by another goroutine of this call
		}
		s.snap, s.ended = s.m.nothing(retired), true
		s.mu.Unlock()
		return err
	}
}

// destroy ends a session in the store. Where nothing is stored, a tombstone keeps
// other calls from creating it: it counts as a new session, as it takes room.
func (s *Session) destroy(ctx context.Context, id ID, tok *token) error {
	c := Change{Retire: s.m.tombstone(tok), Create: s.m.window(tok) > 0}
	if c.Create && s.m.newRate > 0 {
		if _, err := s.m.load(ctx, id); err != nil && !errors.Is(err, ErrRetired) {
			refused := s.admitNew()
			if refused != nil && errors.Is(err, ErrNotFound) {
				return refused
			}
			c.Create = refused == nil // the store does not tell: end what may be there, and leave no more
		}
	}
	return s.m.destroy(ctx, id, c)
}

// destroy ends a session in the store, or remembers to.
func (m *Manager) destroy(ctx context.Context, id ID, c Change) error {
	_, err := m.apply(ctx, id, c)
	if err == nil || errors.Is(err, ErrRetired) || errors.Is(err, ErrNotFound) {
		return nil
	}
	if !m.revoked.add(id, c) {
		m.log().Error("rpcgen: a session could not be destroyed", "session", id, "error", err)
	}
	return err
}
