package sqlstore

import (
	"context"
	"errors"
	"io"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcgen/rpcgen/runtime/session"
)

// queued lets n changes come while somebody writes, and returns their errors.
// The last one is a change that is refused.
func queued(t *testing.T, n int, rules ...*rule) (f *fake, errs []error) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		var s *Store
		s, f = openFake(t, SQLite, append(rules, live)...)
		errs = make([]error, n)
		s.writer.turn <- struct{}{}
		var wg sync.WaitGroup
		for i := range errs {
			c := full
			if i == n-1 {
				c.If = 77
			}
			wg.Go(func() { _, errs[i] = s.Apply(t.Context(), session.ID{1}, c) })
		}
		synctest.Wait()
		<-s.writer.turn
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
	if f.count("BEGIN IMMEDIATE") != 1 || f.count("COMMIT") != 1 || f.count("INSERT INTO rpc_session_value") != 9 {
		t.Errorf("got %q, want one transaction", f.log)
	}
	if f, _ = queued(t, batch+10); f.count("COMMIT") != 2 {
		t.Errorf("%d transactions, want 2", f.count("COMMIT"))
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
	if f.count("COMMIT") != 8 {
		t.Errorf("%d transactions, want one for each of the others", f.count("COMMIT"))
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
	if f.count("COMMIT") != 1 {
		t.Errorf("%d transactions, want 1", f.count("COMMIT"))
	}
}

// A change that nobody waits for any more is not done.
func TestWithdrawn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, f := openFake(t, SQLite, live)
		s.writer.turn <- struct{}{}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := s.Apply(ctx, session.ID{1}, full); !errors.Is(err, session.ErrUnavailable) {
			t.Errorf("got %v, want ErrUnavailable", err)
		}
		<-s.writer.turn
		if _, err := s.Apply(t.Context(), session.ID{1}, full); err != nil || f.count("INSERT INTO rpc_session_value") != 1 {
			t.Errorf("got %v and %q, want one change", err, f.log)
		}
	})
}
