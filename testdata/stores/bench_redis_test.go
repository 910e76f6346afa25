package stores_test

import (
	"context"
	"encoding/hex"
	"fmt"
	"sync"
	"testing"

	"github.com/redis/go-redis/v9"

	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/redisstore"
	"github.com/rpcgen/rpcgen/testdata/internal/servers"
)

// What the Redis store is measured against, on the same server in the same run: bare
// EVALSHAs of scripts that write a field and the expiry, and that read a hash.
const (
	rawSet  = `redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) return redis.call('PEXPIRE', KEYS[1], 3600000)`
	rawRead = `return redis.call('HGETALL', KEYS[1])`
)

func BenchmarkRedis(b *testing.B) {
	client := redisClient(b, servers.Redis(b).URL)
	store := redisstore.New(client)
	b.Cleanup(func() { store.Close() })
	set, read := loaded(b, client, rawSet), loaded(b, client, rawRead)
	rawPut := func(id session.ID, name string) error {
		return client.EvalSha(b.Context(), set, []string{hex.EncodeToString(id[:])}, name, []byte("a value of 20 bytes.")).Err()
	}
	rawGet := func(id session.ID) error {
		return client.EvalSha(b.Context(), read, []string{hex.EncodeToString(id[:])}).Err()
	}
	put := func(id session.ID, name string) error {
		w := session.Write{Key: name, Data: []byte("a value of 20 bytes."), If: session.Any}
		_, err := store.Apply(b.Context(), id, session.Change{Writes: []session.Write{w}})
		return err
	}
	get := func(id session.ID) error { _, err := store.Load(b.Context(), id); return err }
	rawIncrement := func(id session.ID) error {
		if err := rawGet(id); err != nil {
			return err
		}
		return rawPut(id, "n")
	}

	b.Run("set/raw", func(b *testing.B) { each(b, func(id session.ID) error { return rawPut(id, "k") }) })
	b.Run("set/store", func(b *testing.B) { eachSession(b, store, func(id session.ID) error { return put(id, "k") }) })
	b.Run("set-parallel/raw", func(b *testing.B) { parallel(b, nil, func(id session.ID) error { return rawPut(id, "k") }) })
	b.Run("set-parallel/store", func(b *testing.B) {
		parallel(b, store, func(id session.ID) error { return put(id, "k") })
	})
	rawID, id := newID(), created(b, store)
	if err := rawPut(rawID, "k"); err != nil {
		b.Fatal(err)
	}
	b.Run("load/raw", func(b *testing.B) { loop(b, func() error { return rawGet(rawID) }) })
	b.Run("load/store", func(b *testing.B) { loop(b, func() error { return get(id) }) })
	b.Run("load-parallel/raw", func(b *testing.B) { parallel(b, nil, func(session.ID) error { return rawGet(rawID) }) })
	b.Run("load-parallel/store", func(b *testing.B) { parallel(b, nil, func(session.ID) error { return get(id) }) })
	b.Run("update/raw", func(b *testing.B) { loop(b, func() error { return rawIncrement(rawID) }) })
	b.Run("update/store", func(b *testing.B) { loop(b, func() error { return increment(b.Context(), store, id) }) })
	b.Run("100keys/raw", func(b *testing.B) {
		loop(b, func() error { return together(func(i int) error { return rawPut(rawID, fmt.Sprint("k", i)) }) })
	})
	b.Run("100keys/store", func(b *testing.B) {
		loop(b, func() error { return together(func(i int) error { return put(id, fmt.Sprint("k", i)) }) })
	})
	rawCounter, counter := newID(), created(b, store)
	b.Run("100increments/raw", func(b *testing.B) {
		var stripe sync.Mutex
		loop(b, func() error {
			return together(func(int) error {
				stripe.Lock()
				defer stripe.Unlock()
				return rawIncrement(rawCounter)
			})
		})
	})
	b.Run("100increments/store", func(b *testing.B) {
		var stripe sync.Mutex // as the manager has one in front of the store
		loop(b, func() error {
			return together(func(int) error {
				stripe.Lock()
				defer stripe.Unlock()
				return increment(b.Context(), store, counter)
			})
		})
	})
}

// loaded tells the server a script.
func loaded(b *testing.B, client *redis.Client, script string) string {
	sha, err := client.ScriptLoad(context.Background(), script).Result()
	if err != nil {
		b.Fatal(err)
	}
	return sha
}
