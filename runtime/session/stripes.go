package session

import (
	"context"
	"encoding/binary"
	"math/rand/v2"
	"time"
)

// stripes are locks for the sessions of this process. Stores are correct without
// them: they only keep the calls of one process from undercutting each other with
// conditional writes, which then conflict with those of other machines alone.
type stripes [stripeCount]chan struct{}

func (s *stripes) init() {
	for i := range s {
		s[i] = make(chan struct{}, 1)
	}
}

// lock waits for the lock of a session and returns it, for unlock. After patience it
// goes on without, and returns nil: the holder may be waiting for the caller, as when
// an Update is called within the function of another.
func (s *stripes) lock(ctx context.Context, id ID, patience time.Duration) (held chan struct{}, err error) {
	lock := s[binary.BigEndian.Uint16(id[:])%stripeCount]
	select {
	case lock <- struct{}{}:
		return lock, nil
	default:
	}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case lock <- struct{}{}:
		return lock, nil
	case <-timer.C:
		return nil, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// unlock frees what lock has returned.
func (s *stripes) unlock(held chan struct{}) {
	if held != nil {
		<-held
	}
}

// backoff waits before try n+1 of a conditional write: a random time, of up to
// a millisecond at first and 32 at last.
func backoff(ctx context.Context, n int) error {
	timer := time.NewTimer(rand.N(time.Millisecond << min(n, 5)))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
