package memstore

import (
	"errors"
	"fmt"

	"github.com/rpcgen/rpcgen/runtime/session"
)

var (
	errFull     = errors.New("memstore: full")
	errSessions = fmt.Errorf("%w: too many sessions", errFull)
	errBytes    = fmt.Errorf("%w: too many bytes", errFull)
)

// reserve makes room for what takes the place of an item: next, and a tombstone
// beside it. Each may be nil. It returns errSessions or errBytes, and changes
// nothing, if more room is needed than there is.
func (s *Store) reserve(old, next, stone *item) error {
	n := count(next) + count(stone) - count(old)
	size := next.cost() + stone.cost() - old.cost()
	sessions, total := s.sessions.Add(n), s.bytes.Add(size)
	var err error
	switch {
	case n > 0 && sessions > s.maxSessions:
		err = errSessions
	case size > 0 && total > s.maxBytes:
		err = errBytes
	default:
		return nil
	}
	s.sessions.Add(-n)
	s.bytes.Add(-size)
	return err
}

// count is how many sessions an item is. A tombstone is none, it only takes
// bytes: else somebody who logs in and out again and again would leave no place
// for others.
func count(it *item) int64 {
	if it == nil || it.retired {
		return 0
	}
	return 1
}

// evict makes some room of the kind that full says is short, but not by dropping
// the session except. It reports false if there is nothing that may be dropped.
func (s *Store) evict(full error, except session.ID) bool {
	for i := range s.shards {
		if s.sweep(&s.shards[i], session.SweepBatch) > 0 {
			return true
		}
	}
	return s.evictFirst(except, func(sh *shard) *list { return &sh.idle }) ||
		errors.Is(full, errBytes) && s.evictFirst(except, func(sh *shard) *list { return &sh.stones })
}

// evictFirst drops the item that has not been used for the longest time, of those
// in one list of each shard.
func (s *Store) evictFirst(except session.ID, of func(*shard) *list) bool {
	var oldest *shard
	var victim *item
	for i := range s.shards {
		sh := &s.shards[i]
		sh.mu.Lock()
		if it := of(sh).first(except); it != nil && (victim == nil || it.used < victim.used) {
			oldest, victim = sh, it
		}
		sh.mu.Unlock()
	}
	if victim == nil {
		return false
	}
	oldest.mu.Lock()
	defer oldest.mu.Unlock()
	if oldest.items[victim.id] == victim { // else it was used just now: the caller looks again
		s.drop(oldest, victim)
	}
	return true
}
