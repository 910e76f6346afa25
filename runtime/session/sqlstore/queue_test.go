package sqlstore

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcgen/rpcgen/runtime/session"
)

// queued lets n changes come while somebody writes, and returns their errors.
// The last one is a change that is refused. The one who writes ends with a COMMIT.
func queued(t *testing.T, n int, rules ...*rule) (f *fake, errs []error) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		gate := make(chan struct{})
		var s *Store
		s, f = openFake(t, SQLite, append(append([]*rule{{text: "SELECT id FROM", times: 1, gate: gate}}, rules...), live)...)
		errs = make([]error, n)
		var wg sync.WaitGroup
		wg.Go(func() { _, _ = s.Sweep(t.Context(), 1) })
		synctest.Wait()
		f.log = nil
		for i := range errs {
			c := full
			if i == n-1 {
				c.If = 77
			}
			wg.Go(func() { _, errs[i] = s.Apply(t.Context(), session.ID{1}, c) })
		}
		synctest.Wait()
		f.rules = slices.DeleteFunc(f.rules, func(r *rule) bool { return r.gate != nil })
		first := &rule{text: "COMMIT", times: 1} // of the one that writes
		f.rules = append([]*rule{first}, f.rules...)
		f.log = nil
		close(gate)
		wg.Wait()
	})
	return f, errs
}

// Changes that come while somebody writes share a transaction, answers included.
func TestShared(t *testing.T) {
	f, errs := queued(t, 10)
	for i, err := range errs[:9] {
		if err != nil {
			t.Errorf("change %d: got %v", i, err)
		}
	}
	if !errors.Is(errs[9], session.ErrConflict) {
		t.Errorf("got %v, want ErrConflict", errs[9])
	}
	if f.count("BEGIN IMMEDIATE") != 1 || f.count("COMMIT") != 1+1 || f.count("INSERT INTO rpc_session_value") != 9 {
		t.Errorf("got %q, want one transaction", f.log)
	}
	if f, _ = queued(t, batch+10); f.count("COMMIT") != 1+2 {
		t.Errorf("%d transactions, want 1 and 2", f.count("COMMIT"))
	}
}

// One that fails does not fail the others.
func TestSharedFailure(t *testing.T) {
	f, errs := queued(t, 10, &rule{text: "INSERT INTO rpc_session_value", times: 2, err: over[SQLite]})
	failed := 0
	for _, err := range errs[:9] {
		if errors.Is(err, session.ErrUnavailable) {
			failed++
		} else if err != nil {
			t.Errorf("got %v", err)
		}
	}
	if failed != 1 || !errors.Is(errs[9], session.ErrConflict) {
		t.Errorf("%d failed and the last one is %v, want 1 and ErrConflict", failed, errs[9])
	}
	if f.count("COMMIT") != 1+8 {
		t.Errorf("%d transactions, want 1 and one for each of the others", f.count("COMMIT"))
	}
}

// Where it is not known what became of a transaction, nothing of it is done again.
func TestSharedUnknown(t *testing.T) {
	f, errs := queued(t, 10, &rule{text: "COMMIT", err: io.ErrUnexpectedEOF})
	for i, err := range errs {
		if !errors.Is(err, session.ErrUnknown) {
			t.Errorf("change %d: got %v, want ErrUnknown", i, err)
		}
	}
	if f.count("COMMIT") != 1+1 {
		t.Errorf("%d transactions, want 1 and 1", f.count("COMMIT"))
	}
}

// A change that nobody waits for any more is not done. One that is under way
// keeps nobody waiting.
func TestWithdrawn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gate := make(chan struct{})
		s, f := openFake(t, SQLite, &rule{text: "BEGIN IMMEDIATE", times: 1, gate: gate}, live)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		var wg sync.WaitGroup
		wg.Go(func() {
			if _, err := s.Apply(ctx, session.ID{1}, full); !errors.Is(err, session.ErrUnknown) || !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("under way: got %v, want ErrUnknown", err)
			}
		})
		synctest.Wait()
		if _, err := s.Apply(ctx, session.ID{1}, full); !errors.Is(err, session.ErrUnavailable) {
			t.Errorf("in the queue: got %v, want ErrUnavailable", err)
		}
		wg.Wait()
		if took := time.Since(start); took > time.Second+50*time.Millisecond {
			t.Errorf("it took %v", took)
		}
		close(gate)
		if _, err := s.Apply(t.Context(), session.ID{1}, full); err != nil || f.count("INSERT INTO rpc_session_value") != 1 {
			t.Errorf("got %v and %q, want one change", err, f.log)
		}
	})
}

// A connection that cannot be had is everybody's error, and nobody is forgotten.
func TestNoConnection(t *testing.T) {
	s, f := openFake(t, SQLite, live)
	f.rules = append([]*rule{{text: "COMMIT", times: 1, err: io.ErrUnexpectedEOF}, {text: "ROLLBACK", times: 1, err: io.ErrUnexpectedEOF}, {text: "PRAGMA", err: over[SQLite]}}, f.rules...)
	if _, err := s.Apply(t.Context(), session.ID{1}, full); !errors.Is(err, session.ErrUnknown) {
		t.Fatalf("got %v, want ErrUnknown", err)
	}
	var wg sync.WaitGroup
	for range 3 * batch {
		wg.Go(func() {
			if _, err := s.Apply(t.Context(), session.ID{1}, full); !errors.Is(err, session.ErrUnavailable) {
				t.Errorf("got %v, want ErrUnavailable", err)
			}
		})
	}
	wg.Wait()
	f.mu.Lock()
	f.rules = append([]*rule{{text: "journal_mode", rows: [][]driver.Value{{"wal"}}}, {text: "PRAGMA"}}, f.rules...)
	f.mu.Unlock()
	if _, err := s.Apply(t.Context(), session.ID{1}, full); err != nil {
		t.Errorf("with a connection again: got %v", err)
	}
}
