package redisstore

import (
	"context"
	"errors"
	"io"
	"testing"

	"github.com/rpcgen/rpcgen/runtime/session"
)

// TestApplyErrors: ErrUnavailable is said only if nothing can have been written.
func TestApplyErrors(t *testing.T) {
	plain := func(text string) error { return errors.New(text) }
	for name, test := range map[string]struct {
		err    error
		sends  int
		unsent bool
		want   error
	}{
		"loading":             {err: redisError("LOADING Redis is loading the dataset in memory"), want: session.ErrUnavailable},
		"a replica":           {err: redisError("READONLY You can't write against a read only replica."), want: session.ErrUnavailable},
		"out of memory":       {err: redisError("OOM command not allowed when used memory > 'maxmemory'. script: ab12, on @user_script:9."), want: session.ErrUnavailable},
		"out of memory, 6":    {err: redisError("ERR Error running script (call to f_ab12): @user_script:9: @user_script: 9: -OOM command not allowed when used memory > 'maxmemory'. "), want: session.ErrUnavailable},
		"another client's":    {err: plain("OOM command not allowed when used memory > 'maxmemory'."), want: session.ErrUnavailable},
		"looks like a code":   {err: plain("TLS handshake failed"), want: session.ErrUnknown},
		"no master":           {err: redisError("MASTERDOWN Link with MASTER is down"), want: session.ErrUnavailable},
		"no cluster":          {err: redisError("CLUSTERDOWN The cluster is down"), want: session.ErrUnavailable},
		"disk":                {err: redisError("MISCONF Redis is configured to save RDB snapshots"), want: session.ErrUnavailable},
		"busy":                {err: redisError("BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE."), want: session.ErrUnavailable},
		"password":            {err: redisError("NOAUTH Authentication required."), want: session.ErrUnavailable},
		"no permission":       {err: redisError("NOPERM User x has no permissions to run the 'evalsha' command"), want: session.ErrUnavailable},
		"another type":        {err: redisError("WRONGTYPE Operation against a key holding the wrong kind of value script: ab, on @user_script:9."), want: session.ErrUnavailable},
		"inside the script":   {err: redisError("ERR user_script:90: attempt to index a nil value script: ab12, on @user_script:90."), want: session.ErrUnknown},
		"half allowed":        {err: redisError("NOPERM User x has no permissions to run the 'rename' command script: ab, on @user_script:9."), want: session.ErrUnknown},
		"refused, sent twice": {err: redisError("LOADING Redis is loading the dataset in memory"), sends: 2, want: session.ErrUnknown},
		"dial":                {err: errDial, unsent: true, want: session.ErrUnavailable},
		"dial, sent before":   {err: errDial, want: session.ErrUnknown},
		"reset":               {err: errReset, want: session.ErrUnknown},
		"end of file":         {err: io.EOF, want: session.ErrUnknown},
		"broken off":          {err: io.ErrUnexpectedEOF, want: session.ErrUnknown},
		"time":                {err: context.DeadlineExceeded, want: session.ErrUnknown},
		"pool":                {err: plain("redis: connection pool timeout"), want: session.ErrUnknown},
		"anything":            {err: plain("something"), want: session.ErrUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			f := &fake{answer: always(nil, test.err), sends: test.sends, unsent: test.unsent}
			_, err := New(f).Apply(t.Context(), id(1), oneWrite)
			if !errors.Is(err, test.want) || !errors.Is(err, test.err) {
				t.Errorf("got %v, want %v and what is behind it", err, test.want)
			}
			if _, err := New(f).Load(t.Context(), id(1)); !errors.Is(err, session.ErrUnavailable) {
				t.Errorf("Load: got %v, want %v", err, session.ErrUnavailable)
			}
			if _, _, err := New(f).ByOwner(t.Context(), "o", "", 5); !errors.Is(err, session.ErrUnavailable) {
				t.Errorf("ByOwner: got %v, want %v", err, session.ErrUnavailable)
			}
		})
	}
}

// TestNothingSent: what was never sent was not done, whatever the error is called, but
// only clients that are known to count can tell.
func TestNothingSent(t *testing.T) {
	full := errors.New("redis: connection pool timeout")
	f := &fake{answer: always(int64(1), nil)}
	s := New(f)
	if _, err := s.Apply(t.Context(), id(1), oneWrite); err != nil {
		t.Fatal(err)
	}
	f.answer, f.unsent = always(nil, full), true
	if _, err := s.Apply(t.Context(), id(1), oneWrite); !errors.Is(err, session.ErrUnavailable) {
		t.Errorf("got %v, want %v", err, session.ErrUnavailable)
	}
	strange := &fake{answer: always(int64(1), nil), strange: true}
	s = New(strange)
	if _, err := s.Apply(t.Context(), id(1), oneWrite); err != nil {
		t.Fatal(err)
	}
	strange.answer = always(nil, full)
	if _, err := s.Apply(t.Context(), id(1), oneWrite); !errors.Is(err, session.ErrUnknown) {
		t.Errorf("a client that does not count: got %v, want %v", err, session.ErrUnknown)
	}
}

// TestIndexFails: an index that cannot be written stops the change before it begins.
func TestIndexFails(t *testing.T) {
	owner := "o"
	f := &fake{answer: func(_ context.Context, c call) (any, error) {
		if c.is(enlistScript) {
			return nil, errReset
		}
		return int64(1), nil
	}}
	_, err := New(f).Apply(t.Context(), id(1), session.Change{Create: true, TTL: 1, Owner: &owner})
	if !errors.Is(err, session.ErrUnavailable) || len(f.script(applyScript)) != 0 {
		t.Errorf("got %v after %v, want %v and nothing done", err, f.names(), session.ErrUnavailable)
	}
}

// TestRepeated: what may be the answer to a repetition is no answer, unless the script
// is sure of it.
func TestRepeated(t *testing.T) {
	to := id(2)
	moved := session.Change{Move: &to}
	for _, test := range []struct {
		code        int64
		change      session.Change
		once, twice error
	}{
		{code: codeNotFound, change: oneWrite, once: session.ErrNotFound, twice: session.ErrNotFound},
		{code: codeNotFound, change: moved, once: session.ErrNotFound, twice: session.ErrUnknown},
		{code: codeRetired, change: oneWrite, once: session.ErrRetired, twice: session.ErrRetired},
		{code: codeRetired - codeUnsure, change: oneWrite, once: session.ErrRetired, twice: session.ErrUnknown},
		{code: codeConflict, change: oneWrite, once: session.ErrConflict, twice: session.ErrConflict},
		{code: codeConflict - codeUnsure, change: oneWrite, once: session.ErrConflict, twice: session.ErrUnknown},
		{code: codeTaken, change: oneWrite, once: session.ErrConflict, twice: session.ErrConflict},
		{code: codeNoTTL, change: oneWrite, once: errNoTTL, twice: errNoTTL},
		{code: -77, change: oneWrite, once: session.ErrUnknown, twice: session.ErrUnknown},
	} {
		for sends, want := range map[int]error{1: test.once, 2: test.twice} {
			f := &fake{sends: sends, answer: func(_ context.Context, c call) (any, error) {
				if c.is(peekScript) {
					return []any{int64(0)}, nil
				}
				return test.code, nil
			}}
			if _, err := New(f).Apply(t.Context(), id(1), test.change); !errors.Is(err, want) {
				t.Errorf("code %d, sent %d times: got %v, want %v", test.code, sends, err, want)
			}
		}
	}
}
