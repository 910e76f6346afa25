package docs

import (
	"context"
	"database/sql"
	"time"

	"github.com/redis/go-redis/v9"

	_ "github.com/go-sql-driver/mysql" // for mysqlStore
	_ "github.com/jackc/pgx/v5/stdlib" // for postgresStore
	_ "modernc.org/sqlite"             // for sqliteStore

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/memstore"
	"github.com/rpcgen/rpcgen/runtime/session/redisstore"
	"github.com/rpcgen/rpcgen/runtime/session/sqlstore"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
)

// memoryServer is the first piece of code in docs/sessions.md.
func memoryServer(use func(*runtime.Server)) {
	store := memstore.New()
	defer store.Close()
	sessions := session.NewManager(store)
	defer sessions.Close(context.Background())

	server := runtime.NewServer(sessions.Flow())
	use(server)
}

func sqliteStore(ctx context.Context, file string) (*sqlstore.Store, *sql.DB, error) {
	db, err := sql.Open("sqlite", file) // modernc.org/sqlite
	if err != nil {
		return nil, nil, err
	}
	store, err := sqlstore.Open(ctx, db, sqlstore.SQLite)
	return store, db, err
}

func postgresStore(ctx context.Context, url string) (*sqlstore.Store, *sql.DB, error) {
	db, err := sql.Open("pgx", url) // github.com/jackc/pgx/v5/stdlib
	if err != nil {
		return nil, nil, err
	}
	store, err := sqlstore.Open(ctx, db, sqlstore.Postgres)
	return store, db, err
}

func mysqlStore(ctx context.Context, dsn string) (*sqlstore.Store, *sql.DB, error) {
	db, err := sql.Open("mysql", dsn) // github.com/go-sql-driver/mysql
	if err != nil {
		return nil, nil, err
	}
	store, err := sqlstore.Open(ctx, db, sqlstore.MySQL)
	return store, db, err
}

func redisStore(addr string) (*redisstore.Store, *redis.Client) {
	client := redis.NewClient(&redis.Options{ // github.com/redis/go-redis/v9
		Addr:                  addr,
		MaxRetries:            -1,
		ContextTimeoutEnabled: true,
	})
	store := redisstore.New(client)
	return store, client
}

// boundServer has the options that docs/sessions.md shows under security.
func boundServer(store session.Store) (*session.Manager, *httprpc.Handler, error) {
	sessions := session.NewManager(store, session.WithBinder())
	server := runtime.NewServer(sessions.Flow())
	handler, err := httprpc.NewHandler(server, httprpc.WithBinder(), httprpc.HSTS(365*24*time.Hour))
	return sessions, handler, err
}

// limitedManager has the limits that docs/sessions.md shows.
func limitedManager(store session.Store) *session.Manager {
	return session.NewManager(store,
		session.WithSessionsPerOwner(5),
		session.WithNewSessions(session.DefaultNewRate, session.DefaultNewBurst))
}
