package session

import (
	"context"
	"errors"
	"fmt"
)

// errRetry is what commit returns if the session was not what the view says.
var errRetry = errors.New("session: changed meanwhile")

// commit carries out a change on a session as a view has it.
func (s *Session) commit(ctx context.Context, v view, c Change) error {
	if err := s.m.fits(v.snap.rec.Values, c.Writes); err != nil {
		return err
	}
	switch v.snap.state {
	case retired:
		return ErrRetired
	case absent:
		if !v.unseen && (v.snap.expired || !s.m.adoptable(&v.tok) || s.lacksHalf()) {
			return s.remint(ctx, v) // an id whose session has expired is never used again
		}
		if err := s.admitNew(); err != nil {
			return err
		}
		s.m.creating(v.snap, &c)
		c.Writes = append(c.Writes, s.binding()...)
	case alive:
		if v.snap.over() {
			return s.gone(v)
		}
	}
	if s.m.revoked.has(v.id) {
		return s.gone(v)
	}
	if c.TTL > 0 {
		c.TTL += s.m.grace(&v.tok)
	}
	rev, err := s.m.apply(ctx, v.id, c)
	if err != nil {
		return s.judge(v, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.id == v.id && s.snap != nil && s.snap.state != retired {
		s.snap = s.m.with(s.snap, &c, rev)
	}
	return nil
}

// judge returns what an error of the store, or nil, means for a change to a session
// that this call has seen as v: errRetry if it has to look again, as others were faster.
func (s *Session) judge(v view, err error) error {
	switch {
	case errors.Is(err, ErrConflict):
		return errRetry
	case errors.Is(err, ErrRetired), errors.Is(err, ErrNotFound):
		return s.gone(v)
	case errors.Is(err, ErrUnknown):
		s.forget(v)
	}
	return err
}

// creating makes c a change that also creates the session. Should another call
// have created it meanwhile, and given it a lifetime of its own, c is a
// conflict, so as not to undo that.
func (m *Manager) creating(snap *snapshot, c *Change) {
	c.Create, c.If = true, 0
	if c.TTL == 0 {
		c.TTL = snap.life.ttl(0)
	}
	for _, w := range c.Writes {
		if w.Key == lifeKey {
			return
		}
	}
	c.Writes = append(c.Writes, Write{Key: lifeKey, If: Absent})
}

// gone is for an id that has ended, or expired, while the call was going on.
func (s *Session) gone(v view) error {
	s.settle()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.id != v.id {
		return errRetry // this very call has renewed it
	}
	s.snap, s.ended = s.m.nothing(retired), true
	return ErrRetired
}

// settle waits until no goroutine of this call is about to change the id.
func (s *Session) settle() {
	s.moving.Lock()
	defer s.moving.Unlock()
}

// remint gives the session a new id, in place of one that was never stored or
// has expired.
func (s *Session) remint(ctx context.Context, v view) error {
	tok, err := s.m.mint(ctx, false)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.answered {
		return ErrAnswered
	}
	if s.id == v.id {
		s.become(tok, s.m.nothing(absent))
		s.minted = true
	}
	return errRetry
}

// mayMove reports whether the client can still be told of a new id. It can as long
// as the caller holds s.moving.
func (s *Session) mayMove() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.answered {
		return ErrAnswered
	}
	return nil
}

// become takes a new token on. The caller holds s.mu, or is alone.
func (s *Session) become(tok token, snap *snapshot) {
	s.tok, s.id, s.snap = tok, tok.id(s.m.namespace), snap
	s.unseen, s.ended = true, false
}

// write carries out a write without a condition.
func (s *Session) write(ctx context.Context, w Write) error {
	for n := 0; ; n++ {
		v, err := s.view(ctx, true)
		if err != nil {
			return err
		}
		if w.Data == nil && v.snap.state == absent && v.fresh {
			return nil
		}
		err = errRetry // nothing to delete, unless another call has set it meanwhile
		if w.Data != nil || v.snap.state != absent {
			err = s.commit(ctx, v, Change{Writes: []Write{w}})
		}
		if !errors.Is(err, errRetry) {
			return err
		}
		if err := s.again(ctx, v, n); err != nil {
			return err
		}
	}
}

// change carries out what plan returns for the session as it is, and plans anew
// as long as others get in between. A plan without writes is final if it was
// made on the latest there is. One that writes has conditions, on all it depends on.
func (s *Session) change(ctx context.Context, plan func(*snapshot) (Change, error)) error {
	if s.m == nil {
		return ErrNoSession
	}
	s.mu.Lock()
	id := s.id
	s.mu.Unlock()
	held, err := s.m.stripes.lock(ctx, id, s.m.timeout)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrConflict, err)
	}
	defer s.m.stripes.unlock(held)
	for n := 0; ; n++ {
		v, err := s.view(ctx, true)
		if err != nil {
			return err
		}
		if v.snap.state == retired {
			return ErrRetired
		}
		c, err := plan(v.snap)
		switch {
		case err == nil && len(c.Writes) > 0:
			err = s.commit(ctx, v, c)
		case !v.fresh:
			err = errRetry
		}
		if !errors.Is(err, errRetry) {
			return err
		}
		if err := s.again(ctx, v, n); err != nil {
			return err
		}
	}
}

// again prepares try n+1, or refuses it. Where the try was spoilt by an old
// snapshot or an old id, there is nobody to wait for.
func (s *Session) again(ctx context.Context, v view, n int) error {
	if n+1 >= s.m.tries {
		return ErrConflict
	}
	if !s.forget(v) || !v.fresh {
		return nil
	}
	if err := backoff(ctx, n); err != nil {
		return fmt.Errorf("%w: %w", ErrConflict, err)
	}
	return nil
}

// update changes one key with f, which gets its data and returns the new one,
// both nil for none.
func (s *Session) update(ctx context.Context, name string, f func([]byte) ([]byte, error)) error {
	return s.change(ctx, func(snap *snapshot) (Change, error) {
		old := snap.rec.Values[name]
		data, err := f(old.Data)
		if err != nil || data == nil && old.Data == nil {
			return Change{}, err
		}
		return Change{Writes: []Write{{Key: name, Data: data, If: condition(old)}}}, nil
	})
}
