package stores_test

import (
	"database/sql"
	"path/filepath"
	"testing"

	_ "modernc.org/sqlite"

	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/sqlstore"
	"github.com/rpcgen/rpcgen/runtime/session/storetest"
)

func TestSQLite(t *testing.T) {
	storetest.Run(t, func(t testing.TB) storetest.Backend {
		path := filepath.Join(t.TempDir(), "sessions.db")
		return storetest.Backend{Open: func(t testing.TB) session.Store {
			return openStore(t, openDB(t, "sqlite", path), sqlstore.SQLite)
		}}
	})
}

// openDB opens a pool of connections, for as long as the test runs.
func openDB(t testing.TB, driver, dsn string) *sql.DB {
	t.Helper()
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(16)
	db.SetMaxIdleConns(16)
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// openStore opens a store, for as long as the test runs.
func openStore(t testing.TB, db *sql.DB, d sqlstore.Dialect, opts ...sqlstore.Option) *sqlstore.Store {
	t.Helper()
	s, err := sqlstore.Open(t.Context(), db, d, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}
