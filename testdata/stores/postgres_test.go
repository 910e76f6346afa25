package stores_test

import (
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"

	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/sqlstore"
	"github.com/rpcgen/rpcgen/runtime/session/storetest"
	"github.com/rpcgen/rpcgen/testdata/internal/servers"
)

func TestPostgres(t *testing.T) {
	dsn := servers.Postgres(t).URL
	storetest.Run(t, func(t testing.TB) storetest.Backend {
		return storetest.Backend{Open: func(t testing.TB) session.Store {
			return openStore(t, openDB(t, "pgx", dsn), sqlstore.Postgres)
		}}
	})
}
