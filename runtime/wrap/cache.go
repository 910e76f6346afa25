package wrap

import (
	"container/list"
	"context"
	"sync"
	"time"

	"github.com/rpcgen/rpcgen/runtime/codec"
)

// DefaultMaxEntries is how many answers of a method are kept if nothing is said: some
// megabytes of common answers.
const DefaultMaxEntries = 1000

// CacheOptions say how answers are kept. The zero value is right for most. For how long
// they are kept, the directives of the methods say.
type CacheOptions struct {
	// MaxEntries is how many answers of each method are kept, 0 and less is
	// [DefaultMaxEntries]. Beyond that, the one goes that was not asked for the longest.
	MaxEntries int
	// Now is the clock, nil is time.Now. It may be called by several goroutines at once.
	Now func() time.Time
}

// A Cache keeps the answers of one method by its arguments. It may be used by several
// goroutines at once. Several calls for what it does not have are all made.
type Cache[K comparable, Res any] struct {
	lifetime time.Duration
	o        CacheOptions
	copies   bool // answers are kept encoded, so that each caller gets its own

	mu      sync.Mutex
	entries map[K]*list.Element
	order   list.List // of *entry[K, Res], the one used last first
}

// An entry is an answer that is kept.
type entry[K comparable, Res any] struct {
	key     K
	until   time.Time
	res     *Res
	encoded []byte // instead of res
}

// NewCache returns a Cache for a method whose responses can be shared, since there is
// nothing in them that a caller could change for others.
func NewCache[K comparable, Res any](lifetime time.Duration, o CacheOptions) *Cache[K, Res] {
	if o.MaxEntries <= 0 {
		o.MaxEntries = DefaultMaxEntries
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Cache[K, Res]{lifetime: lifetime, o: o, entries: map[K]*list.Element{}}
}

// NewCopyingCache returns a Cache that gives each caller a response of its own. All of
// them, the first included, are as they would be after a journey.
func NewCopyingCache[K comparable, Res any](lifetime time.Duration, o CacheOptions) *Cache[K, Res] {
	c := NewCache[K, Res](lifetime, o)
	c.copies = true
	return c
}

// Key returns a key for a request whose fields cannot be compared by ==: its encoding.
// It reports false if there is none.
func Key(req any) (string, bool) {
	data, err := codec.JSON.Append(nil, req)
	return string(data), err == nil
}

// Do returns the answer that is kept under key or else what call returns, which it keeps
// if that is no error. The response is not to be changed.
//
// It does not keep what call has found out with a look at the cookie or the session that
// belong to ctx: that is for one caller alone.
func (c *Cache[K, Res]) Do(ctx context.Context, key K, call func(context.Context) (*Res, error)) (*Res, error) {
	if key != key { // there is a NaN in it, so it would never be found again
		return call(ctx)
	}
	now := c.o.Now()
	if e := c.get(key, now); e != nil {
		if !c.copies {
			return e.res, nil
		}
		res := new(Res)
		if err := codec.JSON.Decode(e.encoded, res); err == nil {
			return res, nil
		}
	}
	w := &watched{Context: ctx}
	res, err := call(w)
	if err != nil || w.looked.Load() {
		return res, err
	}
	e := &entry[K, Res]{key: key, until: now.Add(c.lifetime), res: res}
	if c.copies {
		data, err := codec.JSON.Append(nil, res)
		own := new(Res)
		if err != nil || codec.JSON.Decode(data, own) != nil {
			return res, nil // it cannot travel
		}
		e.res, e.encoded, res = nil, data, own
	}
	c.put(e)
	return res, nil
}

// get returns what is kept under key, nil if nothing is or if it is too old.
func (c *Cache[K, Res]) get(key K, now time.Time) *entry[K, Res] {
	c.mu.Lock()
	defer c.mu.Unlock()
	at, ok := c.entries[key]
	if !ok {
		return nil
	}
	e := at.Value.(*entry[K, Res])
	if !now.Before(e.until) {
		c.remove(at)
		return nil
	}
	c.order.MoveToFront(at)
	return e
}

// put keeps e in place of what is there under its key.
func (c *Cache[K, Res]) put(e *entry[K, Res]) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if at, ok := c.entries[e.key]; ok {
		c.remove(at)
	}
	at := c.order.PushFront(e)
	c.entries[e.key] = at
	for c.order.Len() > c.o.MaxEntries {
		c.remove(c.order.Back())
	}
}

// remove takes an entry out. The caller holds c.mu.
func (c *Cache[K, Res]) remove(at *list.Element) {
	delete(c.entries, c.order.Remove(at).(*entry[K, Res]).key)
}
