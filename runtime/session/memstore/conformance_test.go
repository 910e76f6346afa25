package memstore_test

import (
	"sync"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/memstore"
	"github.com/rpcgen/rpcgen/runtime/session/storetest"
)

// A clock goes on only when it is told to.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Sleep(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func TestConformance(t *testing.T) {
	storetest.Run(t, func(testing.TB) storetest.Backend {
		c := &clock{now: time.Unix(1e9, 0)}
		return storetest.Backend{Store: memstore.New(memstore.WithClock(c.Now)), Sleep: c.Sleep}
	})
}

var (
	_ session.Store = (*memstore.Store)(nil)
	_ session.Index = (*memstore.Store)(nil)
)
