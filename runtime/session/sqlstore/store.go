package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/rpcgen/rpcgen/runtime/session"
)

var errClosed = errors.New("sqlstore: closed")

// A Store is a [session.Store] and a [session.Index] in a database. It may be used
// by several goroutines at once, and several stores, in one process or in many,
// may share the tables. Open one with [Open].
type Store struct {
	db     *sql.DB
	config config
	*dialect
	text     texts
	others   sync.Map  // statements that were made of other texts
	reader   runner    // for statements that are always the same, outside of transactions
	prepared *prepared // nil where the driver sees to it itself
	writer   *writer   // the one connection that writes; nil where every one may

	closed  atomic.Bool
	cancel  context.CancelFunc
	sweeper sync.WaitGroup
}

var (
	_ session.Store = (*Store)(nil)
	_ session.Index = (*Store)(nil)
)

// Open returns a store that keeps its sessions in db. It makes the tables if
// they are not there, brings older ones up to date, and refuses newer ones than it
// knows. Many processes may do so at once. Where the tables are as they should be,
// it needs no right to create anything: see [Schema].
//
// The store has a goroutine that frees expired sessions. Close ends it. Db stays
// the caller's: close the store first, then db.
func Open(ctx context.Context, db *sql.DB, d Dialect, opts ...Option) (*Store, error) {
	s, err := newStore(db, d, opts)
	if err != nil {
		return nil, err
	}
	if err := s.prepare(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("sqlstore: %w", err), s.Close())
	}
	if !s.config.noSweeper {
		sweep, cancel := context.WithCancel(context.Background())
		s.cancel = cancel
		s.sweeper.Go(func() { session.KeepSweeping(sweep, s, s.config.report) })
	}
	return s, nil
}

func newStore(db *sql.DB, d Dialect, opts []Option) (*Store, error) {
	c, err := configure(opts)
	if err != nil {
		return nil, err
	}
	if db == nil {
		return nil, errors.New("sqlstore: there is no database")
	}
	what, ok := dialects[d]
	if !ok {
		return nil, fmt.Errorf("sqlstore: %v is none of SQLite, Postgres and MySQL", d)
	}
	s := &Store{db: db, config: c, dialect: what, text: what.texts(c.prefix), reader: db, cancel: func() {}}
	if d == SQLite {
		s.prepared = &prepared{db: db, stmts: map[string]*sql.Stmt{}}
		s.writer = newWriter(db, c.fullSync)
		s.reader = s.prepared
	}
	return s, nil
}

// prepare sees to it that the database can be used.
func (s *Store) prepare(ctx context.Context) error {
	if s.writer != nil {
		if err := s.writer.start(); err != nil {
			return err
		}
		// What is wrong with the file had better be said now.
		if err := s.transact(ctx, func(context.Context, *tx) error { return nil }); err != nil {
			return err
		}
	}
	return s.upgrade(ctx, s.schema)
}

// Close ends the store's goroutine, and gives back the connection that a store on
// SQLite keeps. The database stays open. It may be called again.
func (s *Store) Close() error {
	s.closed.Store(true)
	s.cancel()
	s.sweeper.Wait()
	if s.writer != nil {
		s.prepared.close()
		s.writer.close()
	}
	return nil
}

// ready refuses calls that are not to be carried out.
func (s *Store) ready(ctx context.Context) error {
	if s.closed.Load() {
		return fmt.Errorf("%w: %w", session.ErrUnavailable, errClosed)
	}
	return ctx.Err()
}
