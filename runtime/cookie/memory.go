package cookie

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
)

// A Memory is a [Jar] that ends with the program. Its lifetimes do not care
// whether somebody sets the clock. The zero value is ready and keeps cookies until they
// are cleared.
type Memory struct {
	opts options

	mu      sync.Mutex
	entries map[string]*entry
}

// NewMemory returns an empty jar.
func NewMemory(opts ...Option) *Memory {
	return &Memory{opts: *newOptions(opts)}
}

// Load implements [Jar]. It fails if ctx has ended.
func (m *Memory) Load(ctx context.Context, origin string) (*runtime.Cookie, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	e := m.entries[origin]
	return e.live(e.clock()), nil
}

// Merge implements [Jar]. It fails if ctx has ended, or if the cookie would be
// larger than a server takes, and then changes nothing.
func (m *Memory) Merge(ctx context.Context, origin string, sent, got *runtime.Cookie) error {
	if err := ctx.Err(); err != nil || got == nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.entries == nil {
		m.entries = map[string]*entry{}
	}
	now := time.Now() // which is also what entries are told apart by; see evict
	if e := m.entries[origin]; e.alive(now) && sameCookie(sent, got) {
		e.Used, e.Expires = now, m.opts.expiry(now) // the usual case, an echo
		return nil
	}
	e, _, err := m.opts.merged(m.entries[origin], sent, got, now)
	if err != nil {
		return fmt.Errorf("cookie jar: %w", err)
	}
	m.entries[origin] = e
	evict(m.entries, origin, MaxOrigins, now)
	return nil
}
