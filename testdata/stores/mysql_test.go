package stores_test

import (
	"testing"

	_ "github.com/go-sql-driver/mysql"

	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/sqlstore"
	"github.com/rpcgen/rpcgen/runtime/session/storetest"
	"github.com/rpcgen/rpcgen/testdata/internal/servers"
)

func TestMySQL(t *testing.T) {
	dsn := servers.MariaDB(t).URL
	storetest.Run(t, func(t testing.TB) storetest.Backend {
		return storetest.Backend{Open: func(t testing.TB) session.Store {
			return openStore(t, openDB(t, "mysql", dsn), sqlstore.MySQL)
		}}
	})
}
