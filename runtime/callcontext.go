package runtime

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// A callContext is the context of a call. It ends with its parent and, if it has a
// limit, when that is over or the call is, whatever comes first. The timer for
// that, which costs more than the rest of a call in process, is only set where
// somebody waits for the end: who asks whether it has come gets a look at the clock.
type callContext struct {
	context.Context // the parent
	call            *Call
	limit           time.Duration                // how long it lasts, 0 if no shorter than the parent
	start           time.Duration                // when it began, since epoch
	timed           atomic.Pointer[timedContext] // what does the work once somebody waits

	mu    sync.Mutex
	until time.Time // the deadline, once somebody has asked
	over  bool      // the call has ended
}

// A timedContext is one of package context.
type timedContext struct {
	context.Context
	cancel context.CancelFunc
}

// epoch is where the clock of callContexts begins. To measure from a time takes half as
// long as to read what time it is.
var epoch = time.Now()

// during gives the call a context within parent.
func (c *Call) during(parent context.Context) *callContext {
	c.ctx.Context, c.ctx.call = parent, c
	return &c.ctx
}

// within bounds the context, which nobody has seen yet. Who calls it must call end.
func (c *callContext) within(limit time.Duration) {
	c.limit, c.start = limit, time.Since(epoch)
}

// end ends a context that has a limit of its own.
func (c *callContext) end() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.timed.Load() == nil && (time.Since(epoch)-c.start >= c.limit || c.Context.Err() != nil) {
		c.setTimer() // which finds that it is late, and keeps the reason
	}
	c.over = true
	if t := c.timed.Load(); t != nil {
		t.cancel()
	}
}

// Deadline implements [context.Context].
func (c *callContext) Deadline() (time.Time, bool) {
	outer, ok := c.Context.Deadline()
	if c.limit == 0 {
		return outer, ok
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if own := c.deadline(); !ok || own.Before(outer) {
		return own, true
	}
	return outer, true
}

// deadline returns when the limit is over, the same whenever it is asked. The caller
// holds c.mu.
func (c *callContext) deadline() time.Time {
	if c.until.IsZero() {
		now := time.Now()
		c.until = now.Add(c.start + c.limit - now.Sub(epoch))
	}
	return c.until
}

// Done implements [context.Context].
func (c *callContext) Done() <-chan struct{} {
	if c.limit == 0 {
		return c.Context.Done()
	}
	return c.wait().Done()
}

// Err implements [context.Context].
func (c *callContext) Err() error {
	switch {
	case c.limit == 0:
		return c.Context.Err()
	case c.timed.Load() == nil && c.runs():
		return nil
	}
	return c.wait().Err()
}

// runs reports whether nothing has ended the context.
func (c *callContext) runs() bool {
	c.mu.Lock()
	over := c.over
	c.mu.Unlock()
	return !over && time.Since(epoch)-c.start < c.limit && c.Context.Err() == nil
}

// wait returns the context of package context, with its timer.
func (c *callContext) wait() *timedContext {
	if t := c.timed.Load(); t != nil {
		return t
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if t := c.timed.Load(); t != nil {
		return t
	}
	if c.over { // in time, and nothing that happens later changes that
		t := &timedContext{}
		t.Context, t.cancel = context.WithCancel(context.WithoutCancel(c.Context))
		t.cancel()
		c.timed.Store(t)
		return t
	}
	return c.setTimer()
}

// setTimer makes the context of package context. The caller holds c.mu.
func (c *callContext) setTimer() *timedContext {
	t := &timedContext{}
	t.Context, t.cancel = context.WithDeadline(c.Context, c.deadline())
	c.timed.Store(t)
	return t
}

// String describes the context as those of package context do.
func (c *callContext) String() string { return fmt.Sprint(c.Context) + ".Call" }

// Value implements [context.Context]. Package context finds its own in it, once there
// is one, so that it need not start a goroutine for each context derived from this.
func (c *callContext) Value(key any) any {
	if key == any(callKey{}) {
		return c.call
	}
	if t := c.timed.Load(); t != nil {
		return t.Value(key)
	}
	return c.Context.Value(key)
}
