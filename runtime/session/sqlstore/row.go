package sqlstore

import (
	"fmt"
	"time"

	"github.com/rpcgen/rpcgen/runtime/session"
)

// A row is that of a session, or of a tombstone, and the time when it was read.
// Times are microseconds since 1970.
type row struct {
	found   bool
	now     int64
	rev     int64
	created int64
	expires int64
	owner   []byte
	retired bool
}

// there reports whether the row is a session or a tombstone that has not expired.
func (r *row) there() bool { return r.found && r.expires > r.now }

// A change is a [session.Change] with the id it is for.
type change struct {
	*session.Change
	id []byte
	// conditional tells that some Writes have conditions.
	conditional bool
	// data tells that it is more than a touch, if the session is there.
	data bool
}

// plain reports whether a change does nothing but set and delete values, without
// looking at them.
func (c *change) plain() bool {
	return len(c.Writes) > 0 && !c.conditional && !c.Create && !c.Clear && c.TTL <= 0 && c.Owner == nil && c.Move == nil && c.Retire <= 0
}

// What a store takes at most. A manager's own limits are far below.
const (
	maxName  = 128
	maxOwner = 512
	maxData  = 4 << 20
)

func newChange(id session.ID, c *session.Change) (*change, error) {
	out := &change{Change: c, id: id[:]}
	size := 0
	for _, w := range c.Writes {
		if len(w.Key) > maxName {
			return nil, fmt.Errorf("%w: sqlstore: a key of %d bytes", session.ErrTooLarge, len(w.Key))
		}
		size += len(w.Data)
		out.conditional = out.conditional || w.If != session.Any
	}
	if c.Owner != nil && len(*c.Owner) > maxOwner {
		return nil, fmt.Errorf("%w: sqlstore: an owner of %d bytes", session.ErrTooLarge, len(*c.Owner))
	}
	if size > maxData {
		return nil, fmt.Errorf("%w: sqlstore: a change of %d bytes", session.ErrTooLarge, size)
	}
	out.data = c.Clear || len(c.Writes) > 0 || c.Owner != nil || c.Move != nil
	return out, nil
}

// check reports whether the change may be done to a session whose values have
// the given revisions.
func (c *change) check(r *row, revs map[string]int64) error {
	switch there := r.there(); {
	case !there && !c.Create:
		return session.ErrNotFound
	case !there && c.If != 0:
		return fmt.Errorf("%w: there is no session to have a revision", session.ErrConflict)
	case there && r.retired:
		return session.ErrRetired
	case there && c.If != 0 && c.If != uint64(r.rev):
		return fmt.Errorf("%w: the session has another revision", session.ErrConflict)
	}
	for _, w := range c.Writes {
		if w.If != session.Any && w.If != revs[w.Key] {
			return fmt.Errorf("%w: key %q has another revision", session.ErrConflict, w.Key)
		}
	}
	return nil
}

// after returns what the row becomes.
func (c *change) after(r *row) row {
	next := row{found: true, now: r.now, created: r.now, expires: r.now}
	data := c.data || !r.there()
	if r.there() {
		next.rev, next.created, next.expires, next.owner = r.rev, r.created, r.expires, r.owner
	}
	if data {
		next.rev++
	}
	if c.Owner != nil {
		next.owner = []byte(*c.Owner)
	}
	if c.TTL > 0 && (data || r.now+life(c.TTL) > next.expires) {
		next.expires = r.now + life(c.TTL)
	}
	if c.Fresh && c.Move != nil {
		next.created = r.now
	}
	return next
}

// life is a duration in microseconds, at least one of them.
func life(d time.Duration) int64 { return max(1, d.Microseconds()) }
