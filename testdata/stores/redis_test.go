package stores_test

import (
	"context"
	"testing"

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
	client := redis.NewClient(opts)
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

var _ = context.Background
