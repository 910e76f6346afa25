package memstore

import (
	"fmt"
	"maps"
	"time"

	"github.com/rpcgen/rpcgen/runtime/session"
)

// An item is a session or a tombstone. Once it is in a shard, only its places
// in the shard's lists change: a change of a session makes a new item.
type item struct {
	id      session.ID
	rev     uint64
	created time.Duration
	expires time.Duration
	used    time.Duration // last change or touch
	owner   string
	values  map[string]session.Entry
	retired bool
	kept    bool // it has, or had, an owner, so it is not evicted
	bytes   int64

	heapIndex  int
	prev, next *item // in the list of items that may be evicted
}

// What items cost, as measured with Go 1.26: see TestCost.
const (
	itemCost  = 250
	mapCost   = 200
	entryCost = 128
)

// cost returns the bytes that an item takes, as estimated when it was made.
func (it *item) cost() int64 {
	if it == nil {
		return 0
	}
	return it.bytes
}

// weighed notes what an item costs.
func (it *item) weighed() *item {
	n := itemCost + len(it.owner)
	if it.owner != "" {
		n += entryCost
	}
	if len(it.values) > 0 {
		n += mapCost
	}
	for key, e := range it.values {
		n += entryCost + len(key) + len(e.Data)
	}
	it.bytes = int64(n)
	return it
}

// check reports whether a change may be done to an item, which is nil for none.
func check(it *item, c *session.Change) error {
	switch {
	case it == nil && !c.Create:
		return session.ErrNotFound
	case it == nil && c.If != 0:
		return fmt.Errorf("%w: there is no session to have a revision", session.ErrConflict)
	case it == nil:
		it = &item{}
	case it.retired:
		return session.ErrRetired
	case c.If != 0 && c.If != it.rev:
		return fmt.Errorf("%w: the session has another revision", session.ErrConflict)
	}
	for _, w := range c.Writes {
		if w.If != session.Any && uint64(w.If) != it.values[w.Key].Rev {
			return fmt.Errorf("%w: key %q has another revision", session.ErrConflict, w.Key)
		}
	}
	return nil
}

// after returns what an item, nil for none, becomes by a change.
func (it *item) after(c *session.Change, now time.Duration) *item {
	next := &item{created: now, expires: now, used: now}
	data := it == nil || c.Clear || len(c.Writes) > 0 || c.Owner != nil || c.Move != nil
	if it != nil {
		next.rev, next.created, next.expires = it.rev, it.created, it.expires
		next.owner, next.values = it.owner, it.values
	}
	if data {
		next.rev++
	}
	if c.Clear {
		next.values = nil
	}
	next.write(c.Writes)
	if c.Owner != nil {
		next.owner = *c.Owner
	}
	if c.TTL > 0 && (data || now+c.TTL > next.expires) {
		next.expires = now + c.TTL
	}
	if c.Fresh && c.Move != nil {
		next.created = now
	}
	next.kept = next.owner != ""
	return next.weighed()
}

// write replaces the values by what they are after some writes.
func (it *item) write(writes []session.Write) {
	if len(writes) == 0 {
		return
	}
	values := maps.Clone(it.values)
	if values == nil {
		values = make(map[string]session.Entry, len(writes))
	}
	for _, w := range writes {
		if w.Data == nil {
			delete(values, w.Key)
		} else {
			values[w.Key] = session.Entry{Rev: it.rev, Data: w.Data}
		}
	}
	it.values = values
}

// tombstone returns what is left at an id that a change retires.
func (it *item) tombstone(id session.ID, c *session.Change, now time.Duration) *item {
	owned := it != nil && it.kept || c.Owner != nil && *c.Owner != ""
	stone := &item{id: id, retired: true, expires: now + c.Retire, used: now, kept: owned}
	return stone.weighed()
}
