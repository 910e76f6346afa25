package stores_test

import (
	"context"
	"database/sql"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	_ "modernc.org/sqlite" // the driver is the caller's choice

	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/sqlstore"
)

// Sessions in a file. A server makes its manager of the store, and is done.
func Example_sqlite() {
	dir, err := os.MkdirTemp("", "sessions")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	db, err := sql.Open("sqlite", filepath.Join(dir, "sessions.db"))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	store, err := sqlstore.Open(ctx, db, sqlstore.SQLite)
	if err != nil {
		log.Fatal(err)
	}
	defer store.Close()
	manager := session.NewManager(store)
	defer manager.Close(ctx)

	n, err := manager.LogoutAll(ctx, "ada")
	fmt.Println(n, err)
	// Output: 0 <nil>
}

// What a database administrator gets, where programs may not create tables.
func Example_schema() {
	fmt.Println(sqlstore.Schema(sqlstore.SQLite, sqlstore.WithTablePrefix("shop_")))
	// Output:
	// CREATE TABLE IF NOT EXISTS shop_session_schema (version integer NOT NULL PRIMARY KEY);
	// CREATE TABLE shop_session (
	// 	id      BLOB    NOT NULL PRIMARY KEY,
	// 	rev     INTEGER NOT NULL,
	// 	created INTEGER NOT NULL,
	// 	expires INTEGER NOT NULL,
	// 	owner   BLOB,
	// 	retired INTEGER NOT NULL
	// ) WITHOUT ROWID;
	// CREATE INDEX shop_session_owner ON shop_session (owner, id) WHERE owner IS NOT NULL;
	// CREATE INDEX shop_session_expires ON shop_session (expires);
	// CREATE TABLE shop_session_value (
	// 	id   BLOB    NOT NULL REFERENCES shop_session (id) ON DELETE CASCADE,
	// 	name BLOB    NOT NULL,
	// 	rev  INTEGER NOT NULL,
	// 	data BLOB    NOT NULL,
	// 	PRIMARY KEY (id, name)
	// ) WITHOUT ROWID;
	// INSERT INTO shop_session_schema (version) VALUES (1);
}
