package redisstore

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/rpcgen/rpcgen/runtime/session"
)

// DefaultPrefix is what the names of the keys begin with.
const DefaultPrefix = "rpcgen:"

var errClosed = errors.New("redisstore: closed")

// A Result is what a command of a client returns.
type Result interface{ Result() (any, error) }

// A Doer is a client that can send any command. Those of go-redis are: *redis.Client,
// *redis.ClusterClient, redis.UniversalClient. Arguments are strings, []byte, and one
// that implements encoding.BinaryMarshaler and fmt.Stringer. Replies are int64, string
// and []any, as go-redis gives them.
type Doer[R Result] interface {
	Do(ctx context.Context, args ...any) R
}

// A Store is a [session.Store] and a [session.Index] in Redis or Valkey. Any number of
// them, in any number of processes, may work on the same keys. It may be used by
// several goroutines at once. Make one with [New].
type Store struct {
	do     func(ctx context.Context, args ...any) (any, error)
	prefix string

	split    atomic.Bool // keys are on several servers: CROSSSLOT was seen
	counting atomic.Bool // the client is known to encode a [sending] whenever it sends it

	mu     sync.RWMutex // closed is set under it, so that calls are not added while Close waits
	closed bool
	calls  sync.WaitGroup
}

// An Option sets up a [Store].
type Option func(*Store)

// WithPrefix sets what the names of the keys begin with, in place of
// [DefaultPrefix]. Stores with different prefixes share nothing, as long as none is the
// start of another. With a hash tag in it, such as "{shop}:", a cluster keeps all
// sessions on one server: that makes Login and Renew atomic there, and
// puts all of the load on that server.
func WithPrefix(prefix string) Option { return func(s *Store) { s.prefix = prefix } }

// New returns a store that works through client. It does not use it yet, and it does
// not own it: close the store first, then the client. The package's documentation
// says how to set it up.
func New[R Result](client Doer[R], opts ...Option) *Store {
	s := &Store{
		prefix: DefaultPrefix,
		do: func(ctx context.Context, args ...any) (any, error) {
			return client.Do(ctx, args...).Result()
		},
	}
	for _, opt := range opts {
		opt(s)
	}
	return s
}

// Close waits for calls that have been given up on, as their ctx has ended, but that
// the client still works on: up to the client's own timeouts. It may be called again.
func (s *Store) Close() error {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.calls.Wait()
	return nil
}

// Load implements [session.Store]. It takes one script, which also tells the age and
// the remaining life by the clock of Redis.
func (s *Store) Load(ctx context.Context, id session.ID) (session.Record, error) {
	reply, err := s.read(ctx, loadScript, []string{s.key(id)})
	if err != nil {
		return session.Record{}, err
	}
	r, err := parse(reply)
	if err != nil {
		return session.Record{}, garbage(err)
	}
	return r.record()
}

// Sweep implements [session.Store]. Redis frees by itself what has expired, so there
// is nothing to do.
func (s *Store) Sweep(ctx context.Context, _ int) (int, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return 0, fmt.Errorf("%w: %w", session.ErrUnavailable, errClosed)
	}
	return 0, ctx.Err()
}

// key is where a session is.
func (s *Store) key(id session.ID) string { return s.prefix + "s:" + hex.EncodeToString(id[:]) }

// ownerKey is where the index of an owner is.
func (s *Store) ownerKey(owner string) string { return s.prefix + "o:" + owner }
