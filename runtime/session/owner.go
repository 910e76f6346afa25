package session

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
)

// ID returns the session's id in the store, by which [Manager.Sessions] lists it
// and [Manager.End] ends it. It opens nothing. Login and Renew change it.
func (s *Session) ID() ID {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.id
}

// Sessions returns the sessions of an owner, the oldest first, for a page of
// "your devices". The one of the call is that whose ID is From(ctx).ID(). What else
// such a page shows, such as the name of a device, is for the application to keep.
//
// It needs a store that is an [Index], or else returns [ErrNoIndex]; so do the
// others that deal with an owner's sessions.
func (m *Manager) Sessions(ctx context.Context, owner string) ([]Summary, error) {
	if err := checkOwner(owner); err != nil {
		return nil, err
	}
	var all []Summary
	err := m.eachOf(ctx, owner, func(found Summary) error {
		all = append(all, found)
		return nil
	})
	if err != nil {
		return nil, err
	}
	// Ids settle it where two are as old, so that all machines see one order.
	slices.SortFunc(all, func(a, b Summary) int {
		return cmp.Or(cmp.Compare(b.Age, a.Age), bytes.Compare(a.ID[:], b.ID[:]))
	})
	return all, nil
}

// End ends one session of an owner. If there is no such session, or it is
// somebody else's, it returns [ErrNotFound].
func (m *Manager) End(ctx context.Context, owner string, id ID) error {
	if err := checkOwner(owner); err != nil {
		return err
	}
	rec, err := m.loadAsStored(ctx, id)
	switch {
	case errors.Is(err, ErrRetired), err == nil && rec.Owner != m.owners+owner:
		return ErrNotFound
	case err != nil:
		return err
	}
	// It cannot have got another owner meanwhile: that gives it another id.
	return m.destroy(ctx, id, m.ending())
}

// LogoutAll ends all sessions of an owner and returns how many there were.
// Sessions that a login starts meanwhile may go on.
//
// After an error some sessions may be alive: call it again.
func (m *Manager) LogoutAll(ctx context.Context, owner string) (int, error) {
	if err := checkOwner(owner); err != nil {
		return 0, err
	}
	return m.logout(ctx, owner, ID{})
}

// LogoutOthers ends all other sessions of this session's owner, as after a change
// of the password, and returns how many there were. Without an owner that is none.
func (s *Session) LogoutOthers(ctx context.Context) (int, error) {
	owner, err := s.Owner(ctx)
	if err != nil || owner == "" {
		return 0, err
	}
	return s.m.logout(ctx, owner, s.ID())
}

// logout ends the sessions of an owner, but for one.
func (m *Manager) logout(ctx context.Context, owner string, but ID) (ended int, err error) {
	err = m.eachOf(ctx, owner, func(found Summary) error {
		if found.ID == but {
			return nil
		}
		if err := m.destroy(ctx, found.ID, m.ending()); err != nil {
			return fmt.Errorf("session: log out everywhere: %w", err)
		}
		ended++
		return nil
	})
	return ended, err
}

// retireOldest ends the oldest sessions of an owner that has too many. The login
// that led here has been done, so a failure is reported and not returned: the next
// login makes up for it.
//
// It goes on where the call's time is over: the caller may have chosen that time.
//
// The call's own session stays, and no other one goes in its place: of two logins
// at the same moment, each would end the other's.
func (m *Manager) retireOldest(ctx context.Context, owner string, own ID) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), m.timeout)
	defer cancel()
	all, err := m.Sessions(ctx, owner)
	for i := 0; err == nil && i < len(all)-m.perOwner; i++ {
		if all[i].ID != own {
			err = m.destroy(ctx, all[i].ID, m.ending())
		}
	}
	if err != nil {
		m.log().Error("rpcgen: an owner's oldest sessions could not be ended", "error", err)
	}
}

// ending ends a session whose token is not known.
func (m *Manager) ending() Change { return Change{Retire: m.adoption + MaxSkew} }

// eachOf calls f for each session of an owner until it returns an error.
func (m *Manager) eachOf(ctx context.Context, owner string, f func(Summary) error) error {
	index, ok := m.store.(Index)
	if !ok {
		return ErrNoIndex
	}
	for after := ""; ; {
		page, next, err := m.owned(ctx, index, owner, after)
		if err != nil {
			return err
		}
		for _, found := range page {
			if err := f(found); err != nil {
				return err
			}
		}
		if next == "" {
			return nil
		}
		after = next
	}
}
