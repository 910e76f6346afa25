package session

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"log/slog"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// A Manager gives the calls of a server their sessions. Its [Manager.Flow] is an
// option of the server. It may be used by several goroutines and servers at once.
// Several managers on one store, in one process or in many, are as one.
type Manager struct {
	config
	store   Store
	prompt  bool   // the store never waits
	owners  string // what the names of owners begin with in the store
	keys    *keys
	stripes stripes
	revoked revoked
	stats   counters

	rate     rate
	refusals refusals
	unbound  sync.Once // warns that a transport keeps no halves

	mu      sync.Mutex
	closed  bool
	workers sync.WaitGroup
	stop    context.Context
	cancel  context.CancelFunc
}

// NewManager returns a manager that keeps sessions in store. It does not use the
// store yet, and it does not own it: close the manager first, then the store.
//
// It panics if the options do not go together, for example if the adoption
// window is longer than the idle time, or if the store cannot do what they need.
func NewManager(store Store, opts ...Option) *Manager {
	m := &Manager{config: defaults(), store: store}
	for _, opt := range opts {
		opt(&m.config)
	}
	m.validate()
	if p, ok := store.(prompt); ok {
		m.prompt = p.NeverWaits() == store
	}
	m.owners = ownerPrefix(m.namespace)
	m.stop, m.cancel = context.WithCancel(context.Background())
	if _, ok := store.(Index); m.perOwner > 0 && !ok {
		panic("session: WithSessionsPerOwner needs a store that is an Index")
	}
	m.rate = rate{perSecond: m.newRate, burst: float64(m.newBurst), buckets: map[netip.Prefix]bucket{}}
	m.stripes.init()
	m.revoked.init(m)
	m.keys = newKeys(m)
	return m
}

// Close ends the manager's goroutines and waits for them, or until ctx ends, whose
// error it then returns. It first tries once more to write down sessions
// that were destroyed while the store could not be written; if it still cannot,
// it returns the store's error, and those sessions are alive for others. Stop
// the server before, so that no call is under way. Close may be called again.
func (m *Manager) Close(ctx context.Context) error {
	m.mu.Lock()
	m.closed = true
	m.mu.Unlock()
	m.cancel()
	done := make(chan struct{})
	go func() {
		m.workers.Wait()
		close(done)
	}()
	select {
	case <-done:
		return m.revoked.flush(ctx)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// background runs work on a goroutine that Close waits for, with a ctx that Close
// ends. It reports false, and runs nothing, once the manager is closed.
func (m *Manager) background(work func(ctx context.Context)) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return false
	}
	m.workers.Go(func() { work(m.stop) })
	return true
}

// prompt is a store that never waits for anything. It needs no deadline, which
// would cost more than the rest of a read. It returns itself: a store that embeds
// one, and may wait, has the method too.
type prompt interface{ NeverWaits() Store }

// limit gives an operation of the store its time.
func (m *Manager) limit(ctx context.Context) (context.Context, context.CancelFunc) {
	if m.prompt {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, m.timeout)
}

// load, loadAsStored, apply and owned are the only ways to the store.
func (m *Manager) load(ctx context.Context, id ID) (Record, error) {
	rec, err := m.loadAsStored(ctx, id)
	rec.Owner = strings.TrimPrefix(rec.Owner, m.owners)
	return rec, err
}

// loadAsStored is load with the owner as the store has it.
func (m *Manager) loadAsStored(ctx context.Context, id ID) (Record, error) {
	short, cancel := m.limit(ctx)
	defer cancel()
	rec, err := m.store.Load(short, id)
	if err != nil {
		return Record{}, storeError(ctx, err, false)
	}
	return rec, nil
}

func (m *Manager) apply(ctx context.Context, id ID, c Change) (uint64, error) {
	short, cancel := m.limit(ctx)
	defer cancel()
	if c.Owner != nil && *c.Owner != "" {
		owner := m.owners + *c.Owner
		c.Owner = &owner
	}
	rev, err := m.store.Apply(short, id, c)
	if err != nil {
		err = storeError(ctx, err, true)
		if errors.Is(err, ErrConflict) {
			m.stats.conflicts.Add(1)
		}
		return 0, err
	}
	return rev, nil
}

// owned returns a page of an owner's sessions.
func (m *Manager) owned(ctx context.Context, index Index, owner, after string) (page []Summary, next string, err error) {
	short, cancel := m.limit(ctx)
	defer cancel()
	page, next, err = index.ByOwner(short, m.owners+owner, after, 100)
	if err != nil {
		err = storeError(ctx, err, false)
	}
	return page, next, err
}

// ownerPrefix keeps the owners of a namespace apart from those of others: an id
// is a hash of the namespace, too, but a store lists sessions by the owner alone.
func ownerPrefix(namespace string) string {
	if namespace == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(namespace)) // it may hold what no owner may
	return reserved + hex.EncodeToString(sum[:16]) + ":"
}

// mint makes a token. One that is stored at once is never adopted later.
func (m *Manager) mint(ctx context.Context, stored bool) (token, error) {
	ring, err := m.keys.get(ctx)
	if err != nil {
		return token{}, err
	}
	minute := uint32(time.Now().Unix() / 60)
	if stored {
		minute = issuedStored
	}
	m.stats.minted.Add(1)
	return ring.signer().sign(minute)
}

// check reads the id that a client sent. It reports false for one that this
// manager, or one like it, has not issued.
func (m *Manager) check(ctx context.Context, text string) (token, bool, error) {
	t, ok := parseToken(text)
	if !ok || t.adoptable() && t.age(time.Now()) < -MaxSkew {
		return token{}, false, nil
	}
	key, err := m.keys.find(ctx, t.kid())
	if err != nil {
		return token{}, false, err
	}
	if key == nil || !key.verify(&t) {
		return token{}, false, nil
	}
	return t, true, nil
}

// adoptable reports whether a session may still be made under the token.
func (m *Manager) adoptable(t *token) bool {
	return t.adoptable() && t.age(time.Now()) <= m.adoption
}

// grace is how much longer than the session the store keeps the record of an
// adoptable token. Where a clock is behind, the token looks younger than it is: what
// is left of the session then shows that it has been used up.
func (m *Manager) grace(t *token) time.Duration {
	if !t.adoptable() {
		return 0
	}
	return MaxSkew
}

// window is how long any machine may still take an id for a new one and create a
// session under it, 0 if none will.
func (m *Manager) window(t *token) time.Duration {
	if !t.adoptable() {
		return 0
	}
	return max(0, m.adoption+MaxSkew-t.age(time.Now()))
}

// tombstone is how long an id that ends now must be remembered.
func (m *Manager) tombstone(t *token) time.Duration { return max(MinTombstone, m.window(t)) }

func (m *Manager) log() *slog.Logger {
	if m.logger != nil {
		return m.logger
	}
	return slog.Default()
}

// Stats are figures of a manager since it was made.
type Stats struct {
	Minted    int64 // ids made
	Refused   int64 // ids that came from clients and were not issued here
	Conflicts int64 // conditional writes that had to be tried again
	Revoked   int   // sessions destroyed that the store has not accepted yet
}

type counters struct{ minted, refused, conflicts atomic.Int64 }

// Stats returns the manager's figures, for monitoring.
func (m *Manager) Stats() Stats {
	return Stats{
		Minted:    m.stats.minted.Load(),
		Refused:   m.stats.refused.Load(),
		Conflicts: m.stats.conflicts.Load(),
		Revoked:   m.revoked.len(),
	}
}
