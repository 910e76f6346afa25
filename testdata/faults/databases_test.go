package faults_test

import (
	"context"
	"io"
	"log"
	"net"
	"path/filepath"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"

	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/testdata/internal/servers"
)

// TestSQLite breaks servers whose sessions are in a file.
func TestSQLite(t *testing.T) {
	at := config{"sqlite", filepath.Join(t.TempDir(), "sessions.db")}
	t.Run("killed server", func(t *testing.T) { killServer(t, at) })
	t.Run("full disk", fillSQLite)
}

// TestPostgres, TestMariaDB and TestRedis break servers whose sessions are elsewhere,
// and those places.
func TestPostgres(t *testing.T) { breakAll(t, "pgx", servers.Postgres(t)) }

func TestMariaDB(t *testing.T) {
	if err := mysql.SetLogger(log.New(io.Discard, "", 0)); err != nil { // else it tells of every broken connection
		t.Fatal(err)
	}
	breakAll(t, "mysql", servers.MariaDB(t))
}

func TestRedis(t *testing.T) {
	store := servers.Redis(t, "--maxmemory-policy", "noeviction")
	breakAll(t, "redis", store)
	t.Run("full", func(t *testing.T) { fillRedis(t, config{"redis", store.URL}) })
}

func breakAll(t *testing.T, kind string, store *servers.Server) {
	at := config{kind, store.URL}
	t.Run("killed server", func(t *testing.T) { killServer(t, at) })
	t.Run("killed store", func(t *testing.T) { killStore(t, at, store) })
	t.Run("network", func(t *testing.T) { breakNetwork(t, at, store) })
}

// run starts a machine in this process, for as long as the test runs, and returns
// it with its URL.
func run(t testing.TB, at config, opts ...session.Option) (*machine, string) {
	t.Helper()
	m, err := newMachine(t.Context(), at, opts...)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- m.serve(ctx, listener) }()
	t.Cleanup(func() {
		cancel()
		if err := <-served; err != nil {
			t.Errorf("the server: %v", err)
		}
		if err := m.close(); err != nil {
			t.Errorf("closing the machine: %v", err)
		}
	})
	return m, "http://" + listener.Addr().String() + "/"
}

// patience is how long something may take that takes moments.
const patience = 2 * time.Minute

// until waits for something, and fails the test if it does not come.
func until(t testing.TB, what string, try func() error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := servers.Until(ctx, try); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}
