package sqlstore_test

import (
	"context"
	"database/sql"
	"fmt"
	"log"
	"strings"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/sqlstore"
)

// The program imports a driver, such as _ "github.com/jackc/pgx/v5/stdlib" for the
// name "pgx".
func ExampleOpen() {
	ctx := context.Background()
	db, err := sql.Open("pgx", "postgres://app@db.internal/app")
	if err != nil {
		log.Fatal(err)
	}
	db.SetMaxOpenConns(20)
	store, err := sqlstore.Open(ctx, db, sqlstore.Postgres)
	if err != nil {
		log.Fatal(err)
	}
	sessions := session.NewManager(store)
	server := runtime.NewServer(sessions.Flow())

	// Register services, serve, and in the end close in this order.
	_ = server
	for _, err := range []error{sessions.Close(ctx), store.Close(), db.Close()} {
		if err != nil {
			log.Print(err)
		}
	}
}

// An administrator makes the tables with these statements, if the program may not.
func ExampleSchema() {
	statements := sqlstore.Schema(sqlstore.SQLite, sqlstore.WithTablePrefix("shop_"))
	for line := range strings.Lines(statements) {
		if name, ok := strings.CutPrefix(line, "CREATE TABLE "); ok {
			fmt.Println(strings.Fields(strings.TrimPrefix(name, "IF NOT EXISTS "))[0])
		}
	}
	// Unordered output:
	// shop_session
	// shop_session_value
	// shop_session_schema
}
