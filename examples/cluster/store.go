package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	"github.com/redis/go-redis/v9"

	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/redisstore"
	"github.com/rpcgen/rpcgen/runtime/session/sqlstore"
)

// open returns the store that all machines share, and a function that closes it.
// The address is what the store's client takes.
func open(ctx context.Context, kind, address string) (session.Store, func() error, error) {
	switch kind {
	case "redis":
		client := redis.NewClient(&redis.Options{
			Addr:                  address,
			ContextTimeoutEnabled: true, // a call's deadline holds for Redis, too
			MaxRetries:            -1,   // an outage shows at once
		})
		store := redisstore.New(client)
		return store, func() error { return errors.Join(store.Close(), client.Close()) }, nil
	case "postgres":
		db, err := sql.Open("pgx", address)
		if err != nil {
			return nil, nil, err
		}
		db.SetMaxOpenConns(20) // of the 100 that a PostgreSQL allows by default
		store, err := sqlstore.Open(ctx, db, sqlstore.Postgres)
		if err != nil {
			return nil, nil, errors.Join(err, db.Close())
		}
		return store, func() error { return errors.Join(store.Close(), db.Close()) }, nil
	}
	return nil, nil, fmt.Errorf("there is no store %q, but redis and postgres", kind)
}
