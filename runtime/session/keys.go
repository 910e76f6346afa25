package session

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// The keys that sign tokens are kept in the store, in a record of their own, so
// that all machines of one store agree without being told. Their ages go by the
// store's clock. The record has an owner, so that no store evicts it.
const (
	keyRecordName  = "signing keys"
	keyRecordOwner = reserved + "keys"
	keyPrefix      = reserved + "key:"
	keySecretSize  = 32
)

// reserved begins the names that only this package uses, of keys and of owners.
const reserved = "__"

// keys is a process's view of the signing keys.
type keys struct {
	m    *Manager
	id   ID
	ring atomic.Pointer[keyring]
	gate chan struct{} // held while fetching

	mu       sync.Mutex
	failed   error // why the last fetch failed
	failedAt time.Time
	fetching bool // in the background
}

// A keyring is the set of keys as it was fetched at some moment.
type keyring struct {
	keys    map[uint16]*signingKey
	fetched time.Time
	age     time.Duration // of the record, when fetched
	life    time.Duration // how old a key may be
}

func newKeys(m *Manager) *keys {
	return &keys{m: m, id: hashID(m.namespace, []byte(keyRecordName)), gate: make(chan struct{}, 1)}
}

func (r *keyring) since() time.Duration              { return time.Since(r.fetched) }
func (r *keyring) fresh() bool                       { return r.since() < keyRefresh }
func (r *keyring) ageOf(k *signingKey) time.Duration { return r.age - k.born + r.since() }
func (r *keyring) valid(k *signingKey) bool          { return k != nil && r.ageOf(k) <= r.life }

// newest returns the youngest key, nil if there is none.
func (r *keyring) newest() (youngest *signingKey) {
	for _, k := range r.keys {
		if youngest == nil || k.born > youngest.born {
			youngest = k
		}
	}
	return youngest
}

// signer returns the key to sign with: the youngest that every machine knows by
// now, or else the oldest that is valid. It returns nil if there is none.
func (r *keyring) signer() (best *signingKey) {
	bestKnown := false
	for _, k := range r.keys {
		if !r.valid(k) {
			continue
		}
		known := r.ageOf(k) >= keyLead
		var better bool
		switch {
		case best == nil || known != bestKnown:
			better = best == nil || known
		case known:
			better = k.born > best.born
		default:
			better = k.born < best.born
		}
		if better {
			best, bestKnown = k, known
		}
	}
	return best
}

// get returns the keys, from the store if this process has none or has not
// looked for too long.
func (k *keys) get(ctx context.Context) (*keyring, error) {
	r := k.ring.Load()
	switch {
	case r == nil:
		return k.fetch(ctx, nil)
	case r.since() > keyLead && r.signer() != nil && k.failedLately():
		// The store is down: these will do, and not every call need wait for it.
	case r.since() > keyLead, r.signer() == nil:
		newer, err := k.fetch(ctx, r)
		if err != nil && r.signer() != nil {
			return r, nil // the store is down: these will do
		}
		return newer, err
	case !r.fresh():
		k.refresh()
	}
	return r, nil
}

// find returns the key that a token says it was signed with, nil if there is no
// such key or not any more. The store is asked only if this process may have missed
// one: a forged id does not reach it.
func (k *keys) find(ctx context.Context, kid uint16) (*signingKey, error) {
	r, err := k.get(ctx)
	if err != nil {
		return nil, err
	}
	if key := r.keys[kid]; key == nil && !r.fresh() {
		if r, err = k.fetch(ctx, r); err != nil {
			return nil, err
		}
	}
	if key := r.keys[kid]; r.valid(key) {
		return key, nil
	}
	return nil, nil
}

// refresh fetches in the background, once at a time.
func (k *keys) refresh() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.fetching || time.Since(k.failedAt) < keyRetry {
		return
	}
	k.fetching = k.m.background(func(ctx context.Context) {
		_, _ = k.fetch(ctx, k.ring.Load()) // a failure is kept, and the next call tries again
		k.mu.Lock()
		k.fetching = false
		k.mu.Unlock()
	})
}

// failedLately reports whether the last fetch was a moment ago and failed.
func (k *keys) failedLately() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return time.Since(k.failedAt) < keyRetry
}

// fetch reads the keys from the store. Callers that come while another one is at
// it share what that one gets.
func (k *keys) fetch(ctx context.Context, old *keyring) (*keyring, error) {
	start := time.Now()
	select {
	case k.gate <- struct{}{}:
		defer func() { <-k.gate }()
	case <-ctx.Done():
		return nil, storeError(ctx, ctx.Err(), false)
	}
	if r := k.ring.Load(); r != old {
		return r, nil
	}
	k.mu.Lock()
	failed, failedAt := k.failed, k.failedAt
	k.mu.Unlock()
	if failed != nil && failedAt.After(start) {
		return nil, failed
	}
	r, err := k.read(ctx)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.failed, k.failedAt = err, time.Time{}
	if err != nil {
		if ctx.Err() == nil { // else it is this caller's failure only
			k.failedAt = time.Now()
		}
		return nil, err
	}
	k.ring.Store(r)
	return r, nil
}

// read loads the record, and makes it, or a new key in it, when it is time.
func (k *keys) read(ctx context.Context) (*keyring, error) {
	for range k.m.tries {
		rec, err := k.m.load(ctx, k.id)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return nil, fmt.Errorf("session: signing keys: %w", err)
		}
		r := k.parse(rec)
		newest := r.newest()
		if newest != nil && r.ageOf(newest) <= k.m.rotation {
			return r, nil
		}
		c := k.rotation(rec, r, newest)
		if _, err = k.m.apply(ctx, k.id, c); err != nil && !errors.Is(err, ErrConflict) {
			return nil, fmt.Errorf("session: signing keys: %w", err)
		}
		// Read again: what counts is what is there, be it another machine's.
	}
	return nil, fmt.Errorf("session: signing keys: %w", ErrConflict)
}

// rotation is the change that adds a key and drops the outdated ones.
func (k *keys) rotation(rec Record, r *keyring, newest *signingKey) Change {
	kid := uint16(1)
	if newest != nil {
		kid = newest.kid + 1
	}
	data := make([]byte, 8, 8+keySecretSize)
	binary.BigEndian.PutUint64(data, uint64(rec.Age))
	data = append(data, make([]byte, keySecretSize)...)
	rand.Read(data[8:]) // never fails: see crypto/rand
	owner := keyRecordOwner
	c := Change{
		Create: true, TTL: keyRecordTTL, Owner: &owner, If: rec.Rev,
		Writes: []Write{{Key: keyName(kid), Data: data, If: Absent}},
	}
	for old, key := range r.keys {
		if !r.valid(key) && old != kid {
			c.Writes = append(c.Writes, Write{Key: keyName(old), If: Any})
		}
	}
	return c
}

func keyName(kid uint16) string { return keyPrefix + strconv.Itoa(int(kid)) }

// parse reads the record of keys.
func (k *keys) parse(rec Record) *keyring {
	r := &keyring{keys: map[uint16]*signingKey{}, fetched: time.Now(), age: rec.Age, life: k.m.keyLife()}
	for name, e := range rec.Values {
		digits, ok := strings.CutPrefix(name, keyPrefix)
		kid, err := strconv.ParseUint(digits, 10, 16)
		if !ok || err != nil || len(e.Data) != 8+keySecretSize {
			continue
		}
		born := time.Duration(binary.BigEndian.Uint64(e.Data))
		r.keys[uint16(kid)] = newSigningKey(uint16(kid), e.Data[8:], born)
	}
	return r
}
