package stores_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/sqlstore"
	"github.com/rpcgen/rpcgen/testdata/internal/servers"
)

// A place is where a test gets empty databases of one dialect.
type place struct {
	dialect sqlstore.Dialect
	driver  string
	// empty returns the DSN of a new database.
	empty func(t testing.TB) string
	// poor returns the DSN of the database for somebody who may not create
	// anything, "" where there is no such thing.
	poor func(t testing.TB, dsn string) string
	// catalog selects a line for each thing that a schema is made of.
	catalog string
}

// places returns all of them. Their servers run as long as the test.
func places(t testing.TB) []place {
	return []place{
		{
			dialect: sqlstore.SQLite, driver: "sqlite",
			empty:   func(t testing.TB) string { return filepath.Join(t.TempDir(), "sessions.db") },
			catalog: `SELECT sql FROM sqlite_master WHERE sql IS NOT NULL`,
		},
		postgresPlace(servers.Postgres(t).URL), mysqlPlace(servers.MariaDB(t).URL),
	}
}

func postgresPlace(server string) place {
	n := 0
	return place{
		dialect: sqlstore.Postgres, driver: "pgx",
		empty: func(t testing.TB) string {
			n++
			name := fmt.Sprint("t", n)
			script(t, openDB(t, "pgx", server), "CREATE DATABASE "+name)
			return strings.Replace(server, "/postgres?", "/"+name+"?", 1)
		},
		poor: func(t testing.TB, dsn string) string {
			script(t, openDB(t, "pgx", dsn), `CREATE ROLE poor LOGIN; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO poor`)
			return strings.Replace(dsn, "postgres@", "poor@", 1)
		},
		catalog: `SELECT concat_ws(' ', table_name, column_name, ordinal_position, data_type, is_nullable, column_default)
			FROM information_schema.columns WHERE table_schema = 'public'
			UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
			UNION ALL SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
			UNION ALL SELECT concat_ws(' ', relname, reloptions::text) FROM pg_class WHERE relnamespace = 'public'::regnamespace`,
	}
}

func mysqlPlace(server string) place {
	n := 0
	return place{
		dialect: sqlstore.MySQL, driver: "mysql",
		empty: func(t testing.TB) string {
			n++
			name := fmt.Sprint("t", n)
			script(t, openDB(t, "mysql", server), "CREATE DATABASE "+name)
			return server[:strings.LastIndex(server, "/")+1] + name
		},
		poor: func(t testing.TB, dsn string) string {
			script(t, openDB(t, "mysql", dsn), `CREATE USER poor@'%';
				GRANT SELECT, INSERT, UPDATE, DELETE ON `+dsn[strings.LastIndex(dsn, "/")+1:]+`.* TO poor@'%'`)
			return "poor" + dsn[strings.Index(dsn, "@"):]
		},
		catalog: `SELECT concat_ws(' ', table_name, column_name, ordinal_position, column_type, is_nullable, column_default)
			FROM information_schema.columns WHERE table_schema = DATABASE()
			UNION ALL SELECT concat_ws(' ', table_name, index_name, non_unique, seq_in_index, column_name)
			FROM information_schema.statistics WHERE table_schema = DATABASE()
			UNION ALL SELECT concat_ws(' ', table_name, referenced_table_name, delete_rule)
			FROM information_schema.referential_constraints WHERE constraint_schema = DATABASE()
			UNION ALL SELECT concat_ws(' ', table_name, engine) FROM information_schema.tables WHERE table_schema = DATABASE()`,
	}
}

// script carries out statements that are separated by semicolons.
func script(t testing.TB, db *sql.DB, text string) {
	t.Helper()
	for _, one := range strings.Split(text, ";") {
		if strings.TrimSpace(one) == "" {
			continue
		}
		if _, err := db.ExecContext(t.Context(), one); err != nil {
			t.Fatalf("%v: %s", err, one)
		}
	}
}

func (p place) things(t testing.TB, db *sql.DB) (things []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), p.catalog)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var thing string
		if err := rows.Scan(&thing); err != nil {
			t.Fatal(err)
		}
		things = append(things, thing)
	}
	slices.Sort(things)
	return things
}

func TestSchema(t *testing.T) {
	for _, p := range places(t) {
		t.Run(p.dialect.String(), func(t *testing.T) {
			t.Run("AtOnce", p.openAtOnce)
			t.Run("ByHand", p.byHand)
			t.Run("Newer", p.newer)
			t.Run("Prefixes", p.prefixes)
			t.Run("Foreign", p.foreign)
			t.Run("Locked", p.locked)
		})
	}
}

// Eight processes may make the tables at once.
func (p place) openAtOnce(t *testing.T) {
	dsn := p.empty(t)
	id := newID()
	errs := make([]error, 8)
	var wg sync.WaitGroup
	for i := range errs {
		db := openDB(t, p.driver, dsn)
		wg.Go(func() {
			store, err := sqlstore.Open(t.Context(), db, p.dialect)
			if err == nil {
				w := session.Write{Key: fmt.Sprint("k", i), Data: []byte("v"), If: session.Absent}
				_, err = store.Apply(t.Context(), id, session.Change{Create: true, TTL: time.Hour, Writes: []session.Write{w}})
				err = errors.Join(err, store.Close())
			}
			errs[i] = err
		})
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	rec, err := openStore(t, openDB(t, p.driver, dsn), p.dialect).Load(t.Context(), id)
	if err != nil || len(rec.Values) != len(errs) {
		t.Errorf("got %d values, %v, want %d", len(rec.Values), err, len(errs))
	}
}

// The tables that Schema makes are those that Open makes, and then nobody needs
// the right to create any.
func (p place) byHand(t *testing.T) {
	dsn, byHand := p.empty(t), p.empty(t)
	db := openDB(t, p.driver, dsn)
	openStore(t, db, p.dialect)
	want := p.things(t, db)
	db = openDB(t, p.driver, byHand)
	script(t, db, sqlstore.Schema(p.dialect))
	if got := p.things(t, db); !slices.Equal(got, want) {
		t.Errorf("Schema makes\n%s\nOpen makes\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if p.poor != nil {
		db = openDB(t, p.driver, p.poor(t, byHand))
		if _, err := db.ExecContext(t.Context(), "CREATE TABLE other (n integer)"); err == nil {
			t.Fatal("it may create tables")
		}
	}
	store := openStore(t, db, p.dialect)
	id := newID()
	if _, err := store.Apply(t.Context(), id, session.Change{Create: true, TTL: time.Hour}); err != nil {
		t.Error(err)
	}
	if _, err := store.Load(t.Context(), id); err != nil {
		t.Error(err)
	}
	if _, err := store.Sweep(t.Context(), 10); err != nil {
		t.Error(err)
	}
}

// Tables that a newer program has made are not touched.
func (p place) newer(t *testing.T) {
	db := openDB(t, p.driver, p.empty(t))
	openStore(t, db, p.dialect)
	script(t, db, "INSERT INTO rpc_session_schema (version) VALUES (1000)")
	if _, err := sqlstore.Open(t.Context(), db, p.dialect); err == nil || !strings.Contains(err.Error(), "1000") {
		t.Errorf("got %v, want an error that names the version", err)
	}
}

// Stores with different prefixes have nothing in common.
func (p place) prefixes(t *testing.T) {
	db := openDB(t, p.driver, p.empty(t))
	one, other := openStore(t, db, p.dialect), openStore(t, db, p.dialect, sqlstore.WithTablePrefix("shop_"))
	id := newID()
	if _, err := one.Apply(t.Context(), id, session.Change{Create: true, TTL: time.Hour}); err != nil {
		t.Fatal(err)
	}
	if _, err := other.Load(t.Context(), id); !errors.Is(err, session.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
}

// What somebody deletes by hand is gone as a whole.
func (p place) foreign(t *testing.T) {
	db := openDB(t, p.driver, p.empty(t))
	store := openStore(t, db, p.dialect)
	id := newID()
	w := session.Write{Key: "k", Data: []byte("v"), If: session.Any}
	if _, err := store.Apply(t.Context(), id, session.Change{Create: true, TTL: time.Hour, Writes: []session.Write{w}}); err != nil {
		t.Fatal(err)
	}
	if p.dialect == sqlstore.SQLite {
		script(t, db, "DELETE FROM rpc_session_value") // foreign keys are off in a shell
	}
	script(t, db, "DELETE FROM rpc_session")
	if _, err := store.Load(t.Context(), id); !errors.Is(err, session.ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
	if _, err := store.Apply(t.Context(), id, session.Change{Create: true, TTL: time.Hour}); err != nil {
		t.Fatal(err)
	}
	if rec, err := store.Load(t.Context(), id); err != nil || len(rec.Values) != 0 || rec.Rev != 1 {
		t.Errorf("got %+v, %v, want a new session", rec, err)
	}
}

// What somebody else has locked is waited for, up to the end of ctx. Then
// either nothing was done or nobody knows.
func (p place) locked(t *testing.T) {
	dsn := p.empty(t)
	store := openStore(t, openDB(t, p.driver, dsn), p.dialect)
	id := newID()
	if _, err := store.Apply(t.Context(), id, session.Change{Create: true, TTL: time.Hour}); err != nil {
		t.Fatal(err)
	}
	conn, err := openDB(t, p.driver, dsn).Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	begin, lock := "START TRANSACTION", "UPDATE rpc_session SET rev = rev"
	if p.dialect == sqlstore.SQLite {
		begin = "BEGIN IMMEDIATE"
	}
	for _, text := range []string{begin, lock} {
		if _, err := conn.ExecContext(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	set := func(key string) session.Change {
		return session.Change{Writes: []session.Write{{Key: key, Data: []byte("v"), If: session.Any}}}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := store.Apply(ctx, id, set("early")); !errors.Is(err, session.ErrUnavailable) && !errors.Is(err, session.ErrUnknown) {
		t.Errorf("while it is locked: got %v, want ErrUnavailable or ErrUnknown", err)
	}
	if _, err := store.Load(t.Context(), id); err != nil {
		t.Errorf("reading while it is locked: %v", err)
	}
	if _, err := conn.ExecContext(t.Context(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Apply(t.Context(), id, set("late")); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

// What cannot work is refused when the store is opened.
func TestSQLiteRefusals(t *testing.T) {
	for _, dsn := range []string{":memory:", "file::memory:?cache=shared"} {
		if _, err := sqlstore.Open(t.Context(), openDB(t, "sqlite", dsn), sqlstore.SQLite); err == nil || !strings.Contains(err.Error(), "memory") {
			t.Errorf("%s: got %v, want an error that says what is wrong", dsn, err)
		}
	}
	db := openDB(t, "sqlite", filepath.Join(t.TempDir(), "sessions.db"))
	db.SetMaxOpenConns(1)
	if _, err := sqlstore.Open(t.Context(), db, sqlstore.SQLite); err == nil || !strings.Contains(err.Error(), "SetMaxOpenConns") {
		t.Errorf("one connection: got %v, want an error that says what to do", err)
	}
	if _, err := sqlstore.Open(t.Context(), openDB(t, "sqlite", filepath.Join(t.TempDir(), "no", "such", "folder")), sqlstore.SQLite); !errors.Is(err, session.ErrUnavailable) {
		t.Errorf("no such folder: got %v, want ErrUnavailable", err)
	}
}

// The settings of a store's own connection are those that it needs, and nobody
// else's are changed.
func TestSQLiteSettings(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sessions.db")
	db := openDB(t, "sqlite", path+"?_pragma=busy_timeout(1234)")
	store := openStore(t, db, sqlstore.SQLite, sqlstore.WithFullSync())
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	var conns []*sql.Conn
	for range 8 {
		conn, err := db.Conn(context.WithoutCancel(t.Context()))
		if err != nil {
			t.Fatal(err)
		}
		conns = append(conns, conn)
		var timeout int
		if err := conn.QueryRowContext(t.Context(), "PRAGMA busy_timeout").Scan(&timeout); err != nil || timeout != 1234 {
			t.Errorf("busy_timeout: got %d, %v, want the caller's own", timeout, err)
		}
	}
	for _, conn := range conns {
		conn.Close()
	}
}
