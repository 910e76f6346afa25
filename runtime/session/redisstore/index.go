package redisstore

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/rpcgen/rpcgen/runtime/session"
)

// The index of an owner is in another place than the sessions, on another server even. So
// it may list more than there is, but never less: a session is entered before it gets its
// owner, and whoever reads the index asks the sessions themselves.
const (
	// indexSlack is how many times the life of a session its owner's index is kept. With
	// 2, an index that was not told of a touch is told by the next one in time.
	indexSlack = 3
	// indexLife is how long it is kept, at least.
	indexLife = 24 * time.Hour
	// indexGrace is how old an entry without a session must be to be pruned.
	indexGrace = 60 // seconds

	idSize     = len(session.ID{})
	memberSize = idSize + 10 // and the time of the entry: see enlist.lua
)

// announce enters a session in the index of the owner that it is going to have.
func (s *Store) announce(ctx context.Context, id session.ID, p *plan) error {
	c := p.change
	owner, target := "", id
	switch {
	case c.Move == nil && (c.Retire > 0 || c.Owner == nil):
		return nil
	case c.Owner != nil:
		owner = *c.Owner
	default:
		found, err := s.peek(ctx, []session.ID{id})
		if err != nil {
			return before(err)
		}
		owner = found[0].owner
		p.owner = owner
	}
	if c.Move != nil {
		target = *c.Move
	}
	if owner == "" {
		return nil
	}
	return before(s.enlist(ctx, owner, target, c.TTL))
}

// enlist enters a session in an index, which is kept for a while longer than the session
// lives, and prunes a little: so an index has no more than about twice as many entries
// as the owner has sessions, even if nobody ever reads it.
func (s *Store) enlist(ctx context.Context, owner string, id session.ID, ttl time.Duration) error {
	key := s.ownerKey(owner)
	reply, err := s.read(ctx, enlistScript, []string{key}, id[:], milliseconds(keep(ttl)))
	if err != nil {
		return err
	}
	entries, err := members(reply)
	if err != nil {
		return err
	}
	// The session is entered. That others cannot be asked now is no reason to fail.
	if _, dead, err := s.verify(ctx, owner, entries); err == nil {
		_ = s.prune(ctx, key, dead)
	}
	return nil
}

// keep returns how long an index is kept for a session's sake.
func keep(ttl time.Duration) time.Duration {
	return max(indexLife, min(ttl, (1<<62)/indexSlack)*indexSlack)
}

// tidy brings the index up to date after a change. The change is done, so errors are no
// longer of interest: whoever reads the index copes with what is left, and the index
// is kept long enough for the next touch to prolong its life.
func (s *Store) tidy(ctx context.Context, id session.ID, p *plan, out outcome) {
	c := p.change
	if out.was != "" && (c.Move != nil || c.Retire > 0) {
		_ = s.leave(ctx, out.was, id)
	}
	owner := out.was
	if c.Owner != nil {
		owner = *c.Owner
	}
	left := lasting(out.left, time.Millisecond)
	announced := c.Owner != nil || c.Move != nil
	if owner == "" || left <= 0 || announced && keep(left) <= keep(c.TTL) {
		return
	}
	_, _ = s.read(ctx, prolongScript, []string{s.ownerKey(owner)}, milliseconds(keep(left)))
}

// prolongScript prolongs the life of an index.
var prolongScript = newScript(`
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return 1
`)

// leave takes a session that has ended off an index.
func (s *Store) leave(ctx context.Context, owner string, id session.ID) error {
	first := string(id[:])
	_, err := s.call(ctx, nil, []any{"ZREMRANGEBYLEX", s.ownerKey(owner), "[" + first, "(" + first + "\xff"})
	return reading(ctx, err)
}

// prune takes entries off an index.
func (s *Store) prune(ctx context.Context, key string, dead []string) error {
	if len(dead) == 0 {
		return nil
	}
	args := make([]any, 0, 2+len(dead))
	args = append(args, "ZREM", key)
	for _, member := range dead {
		args = append(args, member)
	}
	_, err := s.call(ctx, nil, args)
	return reading(ctx, err)
}

// ByOwner implements [session.Index]. Pages are in the order of ids. A page may have
// fewer sessions than limit, even none, although another one follows.
func (s *Store) ByOwner(ctx context.Context, owner, after string, limit int) ([]session.Summary, string, error) {
	last, err := hex.DecodeString(after)
	if err != nil || after != "" && len(last) != idSize {
		return nil, "", errors.New("redisstore: after is not what ByOwner returned")
	}
	if limit < 1 {
		return nil, "", errors.New("redisstore: a page needs a limit of 1 or more")
	}
	reply, err := s.read(ctx, listScript, []string{s.ownerKey(owner)}, last, fmt.Sprint(limit+1))
	if err != nil {
		return nil, "", err
	}
	now, entries, err := parseList(reply)
	if err != nil {
		return nil, "", garbage(err)
	}
	next := ""
	if len(entries) > limit {
		entries = entries[:limit]
		next = hex.EncodeToString([]byte(entries[limit-1][:idSize]))
	}
	page, dead, err := s.verify(ctx, owner, entries)
	if err != nil {
		return nil, "", err
	}
	return page, next, s.prune(ctx, s.ownerKey(owner), old(dead, now))
}

// verify asks the sessions of some entries whether they are the owner's.
func (s *Store) verify(ctx context.Context, owner string, entries []string) (page []session.Summary, dead []string, err error) {
	ids := make([]session.ID, len(entries))
	for i, e := range entries {
		copy(ids[i][:], e)
	}
	found, err := s.peek(ctx, ids)
	if err != nil {
		return nil, nil, err
	}
	for i, f := range found {
		switch {
		case !f.alive || f.owner != owner:
			dead = append(dead, entries[i])
		case i == 0 || ids[i] != ids[i-1]:
			page = append(page, session.Summary{ID: ids[i], Age: f.age, TTL: f.ttl})
		}
	}
	return page, dead, nil
}
