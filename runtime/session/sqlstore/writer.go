package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
)

// A writer is the one connection through which a store writes to SQLite, which
// takes one writer at a time in any case. It is a runner for a transaction.
//
// A pool opens and closes connections as it likes, and what a PRAGMA sets holds
// for one of them. The store keeps this one, so its settings are what they should
// be, whatever the caller's pool is set up with. Reading needs none.
type writer struct {
	db   *sql.DB
	full bool

	mu     sync.Mutex
	queue  []*job
	closed bool
	wake   chan struct{} // tells run that there is something in the queue
	ended  chan struct{} // closed when run has returned

	// Only run uses these.
	conn  *sql.Conn // nil until there is one
	stmts map[string]*sql.Stmt
}

func newWriter(db *sql.DB, full bool) *writer {
	return &writer{db: db, full: full, wake: make(chan struct{}, 1), ended: make(chan struct{})}
}

// start begins to write, with a goroutine that close ends. It refuses a pool that it
// would leave nothing of.
func (w *writer) start() error {
	go func() {
		defer close(w.ended)
		w.run()
	}()
	if w.db.Stats().MaxOpenConnections == 1 {
		return errors.New("the pool may open only one connection, and the store keeps one for writing: allow at least two, db.SetMaxOpenConns(2)")
	}
	return nil
}

// check drops the connection after an error that is not simply that another
// process writes.
func (w *writer) check(err error) {
	if sqliteWrong(err, false) != again {
		w.drop()
	}
}

// open takes a connection from the pool, if there is none, and sets it up.
func (w *writer) open() error {
	if w.conn != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), patient)
	defer cancel()
	conn, err := w.db.Conn(ctx)
	if err != nil {
		return err
	}
	w.conn, w.stmts = conn, map[string]*sql.Stmt{}
	if err := w.setUp(ctx); err != nil {
		w.drop()
		return err
	}
	return nil
}

func (w *writer) setUp(ctx context.Context) error {
	sync := "NORMAL"
	if w.full {
		sync = "FULL"
	}
	for _, pragma := range []string{
		// Waiting is done on this side, where ctx ends it.
		"PRAGMA busy_timeout = 0", "PRAGMA foreign_keys = ON", "PRAGMA synchronous = " + sync,
	} {
		if _, err := w.conn.ExecContext(ctx, pragma); err != nil {
			return err
		}
	}
	var mode string
	if err := w.conn.QueryRowContext(ctx, "PRAGMA journal_mode = WAL").Scan(&mode); err != nil {
		return err
	}
	if !strings.EqualFold(mode, "wal") {
		return fmt.Errorf("SQLite's journal mode is %q and cannot be wal: the database has to be a file on a local disk "+
			"(in memory, every connection would have one of its own: there is package memstore)", mode)
	}
	return nil
}

// drop closes the connection, which is not as the pool's other ones are. The
// next writer opens another one.
func (w *writer) drop() {
	for _, stmt := range w.stmts {
		_ = stmt.Close() // all it holds is on the connection
	}
	discard(w.conn)
	giveBack(w.conn) // it is closed: this tells the pool
	w.conn, w.stmts = nil, nil
}

// close ends the writer, when it has done what is in the queue. It may be called
// again.
func (w *writer) close() {
	w.mu.Lock()
	if !w.closed {
		w.closed = true
		close(w.wake)
	}
	w.mu.Unlock()
	<-w.ended
}

// prepare returns the prepared form of a text.
func (w *writer) prepare(ctx context.Context, text string) (*sql.Stmt, error) {
	if stmt := w.stmts[text]; stmt != nil {
		return stmt, nil
	}
	stmt, err := w.conn.PrepareContext(ctx, text)
	if err == nil {
		w.stmts[text] = stmt
	}
	return stmt, err
}

// ExecContext implements runner.
func (w *writer) ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error) {
	stmt, err := w.prepare(ctx, text)
	if err != nil {
		return nil, err
	}
	return stmt.ExecContext(ctx, args...)
}

// QueryContext implements runner.
func (w *writer) QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	stmt, err := w.prepare(ctx, text)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}
