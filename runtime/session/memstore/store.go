// Package memstore keeps sessions in memory, for one process. They are gone when
// it ends.
package memstore

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rpcgen/rpcgen/runtime/session"
)

// The defaults of [New].
const (
	DefaultMaxSessions = 100_000
	DefaultMaxBytes    = 256 << 20
)

const shardCount = 32

var errClosed = errors.New("memstore: closed")

// A Store is a [session.Store] and a [session.Index] in memory. When it is full, it
// first drops what has expired, then the anonymous session that nobody has used
// for the longest time. A session that has an owner is never dropped: when there is
// nothing else, new ones are refused with [session.ErrUnavailable].
//
// Make one with [New].
type Store struct {
	now         func() time.Time
	start       time.Time
	maxSessions int64
	maxBytes    int64

	shards   [shardCount]shard
	sessions atomic.Int64 // without tombstones
	bytes    atomic.Int64 // as estimated by item.cost
	closed   atomic.Bool
	cancel   context.CancelFunc
	sweeper  sync.WaitGroup
}

// An Option sets up a [Store].
type Option func(*Store)

// WithCapacity sets how many sessions the store holds, [DefaultMaxSessions]
// without this option, and how many bytes they may take, [DefaultMaxBytes] without
// it. The bytes are an estimate of what Go needs for them. What remembers that a
// session has ended takes bytes, but is no session. It panics if there is no room
// for even one session beside the manager's signing keys.
func WithCapacity(sessions int, bytes int64) Option {
	if sessions < 2 || bytes <= 0 {
		panic("memstore: the capacity leaves no room for a session; allow at least 2 sessions and some bytes")
	}
	return func(s *Store) { s.maxSessions, s.maxBytes = int64(sessions), bytes }
}

// WithClock sets the clock, for tests. Without this option it is time.Now,
// of which only the monotonic part counts: setting the machine's clock changes
// nothing.
func WithClock(now func() time.Time) Option {
	return func(s *Store) { s.now = now }
}

// New returns an empty store. It has a goroutine that frees expired sessions:
// Close ends it.
func New(opts ...Option) *Store {
	s := &Store{now: time.Now, maxSessions: DefaultMaxSessions, maxBytes: DefaultMaxBytes}
	for _, opt := range opts {
		opt(s)
	}
	s.start = s.now()
	for i := range s.shards {
		s.shards[i].init(i)
	}
	ctx, cancel := context.WithCancel(context.Background())
	s.cancel = cancel
	s.sweeper.Go(func() { session.KeepSweeping(ctx, s, nil) })
	return s
}

// Close ends the store's goroutine and drops all sessions. It may be called again.
func (s *Store) Close() error {
	s.closed.Store(true)
	s.cancel()
	s.sweeper.Wait()
	for i := range s.shards {
		sh := &s.shards[i]
		sh.mu.Lock()
		sh.init(i)
		sh.mu.Unlock()
	}
	s.sessions.Store(0)
	s.bytes.Store(0)
	return nil
}

// Len returns how many sessions there are, expired ones that have not been swept
// included, and how many bytes they and the tombstones take by the store's estimate.
func (s *Store) Len() (sessions int, bytes int64) {
	return int(s.sessions.Load()), s.bytes.Load()
}

// clock is the time since the store was made.
func (s *Store) clock() time.Duration { return s.now().Sub(s.start) }

func (s *Store) shard(id session.ID) *shard {
	return &s.shards[binary.BigEndian.Uint16(id[2:])%shardCount]
}

// NeverWaits returns the store itself. It tells a [session.Manager] that
// operations need no deadline of their own.
func (s *Store) NeverWaits() session.Store { return s }

// ready refuses calls that are not to be carried out.
func (s *Store) ready(ctx context.Context) error {
	if s.closed.Load() {
		return fmt.Errorf("%w: %w", session.ErrUnavailable, errClosed)
	}
	return ctx.Err()
}

// Load implements [session.Store].
func (s *Store) Load(ctx context.Context, id session.ID) (session.Record, error) {
	if err := s.ready(ctx); err != nil {
		return session.Record{}, err
	}
	sh := s.shard(id)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	now := s.clock()
	it := s.find(sh, id, now)
	switch {
	case it == nil:
		return session.Record{}, session.ErrNotFound
	case it.retired:
		return session.Record{}, session.ErrRetired
	}
	return session.Record{
		Rev: it.rev, Age: now - it.created, TTL: it.expires - now,
		Owner: it.owner, Values: it.values,
	}, nil
}

// Apply implements [session.Store].
func (s *Store) Apply(ctx context.Context, id session.ID, c session.Change) (uint64, error) {
	for {
		if err := s.ready(ctx); err != nil {
			return 0, err
		}
		rev, err := s.apply(id, &c)
		if !errors.Is(err, errFull) {
			return rev, err
		}
		if !s.evict(err, id) {
			return 0, fmt.Errorf("%w: %w", session.ErrUnavailable, err)
		}
	}
}

// apply carries out a change, or returns errFull and does nothing.
func (s *Store) apply(id session.ID, c *session.Change) (uint64, error) {
	target := id
	if c.Move != nil {
		target = *c.Move
	}
	from, to := s.shard(id), s.shard(target)
	lockBoth(from, to)
	defer unlockBoth(from, to)
	now := s.clock()
	it := s.find(from, id, now)
	if err := check(it, c); err != nil {
		return 0, err
	}
	if c.Move != nil && (target == id || s.find(to, target, now) != nil) {
		return 0, fmt.Errorf("%w: the new id is taken", session.ErrConflict)
	}
	next := it.after(c, now)
	next.id = target
	var stone *item
	if c.Retire > 0 {
		stone = it.tombstone(id, c, now)
	}
	if c.Move == nil && stone != nil {
		next, stone = stone, nil
	}
	if next.cost() > s.maxBytes {
		return 0, fmt.Errorf("%w: it is larger than the store", session.ErrTooLarge)
	}
	if err := s.reserve(it, next, stone); err != nil {
		return 0, err
	}
	if it != nil {
		from.remove(it)
	}
	if stone != nil {
		from.insert(stone)
	}
	to.insert(next)
	return next.rev, nil
}

// find returns the session or the tombstone of an id, nil if there is none. One
// that has expired is removed. The caller holds the shard's lock.
func (s *Store) find(sh *shard, id session.ID, now time.Duration) *item {
	it := sh.items[id]
	if it != nil && it.expires <= now {
		s.drop(sh, it)
		return nil
	}
	return it
}

// drop removes an item and frees its room. The caller holds the shard's lock.
func (s *Store) drop(sh *shard, it *item) {
	sh.remove(it)
	_ = s.reserve(it, nil, nil) // to give room back never fails
}

// Sweep implements [session.Store].
func (s *Store) Sweep(ctx context.Context, limit int) (int, error) {
	if err := s.ready(ctx); err != nil {
		return 0, err
	}
	removed := 0
	for i := range s.shards {
		removed += s.sweep(&s.shards[i], limit-removed)
	}
	return removed, nil
}

func (s *Store) sweep(sh *shard, limit int) (removed int) {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	for now := s.clock(); removed < limit && len(sh.expiry) > 0 && sh.expiry[0].expires <= now; removed++ {
		it := sh.expiry[0]
		s.drop(sh, it)
	}
	return removed
}

// lockBoth locks two shards, which may be one, always in the same order.
func lockBoth(a, b *shard) {
	if a.number > b.number {
		a, b = b, a
	}
	a.mu.Lock()
	if a != b {
		b.mu.Lock()
	}
}

func unlockBoth(a, b *shard) {
	a.mu.Unlock()
	if a != b {
		b.mu.Unlock()
	}
}
