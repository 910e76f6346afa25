package docs

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/rpctest"
	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/memstore"
	"github.com/rpcgen/rpcgen/testdata/internal/servers"
)

// visitTwice shows that a manager's sessions last from one call to the next.
func visitTwice(t *testing.T, manager *session.Manager) {
	t.Helper()
	client := NewAccountsClient(rpctest.Client(t, func(s *runtime.Server) { RegisterAccounts(s, &accounts{}) },
		rpctest.WithoutSessions(), rpctest.WithServer(manager.Flow())))
	for want := 1; want <= 2; want++ {
		if n, err := client.Visit(t.Context()); n != want || err != nil {
			t.Errorf("Visit: %d, %v, want %d", n, err, want)
		}
	}
}

func TestStores(t *testing.T) {
	for name, open := range map[string]func(t *testing.T) (session.Store, io.Closer, error){
		"sqlite": func(t *testing.T) (session.Store, io.Closer, error) {
			return sqliteStore(t.Context(), filepath.Join(t.TempDir(), "sessions.db"))
		},
		"postgres": func(t *testing.T) (session.Store, io.Closer, error) {
			return postgresStore(t.Context(), servers.Postgres(t).URL)
		},
		"mariadb": func(t *testing.T) (session.Store, io.Closer, error) {
			return mysqlStore(t.Context(), servers.MariaDB(t).URL)
		},
		"redis": func(t *testing.T) (session.Store, io.Closer, error) {
			store, client := redisStore(servers.Redis(t).Addr)
			return store, client, nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			store, db, err := open(t)
			if err != nil {
				t.Fatal(err)
			}
			manager := session.NewManager(store)
			visitTwice(t, manager)
			if err := errors.Join(manager.Close(context.Background()), store.Close(), db.Close()); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestOptions(t *testing.T) {
	memoryServer(func(s *runtime.Server) {
		RegisterAccounts(s, &accounts{})
		if !s.Has("Accounts/Visit") {
			t.Error("the server has no Visit")
		}
	})
	store := memstore.New()
	bound, handler, err := boundServer(store)
	if err != nil || handler == nil {
		t.Fatalf("boundServer: %v", err)
	}
	limited := limitedManager(store)
	visitTwice(t, limited)
	if err := errors.Join(bound.Close(context.Background()), limited.Close(context.Background()), store.Close()); err != nil {
		t.Error(err)
	}
}
