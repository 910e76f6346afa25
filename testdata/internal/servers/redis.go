package servers

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/redis/go-redis/v9"
)

// Redis starts an empty Redis that writes an append-only file, to disk once a
// second. URL is a redis:// URL. Settings are more arguments, such as "--maxmemory", "8mb".
func Redis(t testing.TB, settings ...string) *Server {
	t.Helper()
	s := redisServer(t, settings...)
	s.ready = func(ctx context.Context) error {
		client := redis.NewClient(&redis.Options{Addr: s.Addr, MaxRetries: -1})
		return errors.Join(client.Ping(ctx).Err(), client.Close())
	}
	return s.launch()
}

func redisServer(t testing.TB, settings ...string) *Server {
	t.Helper()
	server := program(t, "redis-server", "redis-server")
	dir, port := folder(t, nil), freePort(t)
	args := []string{
		server, "--port", strconv.Itoa(port), "--bind", "127.0.0.1", "--dir", dir,
		"--appendonly", "yes", "--appendfsync", "everysec", "--save", "",
	}
	return &Server{
		t: t, name: "Redis", args: append(args, settings...), quit: syscall.SIGTERM,
		Addr: address(port), URL: "redis://" + address(port),
	}
}

// RedisCluster starts a Redis Cluster of three masters without replicas.
func RedisCluster(t testing.TB) []*Server {
	t.Helper()
	nodes := make([]*Server, 3)
	for i := range nodes {
		s := redisServer(t)
		// The port of the cluster's own bus is 10000 higher by default, which may be too high.
		s.args = append(s.args, "--cluster-enabled", "yes", "--cluster-node-timeout", "5000", "--cluster-port", strconv.Itoa(freePort(t)))
		s.ready = func(ctx context.Context) error { return dial(ctx, s.Addr) }
		nodes[i] = s.launch()
	}
	cli := program(t, "redis-cli", "redis-tools")
	args := []string{cli, "--cluster", "create"}
	for _, s := range nodes {
		args = append(args, s.Addr)
	}
	run(t, nil, append(args, "--cluster-yes")...)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for _, s := range nodes {
		client := redis.NewClient(&redis.Options{Addr: s.Addr, MaxRetries: -1})
		err := Until(ctx, func() error { return clusterReady(ctx, client) })
		if err = errors.Join(err, client.Close()); err != nil {
			t.Fatalf("Redis Cluster: %v", err)
		}
	}
	return nodes
}

// clusterReady reports why a node of a cluster cannot serve yet.
func clusterReady(ctx context.Context, client *redis.Client) error {
	info, err := client.ClusterInfo(ctx).Result()
	if err != nil || strings.Contains(info, "cluster_state:ok") && strings.Contains(info, "cluster_known_nodes:3") {
		return err
	}
	return fmt.Errorf("not ready: %s", info)
}
