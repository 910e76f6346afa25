package stores_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/redisstore"
	"github.com/rpcgen/rpcgen/runtime/session/storetest"
	"github.com/rpcgen/rpcgen/testdata/internal/servers"
)

// redisClient returns a client as the documentation of redisstore says.
func redisClient(t testing.TB, url string) *redis.Client {
	opts, err := redis.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	opts.MaxRetries, opts.ContextTimeoutEnabled = -1, true
	return closing(t, redis.NewClient(opts))
}

// closing closes a client at the end of the test.
func closing[C interface{ Close() error }](t testing.TB, client C) C {
	t.Cleanup(func() {
		if err := client.Close(); err != nil {
			t.Error(err)
		}
	})
	return client
}

func TestRedis(t *testing.T) {
	url := servers.Redis(t).URL
	storetest.Run(t, func(t testing.TB) storetest.Backend {
		return storetest.Backend{Open: func(t testing.TB) session.Store {
			return redisstore.New(redisClient(t, url))
		}}
	})
}

// apply carries out a change that must succeed.
func apply(t *testing.T, store session.Store, id session.ID, c session.Change) uint64 {
	t.Helper()
	rev, err := store.Apply(t.Context(), id, c)
	if err != nil {
		t.Fatalf("Apply: %v", err)
	}
	return rev
}

// TestRedisFull: a Redis that is full refuses what needs memory, as a whole, and still
// reads and ends sessions.
func TestRedisFull(t *testing.T) {
	client := redisClient(t, servers.Redis(t, "--maxmemory-policy", "noeviction").URL)
	store := closing(t, redisstore.New(client))
	limit := func(bytes string) {
		if err := client.ConfigSet(t.Context(), "maxmemory", bytes).Err(); err != nil {
			t.Fatal(err)
		}
	}
	value := bytes.Repeat([]byte("v"), 32<<10)
	create := session.Change{Create: true, TTL: time.Hour, Writes: []session.Write{
		{Key: "k", Data: value, If: session.Any}, {Key: "life", If: session.Absent},
	}}
	stored := make([]session.ID, 100)
	for i := range stored {
		stored[i] = newID()
		apply(t, store, stored[i], create)
	}
	id := newID()
	limit("1mb") // it has more than 3 in use
	owner, to := "somebody", newID()
	for name, c := range map[string]session.Change{
		"create": create,
		"own":    {Create: true, TTL: time.Hour, Owner: &owner},
		"login":  {Create: true, TTL: time.Hour, Owner: &owner, Move: &to, Fresh: true, Retire: time.Minute},
		"bury":   {Create: true, Retire: time.Minute},
	} {
		if _, err := store.Apply(t.Context(), id, c); !errors.Is(err, session.ErrUnavailable) {
			t.Errorf("%s: got %v, want %v", name, err, session.ErrUnavailable)
		}
	}
	if _, err := store.Load(t.Context(), id); !errors.Is(err, session.ErrNotFound) {
		t.Errorf("what was refused: got %v, want %v", err, session.ErrNotFound)
	}
	more := session.Change{Writes: []session.Write{{Key: "k", Data: []byte("w"), If: session.Any}, {Key: "j", Data: value, If: session.Any}}}
	if _, err := store.Apply(t.Context(), stored[0], more); !errors.Is(err, session.ErrUnavailable) {
		t.Errorf("write: got %v, want %v", err, session.ErrUnavailable)
	}
	rec, err := store.Load(t.Context(), stored[0])
	if err != nil || rec.Rev != 1 || len(rec.Values) != 1 || !bytes.Equal(rec.Values["k"].Data, value) {
		t.Errorf("a session that was there: got revision %d and %d values, %v", rec.Rev, len(rec.Values), err)
	}
	apply(t, store, stored[0], session.Change{TTL: 2 * time.Hour})
	for _, id := range stored[:len(stored)/2] {
		apply(t, store, id, session.Change{Retire: time.Minute})
		if _, err := store.Load(t.Context(), id); !errors.Is(err, session.ErrRetired) {
			t.Errorf("after its end: got %v, want %v", err, session.ErrRetired)
		}
	}
	limit("100mb")
	apply(t, store, id, create)
}

// TestRedisIndex: the index of an owner does not grow for ever, and lives as long as
// the sessions in it.
func TestRedisIndex(t *testing.T) {
	client := redisClient(t, servers.Redis(t).URL)
	store := closing(t, redisstore.New(client))
	owner := "somebody"
	key := redisstore.DefaultPrefix + "o:" + owner
	entries := func() int64 {
		n, err := client.ZCard(t.Context(), key).Result()
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	own := session.Change{Create: true, TTL: time.Hour, Owner: &owner}

	// Logging in and out leaves nothing behind.
	id := newID()
	apply(t, store, id, own)
	for range 50 {
		to := newID()
		apply(t, store, id, session.Change{Move: &to, Fresh: true, Owner: &owner, TTL: time.Hour, Retire: time.Minute})
		id = to
		other := newID()
		apply(t, store, other, own)
		apply(t, store, other, session.Change{Retire: time.Minute})
	}
	if n := entries(); n != 1 {
		t.Errorf("%d entries of one session", n)
	}

	// Sessions that have expired are pruned by those that come, without a listing, and
	// by a listing at once.
	dead := func() {
		members := make([]redis.Z, 200)
		for i := range members {
			id := newID()
			members[i].Member = string(id[:]) + "1000000000" // in 2001
		}
		if err := client.ZAdd(t.Context(), key, members...).Err(); err != nil {
			t.Fatal(err)
		}
	}
	dead()
	for range 150 {
		apply(t, store, newID(), own)
	}
	if n := entries(); n > 201 {
		t.Errorf("%d entries, want fewer than came and went", n)
	}
	dead()
	var found int
	for after := ""; ; {
		page, next, err := store.ByOwner(t.Context(), owner, after, 10)
		if err != nil {
			t.Fatal(err)
		}
		found += len(page)
		if after = next; next == "" {
			break
		}
	}
	if n := entries(); found != 151 || n != 151 {
		t.Errorf("got %d sessions and %d entries, want 151", found, n)
	}

	// What prolongs a session prolongs the index.
	if err := client.PExpire(t.Context(), key, time.Minute).Err(); err != nil {
		t.Fatal(err)
	}
	apply(t, store, id, session.Change{TTL: 100 * 24 * time.Hour})
	if left := client.PTTL(t.Context(), key).Val(); left < 200*24*time.Hour {
		t.Errorf("the index is kept for %v", left)
	}
}

// TestRedisForeign: what somebody else has put at the place of a session is no session,
// and not nothing.
func TestRedisForeign(t *testing.T) {
	client := redisClient(t, servers.Redis(t).URL)
	store := closing(t, redisstore.New(client))
	for name, put := range map[string]func(key string) error{
		"string": func(key string) error { return client.Set(t.Context(), key, "x", 0).Err() },
		"hash":   func(key string) error { return client.HSet(t.Context(), key, "a", "b").Err() },
	} {
		id := newID()
		if err := put(redisstore.DefaultPrefix + "s:" + fmt.Sprintf("%x", id[:])); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Load(t.Context(), id); !errors.Is(err, session.ErrUnavailable) {
			t.Errorf("%s: got %v, want %v", name, err, session.ErrUnavailable)
		}
	}
}

// TestRedisSilent: a call to a server that says nothing ends with its ctx, and what it may
// have done is unknown.
func TestRedisSilent(t *testing.T) {
	server := servers.Redis(t)
	store := closing(t, redisstore.New(closing(t, redis.NewClient(&redis.Options{Addr: strings.TrimPrefix(server.URL, "redis://")}))))
	id := newID()
	apply(t, store, id, session.Change{Create: true, TTL: time.Hour})
	server.Pause()
	defer server.Resume()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := store.Apply(ctx, id, session.Change{Clear: true})
	if !errors.Is(err, session.ErrUnknown) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Apply: got %v, want %v by %v", err, session.ErrUnknown, context.DeadlineExceeded)
	}
	if _, err := store.Load(ctx, id); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Load: got %v, want %v", err, context.DeadlineExceeded)
	}
}
