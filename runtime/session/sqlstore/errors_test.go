package sqlstore

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcgen/rpcgen/runtime/session"
)

// A COMMIT without an answer may have been done.
func TestCommitUnknown(t *testing.T) {
	forEach(t, func(t *testing.T, d Dialect) {
		for _, err := range []error{driver.ErrBadConn, io.ErrUnexpectedEOF, &net.OpError{Op: "read", Err: errors.New("reset")}, errors.New("odd"), context.Canceled} {
			s, f := openFake(t, d, live, &rule{text: "COMMIT", err: err})
			if _, got := s.Apply(t.Context(), session.ID{1}, full); !errors.Is(got, session.ErrUnknown) {
				t.Errorf("%v at COMMIT: got %v, want ErrUnknown", err, got)
			}
			if f.count("COMMIT") != 1 {
				t.Errorf("%v at COMMIT: tried %d times, want once", err, f.count("COMMIT"))
			}
		}
	})
}

// A COMMIT that was refused has not been done.
func TestCommitRefused(t *testing.T) {
	for d, err := range map[Dialect]error{SQLite: sqliteError(13), Postgres: pgError("53100"), MySQL: &mysqlError{1290}} {
		s, f := openFake(t, d, live, &rule{text: "COMMIT", err: err})
		if _, got := s.Apply(t.Context(), session.ID{1}, full); !errors.Is(got, session.ErrUnavailable) || errors.Is(got, session.ErrUnknown) {
			t.Errorf("%v: got %v, want ErrUnavailable", d, got)
		}
		if f.count("ROLLBACK") != 1 {
			t.Errorf("%v: no ROLLBACK after a COMMIT that was refused", d)
		}
	}
	for d, err := range met {
		s, f := openFake(t, d, live, &rule{text: "COMMIT", times: 1, err: err})
		if _, got := s.Apply(t.Context(), session.ID{1}, full); got != nil || f.count("COMMIT") != 2 {
			t.Errorf("%v: %v at COMMIT: got %v after %d tries, want success after 2", d, err, got, f.count("COMMIT"))
		}
	}
}

// A transaction that met another one is done again.
func TestRetry(t *testing.T) {
	forEach(t, func(t *testing.T, d Dialect) {
		for _, text := range []string{dialects[d].begin[0], live.text, "INSERT INTO rpc_session_value"} {
			s, f := openFake(t, d, &rule{text: text, times: 3, err: fmt.Errorf("wrapped: %w", met[d])}, live)
			if rev, err := s.Apply(t.Context(), session.ID{1}, full); err != nil || rev != 2 {
				t.Errorf("at %q: got %d, %v, want 2", text, rev, err)
			}
			if n := f.count("COMMIT"); n != 1 {
				t.Errorf("at %q: %d commits, want 1", text, n)
			}
		}
	})
}

// It is not done again for ever.
func TestRetryEnds(t *testing.T) {
	forEach(t, func(t *testing.T, d Dialect) {
		synctest.Test(t, func(t *testing.T) {
			s, _ := openFake(t, d, &rule{text: live.text, err: met[d]})
			start := time.Now()
			if _, err := s.Apply(t.Context(), session.ID{1}, full); !errors.Is(err, session.ErrUnavailable) || !errors.Is(err, met[d]) {
				t.Errorf("got %v, want ErrUnavailable and the reason", err)
			}
			if took := time.Since(start); took > patient+time.Second {
				t.Errorf("it took %v", took)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			start = time.Now()
			if _, err := s.Apply(ctx, session.ID{1}, full); !errors.Is(err, session.ErrUnavailable) || !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v, want ErrUnavailable and DeadlineExceeded", err)
			}
			if took := time.Since(start); took > 150*time.Millisecond {
				t.Errorf("it took %v after ctx had ended", took)
			}
		})
	})
}

// A connection that went bad in the pool is nobody's concern.
func TestBadConnection(t *testing.T) {
	forEach(t, func(t *testing.T, d Dialect) {
		s, f := openFake(t, d, &rule{text: dialects[d].begin[0], times: 12, err: driver.ErrBadConn}, live)
		if _, err := s.Apply(t.Context(), session.ID{1}, full); err != nil {
			t.Errorf("got %v", err)
		}
		if f.dropped < 2 {
			t.Errorf("%d bad connections were dropped, want 2", f.dropped)
		}
		s, _ = openFake(t, d, &rule{text: "LEFT JOIN", times: 2, err: io.ErrUnexpectedEOF})
		if _, err := s.Load(t.Context(), session.ID{1}); !errors.Is(err, session.ErrNotFound) {
			t.Errorf("Load: got %v, want ErrNotFound", err)
		}
	})
}

// What the database refuses is unavailable, and the connection is left in order.
func TestRefused(t *testing.T) {
	forEach(t, func(t *testing.T, d Dialect) {
		s, f := openFake(t, d, live, &rule{text: "INSERT INTO rpc_session_value", err: over[d]})
		if _, err := s.Apply(t.Context(), session.ID{1}, full); !errors.Is(err, session.ErrUnavailable) || !errors.Is(err, over[d]) {
			t.Errorf("got %v, want ErrUnavailable", err)
		}
		if f.count("ROLLBACK") != 1 || f.count("COMMIT") != 0 || f.dropped != 0 {
			t.Errorf("got %q and %d connections dropped, want a ROLLBACK", f.log, f.dropped)
		}
		s, f = openFake(t, d, live, &rule{text: "INSERT INTO rpc_session_value", err: over[d]}, &rule{text: "ROLLBACK", err: errors.New("no")})
		if _, err := s.Apply(t.Context(), session.ID{1}, full); !errors.Is(err, session.ErrUnavailable) || f.dropped != 1 {
			t.Errorf("without a ROLLBACK: got %v and %d connections dropped, want 1", err, f.dropped)
		}
		s, _ = openFake(t, d, &rule{text: "LEFT JOIN", err: over[d]}, &rule{text: "WHERE owner", err: over[d]}, &rule{text: "SELECT id FROM", err: over[d]})
		_, err := s.Load(t.Context(), session.ID{1})
		_, _, err2 := s.ByOwner(t.Context(), "ada", "", 10)
		_, err3 := s.Sweep(t.Context(), 10)
		for _, err := range []error{err, err2, err3} {
			if !errors.Is(err, session.ErrUnavailable) {
				t.Errorf("got %v, want ErrUnavailable", err)
			}
		}
	})
}

// Answers are answers, and the transaction ends.
func TestAnswers(t *testing.T) {
	forEach(t, func(t *testing.T, d Dialect) {
		s, f := openFake(t, d, live)
		if _, err := s.Apply(t.Context(), session.ID{1}, session.Change{If: 7, Clear: true}); !errors.Is(err, session.ErrConflict) {
			t.Errorf("got %v, want ErrConflict", err)
		}
		if f.count("ROLLBACK") != 1 || f.dropped != 0 {
			t.Errorf("got %q, want a ROLLBACK", f.log)
		}
	})
}

// An end of ctx ends what is under way: nothing was done, unless it is the COMMIT.
func TestContextEnds(t *testing.T) {
	for _, d := range []Dialect{Postgres, MySQL} { // SQLite does not interrupt a transaction
		for text, want := range map[string]error{
			dialects[d].begin[0]: session.ErrUnavailable, live.text: session.ErrUnavailable, "COMMIT": session.ErrUnknown,
		} {
			synctest.Test(t, func(t *testing.T) {
				s, f := openFake(t, d, &rule{text: text, block: true}, live)
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				start := time.Now()
				if _, err := s.Apply(ctx, session.ID{1}, full); !errors.Is(err, want) || !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("%v at %q: got %v, want %v", d, text, err, want)
				}
				if took := time.Since(start); took > 1050*time.Millisecond {
					t.Errorf("%v at %q: it took %v", d, text, took)
				}
				if f.dropped != 1 {
					t.Errorf("%v at %q: the connection was kept", d, text)
				}
			})
		}
	}
	synctest.Test(t, func(t *testing.T) {
		s, _ := openFake(t, Postgres, &rule{text: "WITH s AS", block: true}, &rule{text: "LEFT JOIN", block: true})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		set := session.Change{Writes: []session.Write{{Key: "k", Data: []byte("v"), If: session.Any}}}
		if _, err := s.Apply(ctx, session.ID{1}, set); !errors.Is(err, session.ErrUnknown) {
			t.Errorf("in one statement: got %v, want ErrUnknown", err)
		}
		if _, err := s.Load(ctx, session.ID{1}); !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, session.ErrUnavailable) {
			t.Errorf("Load: got %v, want just DeadlineExceeded", err)
		}
	})
}

// What is not what it should be is an error, not a panic and not a session.
func TestHostileRows(t *testing.T) {
	lock := func(v ...driver.Value) [][]driver.Value { return [][]driver.Value{v} }
	n := int64(1e15)
	forEach(t, func(t *testing.T, d Dialect) {
		for _, rows := range [][][]driver.Value{
			lock(), lock(n), lock("x", n, n, n, nil, n), lock(n, nil, n, n, nil, int64(0)), lock(n, n, n, "soon", nil, int64(0)),
			lock(n, n, n, n, nil, "maybe"), lock(n, n, n, n, nil, int64(2)), lock(n, n, n, n, nil, nil),
		} {
			s, _ := openFake(t, d, &rule{text: live.text, rows: rows}, &rule{text: "LEFT JOIN", rows: rows})
			if _, err := s.Apply(t.Context(), session.ID{1}, full); !errors.Is(err, session.ErrUnavailable) {
				t.Errorf("Apply, on %v: got %v, want ErrUnavailable", rows, err)
			}
			if _, err := s.Load(t.Context(), session.ID{1}); !errors.Is(err, session.ErrUnavailable) {
				t.Errorf("Load, on %v: got %v, want ErrUnavailable", rows, err)
			}
		}
		for _, rows := range [][][]driver.Value{lock(n, []byte("short"), n, n), lock(n, nil, n, n), lock(n, make([]byte, 32), "x", n)} {
			s, _ := openFake(t, d, &rule{text: "WHERE owner", rows: rows})
			if page, _, err := s.ByOwner(t.Context(), "ada", "", 10); !errors.Is(err, session.ErrUnavailable) {
				t.Errorf("ByOwner, on %v: got %v, %v, want ErrUnavailable", rows, page, err)
			}
		}
	})
}

// The drivers' errors are told apart without the drivers.
func TestVerdicts(t *testing.T) {
	for _, c := range []struct {
		d          Dialect
		err        error
		want       verdict
		committing verdict
	}{
		{Postgres, pgError("40001"), again, again},
		{Postgres, pgError("40003"), refused, unknown},
		{Postgres, pgError("57P01"), refused, unknown},
		{Postgres, pgError("57014"), refused, refused},
		{Postgres, pgError("23505"), clash, clash},
		{Postgres, pgError("54000"), large, large},
		{Postgres, pgError("08006"), refused, unknown},
		{Postgres, io.ErrUnexpectedEOF, cut, unknown},
		{Postgres, fmt.Errorf("connecting: %w", &net.OpError{Op: "dial", Err: errors.New("refused")}), refused, unknown},
		{Postgres, &net.OpError{Op: "read", Err: errors.New("reset")}, cut, unknown},
		{MySQL, &mysqlError{1205}, again, again},
		{MySQL, &mysqlError{1062}, clash, clash},
		{MySQL, &mysqlError{1153}, large, unknown},
		{MySQL, &mysqlError{1053}, refused, unknown},
		{MySQL, &mysqlError{1792}, refused, refused},
		{MySQL, &mysqlError{1146}, refused, unknown},
		{MySQL, errors.New("invalid connection"), refused, unknown},
		{SQLite, sqliteError(5 | 2<<8), again, again},
		{SQLite, cError{5}, again, again},
		{SQLite, &cError{6}, again, again},
		{SQLite, sqliteError(19 | 6<<8), clash, clash},
		{SQLite, sqliteError(18), large, large},
		{SQLite, sqliteError(13), refused, refused},
		{SQLite, sqliteError(10 | 3<<8), refused, refused},
		{SQLite, sqliteError(10 | 4<<8), refused, unknown},
		{SQLite, struct{ error }{errors.New("no code")}, refused, unknown},
		{SQLite, (*cError)(nil), refused, unknown},
	} {
		s := &Store{dialect: dialects[c.d]}
		if got := s.judge(c.err); got != c.want {
			t.Errorf("%v, %T %v: got %d, want %d", c.d, c.err, c.err, got, c.want)
		}
		if got := s.judge(commitError{c.err}); got != c.committing {
			t.Errorf("%v, %T %v at COMMIT: got %d, want %d", c.d, c.err, c.err, got, c.committing)
		}
	}
}
