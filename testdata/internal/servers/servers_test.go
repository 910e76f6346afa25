package servers_test

import (
	"context"
	"database/sql"
	"errors"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/redis/go-redis/v9"
	"go.uber.org/goleak"

	"github.com/rpcgen/rpcgen/testdata/internal/servers"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestSQL writes, kills the server, and reads what was written.
func TestSQL(t *testing.T) {
	for driver, start := range map[string]func(testing.TB, ...string) *servers.Server{
		"pgx": servers.Postgres, "mysql": servers.MariaDB,
	} {
		t.Run(driver, func(t *testing.T) {
			s := start(t)
			db, err := sql.Open(driver, s.URL)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			for _, q := range []string{"CREATE TABLE t (n INT)", "INSERT INTO t VALUES (17)"} {
				if _, err := db.Exec(q); err != nil {
					t.Fatal(err)
				}
			}
			s.Pause()
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			if _, err := db.ExecContext(ctx, "INSERT INTO t VALUES (18)"); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("a paused server: %v", err)
			}
			s.Resume()
			s.Kill()
			if err := db.Ping(); err == nil {
				t.Error("a killed server answers")
			}
			s.Restart()
			var n int
			if err := db.QueryRow("SELECT n FROM t WHERE n = 17").Scan(&n); err != nil || n != 17 {
				t.Errorf("after the restart: %d, %v", n, err)
			}
			s.Stop()
			s.Restart()
		})
	}
}

func TestRedis(t *testing.T) {
	s := servers.Redis(t)
	ctx := context.Background()
	c := redis.NewClient(&redis.Options{Addr: s.Addr})
	defer c.Close()
	if err := c.Set(ctx, "k", "v", 0).Err(); err != nil {
		t.Fatal(err)
	}
	s.Kill()
	s.Restart()
	if v, err := c.Get(ctx, "k").Result(); err != nil || v != "v" {
		t.Errorf("after the restart: %q, %v", v, err)
	}
}

func TestRedisCluster(t *testing.T) {
	var addrs []string
	for _, s := range servers.RedisCluster(t) {
		addrs = append(addrs, s.Addr)
	}
	ctx := context.Background()
	c := redis.NewClusterClient(&redis.ClusterOptions{Addrs: addrs})
	defer c.Close()
	for _, key := range []string{"a", "b", "c", "d", "e"} {
		if err := c.Set(ctx, key, "v", 0).Err(); err != nil {
			t.Fatal(err)
		}
	}
}
