package stores_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/sqlstore"
	"github.com/rpcgen/rpcgen/testdata/internal/servers"
)

func BenchmarkSQLite(b *testing.B) {
	path := filepath.Join(b.TempDir(), "sessions.db")
	db := openDB(b, "sqlite", path+"?_pragma=journal_mode(wal)&_pragma=synchronous(normal)&_pragma=busy_timeout(5000)&_pragma=foreign_keys(1)")
	benchmarkSQL(b, db, sqlstore.SQLite, rawSQL{
		create:  "CREATE TABLE IF NOT EXISTS raw (id BLOB NOT NULL, name BLOB NOT NULL, data BLOB NOT NULL, PRIMARY KEY (id, name)) WITHOUT ROWID",
		upsert:  "INSERT INTO raw (id, name, data) VALUES (?, ?, ?) ON CONFLICT (id, name) DO UPDATE SET data = excluded.data",
		load:    "SELECT name, data FROM raw WHERE id = ?",
		writers: 1,
	})
}

func BenchmarkPostgres(b *testing.B) {
	benchmarkSQL(b, openDB(b, "pgx", servers.Postgres(b).URL), sqlstore.Postgres, rawSQL{
		create:      "CREATE TABLE IF NOT EXISTS raw (id bytea NOT NULL, name bytea NOT NULL, data bytea NOT NULL, PRIMARY KEY (id, name))",
		upsert:      "INSERT INTO raw (id, name, data) VALUES ($1, $2, $3) ON CONFLICT (id, name) DO UPDATE SET data = excluded.data",
		load:        "SELECT name, data FROM raw WHERE id = $1",
		transaction: true,
	})
}

func BenchmarkMySQL(b *testing.B) {
	benchmarkSQL(b, openDB(b, "mysql", servers.MariaDB(b).URL), sqlstore.MySQL, rawSQL{
		create:      "CREATE TABLE IF NOT EXISTS raw (id varbinary(32) NOT NULL, name varbinary(128) NOT NULL, data mediumblob NOT NULL, PRIMARY KEY (id, name)) ENGINE = InnoDB",
		upsert:      "INSERT INTO raw (id, name, data) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE data = VALUES(data)",
		load:        "SELECT name, data FROM raw WHERE id = ?",
		transaction: true,
	})
}

// A rawSQL is what stores are measured against: a bare upsert, and a bare
// SELECT, on the same server in the same run.
type rawSQL struct {
	create, upsert, load string
	transaction          bool // the upsert stands in a transaction
	writers              int  // how many may write at once, 0 for any number
}

const many = 100

// benchmarkSQL measures a store, and the raw commands beside it.
func benchmarkSQL(b *testing.B, db *sql.DB, d sqlstore.Dialect, raw rawSQL) {
	store := openStore(b, db, d)
	if _, err := db.ExecContext(b.Context(), raw.create); err != nil {
		b.Fatal(err)
	}
	pool := db
	if raw.writers > 0 {
		pool = rawPool(b, db, raw)
	}
	upsert := prepared(b, pool, raw.upsert)
	load := prepared(b, db, raw.load)
	var turn atomic.Int64 // to write what is there already costs some databases nothing
	put := func(id session.ID, name string) error {
		return rawPut(b.Context(), pool, upsert, raw, id, name, fmt.Appendf(nil, "value %9d", turn.Add(1)))
	}
	set := func(id session.ID, name string) error {
		w := session.Write{Key: name, Data: fmt.Appendf(nil, "value %9d", turn.Add(1)), If: session.Any}
		_, err := store.Apply(b.Context(), id, session.Change{Writes: []session.Write{w}})
		return err
	}

	b.Run("set/raw", func(b *testing.B) { each(b, func(id session.ID) error { return put(id, "k") }) })
	b.Run("set/store", func(b *testing.B) { eachSession(b, store, func(id session.ID) error { return set(id, "k") }) })
	b.Run("set-parallel/raw", func(b *testing.B) { parallel(b, nil, func(id session.ID) error { return put(id, "k") }) })
	b.Run("set-parallel/store", func(b *testing.B) {
		parallel(b, store, func(id session.ID) error { return set(id, "k") })
	})
	b.Run("load/raw", func(b *testing.B) {
		id := newID()
		if err := put(id, "k"); err != nil {
			b.Fatal(err)
		}
		loop(b, func() error { return rawLoad(b.Context(), load, id) })
	})
	b.Run("load/store", func(b *testing.B) {
		id := created(b, store)
		loop(b, func() error { _, err := store.Load(b.Context(), id); return err })
	})
	b.Run("update/raw", func(b *testing.B) {
		id := newID()
		loop(b, func() error { return errors.Join(put(id, "n"), rawLoad(b.Context(), load, id)) })
	})
	b.Run("update/store", func(b *testing.B) {
		id := created(b, store)
		loop(b, func() error { return increment(b.Context(), store, id) })
	})
	b.Run("100keys/raw", func(b *testing.B) {
		id := newID()
		loop(b, func() error { return together(func(i int) error { return put(id, fmt.Sprint("k", i)) }) })
	})
	b.Run("100keys/store", func(b *testing.B) {
		id := created(b, store)
		loop(b, func() error { return together(func(i int) error { return set(id, fmt.Sprint("k", i)) }) })
	})
	b.Run("100increments/raw", func(b *testing.B) {
		id := newID()
		loop(b, func() error { return together(func(i int) error { return put(id, "n") }) })
	})
	b.Run("100increments/store", func(b *testing.B) {
		id := created(b, store)
		var stripe sync.Mutex // as the manager has one in front of the store
		loop(b, func() error {
			return together(func(int) error {
				stripe.Lock()
				defer stripe.Unlock()
				return increment(b.Context(), store, id)
			})
		})
	})
}

// rawPool has as many connections as may write at once.
func rawPool(b *testing.B, db *sql.DB, raw rawSQL) *sql.DB {
	var name string
	if err := db.QueryRowContext(b.Context(), "SELECT file FROM pragma_database_list").Scan(&name); err != nil {
		b.Fatal(err)
	}
	pool := openDB(b, "sqlite", name+"?_pragma=synchronous(normal)&_pragma=busy_timeout(5000)&_pragma=foreign_keys(1)")
	pool.SetMaxOpenConns(raw.writers)
	return pool
}

func prepared(b *testing.B, db *sql.DB, text string) *sql.Stmt {
	stmt, err := db.PrepareContext(b.Context(), text)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { stmt.Close() })
	return stmt
}

func rawPut(ctx context.Context, db *sql.DB, upsert *sql.Stmt, raw rawSQL, id session.ID, name string, data []byte) error {
	if !raw.transaction {
		_, err := upsert.ExecContext(ctx, id[:], []byte(name), data)
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if _, err := tx.StmtContext(ctx, upsert).ExecContext(ctx, id[:], []byte(name), data); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

func rawLoad(ctx context.Context, load *sql.Stmt, id session.ID) error {
	rows, err := load.QueryContext(ctx, id[:])
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var name, data []byte
		if err := rows.Scan(&name, &data); err != nil {
			return err
		}
	}
	return rows.Err()
}

func newID() (id session.ID) {
	rand.Read(id[:])
	return id
}

// created returns the id of a new session.
func created(b *testing.B, store session.Store) session.ID {
	id := newID()
	w := session.Write{Key: "n", Data: []byte("0"), If: session.Any}
	if _, err := store.Apply(b.Context(), id, session.Change{Create: true, TTL: time.Hour, Writes: []session.Write{w}}); err != nil {
		b.Fatal(err)
	}
	return id
}

// increment is what an Update does: load, and write if nobody else has.
func increment(ctx context.Context, store session.Store, id session.ID) error {
	for {
		rec, err := store.Load(ctx, id)
		if err != nil {
			return err
		}
		old := rec.Values["n"]
		n, err := strconv.Atoi(string(old.Data))
		if err != nil {
			return err
		}
		w := session.Write{Key: "n", Data: []byte(strconv.Itoa(n + 1)), If: int64(old.Rev)}
		if _, err = store.Apply(ctx, id, session.Change{Writes: []session.Write{w}}); !errors.Is(err, session.ErrConflict) {
			return err
		}
	}
}

func loop(b *testing.B, f func() error) {
	b.ReportAllocs()
	for b.Loop() {
		if err := f(); err != nil {
			b.Fatal(err)
		}
	}
}

const spread = 64 // sessions that a benchmark of sets goes round

func each(b *testing.B, f func(session.ID) error) {
	var ids [spread]session.ID
	for i := range ids {
		ids[i] = newID()
	}
	n := 0
	loop(b, func() error {
		n++
		return f(ids[n%spread])
	})
}

func eachSession(b *testing.B, store session.Store, f func(session.ID) error) {
	var ids [spread]session.ID
	for i := range ids {
		ids[i] = created(b, store)
	}
	n := 0
	loop(b, func() error {
		n++
		return f(ids[n%spread])
	})
}

// parallel runs f on many sessions at once.
func parallel(b *testing.B, store session.Store, f func(session.ID) error) {
	b.ReportAllocs()
	b.SetParallelism(8)
	b.RunParallel(func(pb *testing.PB) {
		id := newID()
		if store != nil {
			id = created(b, store)
		}
		for pb.Next() {
			if err := f(id); err != nil {
				b.Error(err)
				return
			}
		}
	})
}

// together runs f a hundred times at once.
func together(f func(i int) error) error {
	errs := make([]error, many)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() { errs[i] = f(i) })
	}
	wg.Wait()
	return errors.Join(errs...)
}
