package runtime

import (
	"context"
	"sync"
)

// A CallCookie is the cookie as a handler works on it: it starts as what the
// client sent, and what the handler makes of it goes back with the response. It
// may be used by several goroutines at once.
//
// A response whose Cookie field the handler sets itself goes back as it is, and
// the CallCookie is not consulted.
type CallCookie struct {
	mu      sync.Mutex
	cookie  *Cookie // what goes back if changed
	call    *Call   // nil outside of one
	changed bool
}

// CookieFrom returns the cookie of the call that ctx belongs to. Outside of a
// call it returns an empty one that goes nowhere.
func CookieFrom(ctx context.Context) *CallCookie {
	if call := CallFrom(ctx); call != nil {
		return &call.cookie
	}
	return &CallCookie{}
}

// SessionID returns the session id, "" if there is none. Only the session
// manager can change it.
func (c *CallCookie) SessionID() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if cookie := c.current(); cookie != nil {
		return cookie.SessionID
	}
	return ""
}

// Get returns the value of a field, nil if there is none. It comes from the
// client, which can write what it likes. It must not be changed.
func (c *CallCookie) Get(key string) any {
	c.mu.Lock()
	defer c.mu.Unlock()
	if cookie := c.current(); cookie != nil {
		return cookie.Values[key]
	}
	return nil
}

// Set gives a field a value, which must be a JSON value. A handler cannot set
// "sessionId": that call does nothing.
func (c *CallCookie) Set(key string, value any) {
	if key == sessionIDField {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	cookie := c.own()
	if cookie.Values == nil {
		cookie.Values = make(map[string]any, 1)
	}
	cookie.Values[key] = value
}

// Delete removes a field from the client's cookie.
func (c *CallCookie) Delete(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.own().Values, key)
}

// Clear empties the client's cookie, session id included. The session itself
// stays on the server until it expires: to end it, destroy it.
func (c *CallCookie) Clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cookie, c.changed = &Cookie{}, true
}

func (c *CallCookie) current() *Cookie {
	if c.cookie == nil && c.call != nil {
		return c.call.RequestCookie()
	}
	return c.cookie
}

// own returns the cookie that goes back, a copy of what the client sent at first.
func (c *CallCookie) own() *Cookie {
	if !c.changed {
		c.cookie, c.changed = c.current().Clone(), true
		if c.cookie == nil {
			c.cookie = &Cookie{}
		}
	}
	return c.cookie
}

// result returns what the handler made of the cookie, nil if it left it alone.
func (c *CallCookie) result() *Cookie {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.changed {
		return nil
	}
	return c.cookie.Clone()
}

// reset forgets what a handler made of the cookie, before a handler runs again.
func (c *CallCookie) reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cookie, c.changed = nil, false
}
