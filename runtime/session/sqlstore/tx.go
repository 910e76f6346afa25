package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/rpcgen/rpcgen/runtime/session"
)

const (
	// How often a transaction is tried that met another one, and for how long if
	// ctx has no end.
	tries   = 200
	patient = 5 * time.Second
	// How long an end of ctx may be overstayed to give a connection back in order.
	grace = 30 * time.Millisecond
)

// A tx is a transaction under way. It is not a [sql.Tx], whose Commit waits
// for however long the driver likes: ctx ends it like any other statement.
type tx struct {
	*Store
	conn runner
}

func (t *tx) exec(ctx context.Context, st statement, args ...any) (int64, error) {
	return t.Store.exec(ctx, t.conn, st, args...)
}

func (t *tx) query(ctx context.Context, st statement, row func(*sql.Rows) error, args ...any) error {
	return t.Store.query(ctx, t.conn, st, row, args...)
}

// transact does something in a transaction, again if it met another one. What
// it returns is one of the errors of package session.
func (s *Store) transact(ctx context.Context, do func(context.Context, *tx) error) error {
	deadline := time.Now().Add(patient)
	for n := 0; ; n++ {
		err := s.once(ctx, do)
		if err == nil || answer(err) {
			return err
		}
		switch s.judge(err) {
		case unknown:
			return fmt.Errorf("%w: sqlstore: writing: %w", session.ErrUnknown, err)
		case clash:
			return fmt.Errorf("%w: sqlstore: %w", session.ErrConflict, err)
		case large:
			return fmt.Errorf("%w: sqlstore: %w", session.ErrTooLarge, err)
		case cut:
			if n+1 >= connections {
				return notDone(err)
			}
		case again:
			if n+1 >= tries || time.Now().After(deadline) {
				return notDone(err)
			}
		case refused:
			return notDone(err)
		}
		if ctx.Err() != nil || pause(ctx, n) != nil {
			return notDone(errors.Join(ctx.Err(), err))
		}
	}
}

// notDone is an error after which it is certain that nothing was written.
func notDone(err error) error {
	if errors.Is(err, session.ErrUnavailable) {
		return err
	}
	return fmt.Errorf("%w: sqlstore: writing: %w", session.ErrUnavailable, err)
}

// answer reports whether an error is the store's answer, not a failure of it.
func answer(err error) bool {
	return errors.Is(err, session.ErrNotFound) || errors.Is(err, session.ErrRetired) || errors.Is(err, session.ErrConflict)
}

// A commitError is what a COMMIT returned.
type commitError struct{ err error }

func (e commitError) Error() string { return e.err.Error() }
func (e commitError) Unwrap() error { return e.err }

// once does something in a transaction.
func (s *Store) once(ctx context.Context, do func(context.Context, *tx) error) (err error) {
	if s.writer != nil {
		return s.writer.once(ctx, func(ctx context.Context, on runner) error { return do(ctx, &tx{s, on}) })
	}
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer giveBack(conn)
	if err = s.within(ctx, conn, do); err != nil {
		s.undo(ctx, conn, err)
	}
	return err
}

func (s *Store) within(ctx context.Context, conn *sql.Conn, do func(context.Context, *tx) error) error {
	for _, text := range s.begin {
		if _, err := conn.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	if err := do(ctx, &tx{s, conn}); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err // nothing of a COMMIT has been sent
	}
	if _, err := conn.ExecContext(ctx, "COMMIT"); err != nil {
		return commitError{err}
	}
	return nil
}

// undo leaves a connection without a transaction, or drops it. Its end is the
// end of what was not committed.
func (s *Store) undo(ctx context.Context, conn *sql.Conn, after error) {
	if ctx.Err() != nil {
		short, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
		defer cancel()
		ctx = short
	}
	if v := s.judge(after); v != cut && v != unknown {
		if _, err := conn.ExecContext(ctx, "ROLLBACK"); err == nil {
			return
		}
	}
	discard(conn)
}

// giveBack returns a connection to its pool, which drops a broken one.
func giveBack(conn *sql.Conn) { _ = conn.Close() }

// discard closes a connection instead of giving it back.
func discard(conn *sql.Conn) {
	_ = conn.Raw(func(any) error { return driver.ErrBadConn })
}

// pause waits before another try, longer each time: up to a millisecond
// first, up to 32 in the end.
func pause(ctx context.Context, n int) error {
	t := time.NewTimer(rand.N(time.Millisecond << min(n, 5)))
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
