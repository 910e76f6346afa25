package session

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"sync"
	"sync/atomic"
	"time"
)

// revoked remembers the sessions that were destroyed while the store could not be
// written, until it accepts them. To this process they have ended.
type revoked struct {
	m     *Manager
	count atomic.Int32 // so that nobody waits for the lock while there are none

	mu      sync.Mutex
	ids     map[ID]revocation
	working bool
}

type revocation struct {
	change Change
	until  time.Time // no session lives longer than that
}

func (r *revoked) init(m *Manager) { r.m, r.ids = m, map[ID]revocation{} }

func (r *revoked) len() int { return int(r.count.Load()) }

func (r *revoked) has(id ID) bool {
	if r.count.Load() == 0 {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	_, ok := r.ids[id]
	return ok
}

// add remembers that a session is to end by c, and starts to write that down. It
// reports false if there is no room or the manager is closed.
func (r *revoked) add(id ID, c Change) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.ids[id]; !ok && len(r.ids) >= maxRevoked {
		return false
	}
	r.ids[id] = revocation{change: c, until: time.Now().Add(r.m.longest())}
	r.count.Store(int32(len(r.ids)))
	if !r.working {
		r.working = r.m.background(r.work)
	}
	return true
}

// work writes down what there is to write until nothing is left.
func (r *revoked) work(ctx context.Context) {
	wait := 100 * time.Millisecond
	for {
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return
		}
		if err := r.flush(ctx); err != nil {
			wait = min(2*wait, 5*time.Second)
			continue
		}
		wait = 100 * time.Millisecond
		r.mu.Lock()
		if len(r.ids) == 0 {
			r.working = false
			r.mu.Unlock()
			return
		}
		r.mu.Unlock()
	}
}

// flush tries to write all that is remembered. It stops at the first failure.
func (r *revoked) flush(ctx context.Context) error {
	r.mu.Lock()
	ids := maps.Clone(r.ids)
	r.mu.Unlock()
	for id, rev := range ids {
		_, err := r.m.apply(ctx, id, rev.change)
		gone := err == nil || errors.Is(err, ErrRetired) || errors.Is(err, ErrNotFound)
		if !gone && time.Now().Before(rev.until) {
			return fmt.Errorf("session: %d destroyed sessions are not written yet: %w", r.len(), err)
		}
		r.mu.Lock()
		delete(r.ids, id)
		r.count.Store(int32(len(r.ids)))
		r.mu.Unlock()
	}
	return nil
}
