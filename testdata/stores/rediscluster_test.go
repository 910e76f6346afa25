package stores_test

import (
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/redisstore"
	"github.com/rpcgen/rpcgen/runtime/session/storetest"
	"github.com/rpcgen/rpcgen/testdata/internal/servers"
)

// clusterClient returns a client for a cluster, of the kind that stands for any.
func clusterClient(t testing.TB, nodes []*servers.Server) redis.UniversalClient {
	opts := &redis.UniversalOptions{ContextTimeoutEnabled: true, IsClusterMode: true}
	for _, node := range nodes {
		opts.Addrs = append(opts.Addrs, strings.TrimPrefix(node.URL, "redis://"))
	}
	return closing(t, redis.NewUniversalClient(opts))
}

func TestRedisCluster(t *testing.T) {
	nodes := servers.RedisCluster(t)
	storetest.Run(t, func(t testing.TB) storetest.Backend {
		return storetest.Backend{Open: func(t testing.TB) session.Store {
			return redisstore.New(clusterClient(t, nodes))
		}}
	})
}
