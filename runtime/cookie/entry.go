package cookie

import (
	"fmt"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/codec"
)

// An entry is what a jar holds for one origin. The times of a memory jar are
// monotonic, those of a file are the clock's on the wall.
type entry struct {
	Cookie  *runtime.Cookie      `json:"cookie"`
	Used    time.Time            `json:"used"`             // when an answer last changed the entry
	Expires time.Time            `json:"expires,omitzero"` // zero: never
	Keys    map[string]time.Time `json:"keys,omitempty"`   // when single keys expire
}

// clock returns what time it is, for an entry that cares.
func (e *entry) clock() (now time.Time) {
	if e != nil && (!e.Expires.IsZero() || len(e.Keys) > 0) {
		now = time.Now()
	}
	return now
}

// alive reports whether there is an entry that has not expired as a whole.
func (e *entry) alive(now time.Time) bool {
	return e != nil && (e.Expires.IsZero() || now.Before(e.Expires))
}

// live returns a copy of what has not expired, nil if nothing is left.
func (e *entry) live(now time.Time) *runtime.Cookie {
	if !e.alive(now) {
		return nil
	}
	c := e.Cookie.Clone()
	expired := false
	for key, at := range e.Keys {
		if !now.Before(at) {
			remove(c, key)
			expired = true
		}
	}
	if expired && c.IsEmpty() {
		return nil
	}
	return c
}

// merged returns the entry after an answer, and whether it is worth writing:
// whether it differs in more than the time of its last use. A cookie that could
// not be sent again is an error: it would stop all further calls.
func (o *options) merged(e *entry, sent, got *runtime.Cookie, now time.Time) (*entry, bool, error) {
	ours := e.live(now)
	out := &entry{Cookie: Merge(sent, got, ours), Used: now, Expires: o.expiry(now)}
	changed := !sameCookie(out.Cookie, ours)
	if changed {
		if err := codec.CheckCookie(out.Cookie); err != nil {
			return nil, false, fmt.Errorf("the cookie that came back is not stored: %w", err)
		}
	}
	if o.lifetime > 0 {
		// An expiry beyond the new one means that the clock was set back.
		gained := out.Expires.Sub(orZero(e).Expires)
		changed = changed || gained >= o.lifetime/10 || gained < 0
	}
	out.Keys = o.deadlines(e, ours, out.Cookie, now)
	for key, at := range out.Keys {
		changed = changed || !at.Equal(orZero(e).Keys[key])
	}
	return out, changed, nil
}

// expiry returns when an entry expires that an answer confirms now.
func (o *options) expiry(now time.Time) time.Time {
	if o.lifetime == 0 {
		return time.Time{}
	}
	return now.Add(o.lifetime)
}

// deadlines returns when the keys of a merged cookie expire. A key whose value
// is the one it had keeps its deadline, unless the clock was set back and that
// is further away than it can be.
func (o *options) deadlines(e *entry, ours, merged *runtime.Cookie, now time.Time) map[string]time.Time {
	out := map[string]time.Time{}
	for key, at := range orZero(e).Keys { // also those of programs with other options
		if unchanged(ours, merged, key) {
			out[key] = at
		}
	}
	for key, d := range o.keys {
		at, has := out[key]
		if latest := now.Add(d); lookup(merged, key) != nil && (!has || at.After(latest)) {
			out[key] = latest
		}
	}
	return out
}

// unchanged reports whether two cookies have a key with the same value.
func unchanged(a, b *runtime.Cookie, key string) bool {
	x, y := lookup(a, key), lookup(b, key)
	return x != nil && y != nil && sameJSON(*x, *y)
}

// lookup returns the value of a key, the session id among them, nil if absent.
func lookup(c *runtime.Cookie, key string) *any {
	if c == nil {
		return nil
	}
	v, ok := c.Values[key]
	if key == sessionKey {
		v, ok = c.SessionID, c.SessionID != ""
	}
	if !ok {
		return nil
	}
	return &v
}

func remove(c *runtime.Cookie, key string) {
	if key == sessionKey {
		c.SessionID = ""
		return
	}
	delete(c.Values, key)
}

func orZero(e *entry) *entry {
	if e == nil {
		return &entry{}
	}
	return e
}

// evict takes out what has expired, and then the entries that were not used for
// the longest time, until no more than limit are left. It spares keep.
func evict(entries map[string]*entry, keep string, limit int, now time.Time) {
	if len(entries) <= limit {
		return
	}
	for origin, e := range entries {
		if origin != keep && e.live(now) == nil {
			delete(entries, origin)
		}
	}
	for len(entries) > limit {
		oldest := ""
		for origin, e := range entries {
			if origin == keep {
				continue
			}
			if oldest == "" || e.Used.Before(entries[oldest].Used) ||
				e.Used.Equal(entries[oldest].Used) && origin < oldest {
				oldest = origin
			}
		}
		if oldest == "" {
			return
		}
		delete(entries, oldest)
	}
}
