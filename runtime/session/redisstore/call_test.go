package redisstore

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/runtime/session"
)

// TestArguments: what apply.lua gets.
func TestArguments(t *testing.T) {
	owner := "o"
	f := &fake{answer: func(_ context.Context, c call) (any, error) {
		if c.is(enlistScript) {
			return []any{}, nil
		}
		return int64(7), nil
	}}
	s := New(f, WithPrefix("p:"))
	rev, err := s.Apply(t.Context(), id(0xab), session.Change{
		Create: true, Clear: true, If: 6, TTL: 1500 * time.Microsecond, Owner: &owner,
		Writes: []session.Write{
			{Key: "a", Data: []byte("1\x00"), If: session.Any},
			{Key: "#r", If: session.Absent},
			{Key: "b", Data: []byte{}, If: 5},
		},
	})
	if rev != 7 || err != nil {
		t.Fatalf("Apply: got %d, %v", rev, err)
	}
	calls := f.script(applyScript)
	if len(calls) != 1 {
		t.Fatalf("got %v, want one change", f.names())
	}
	got := calls[0].args
	if len(got) < 5 || len(got[4]) != 8 {
		t.Fatalf("got %q, want the change's id in place 4", got)
	}
	key := "p:s:" + "abababababababababababababababababababababababababababababababab"
	want := []string{
		"EVALSHA", applyScript.sha, "1", key, got[4], "cdo", "6", "2", "0", "o", "",
		":a", "-1", "=", "1\x00", ":#r", "0", "-", "", ":b", "5", "=", "",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// TestNoScript: a server that does not know a script is told it, and the change keeps its id.
func TestNoScript(t *testing.T) {
	f := &fake{answer: func(_ context.Context, c call) (any, error) {
		if c.name() == "EVALSHA" {
			return nil, redisError("NOSCRIPT No matching script. Please use EVAL.")
		}
		return int64(3), nil
	}}
	rev, err := New(f).Apply(t.Context(), id(1), oneWrite)
	if rev != 3 || err != nil || !slices.Equal(f.names(), []string{"EVALSHA", "EVAL"}) {
		t.Fatalf("got %d, %v after %v", rev, err, f.names())
	}
	sha, full := f.calls[0].args, f.calls[1].args
	if full[1] != applySource || !slices.Equal(sha[2:], full[2:]) {
		t.Errorf("the arguments differ: %q and %q", sha[2:], full[2:])
	}
	// Had it been sent twice, another server may have carried it out before.
	f.sends = 2
	f.answer = func(_ context.Context, c call) (any, error) {
		if c.name() == "EVALSHA" {
			return nil, redisError("NOSCRIPT No matching script. Please use EVAL.")
		}
		return int64(codeConflict - codeUnsure), nil
	}
	if _, err := New(f).Apply(t.Context(), id(1), oneWrite); !errors.Is(err, session.ErrUnknown) {
		t.Errorf("got %v, want %v", err, session.ErrUnknown)
	}
}

// TestCrossSlot: where no script reaches both places, a session moves in steps, and the
// store remembers that.
func TestCrossSlot(t *testing.T) {
	owner, to := "o", id(2)
	fields := []any{"#r", "2", "#c", "1", ":k", "1:v"}
	f := &fake{}
	f.answer = func(_ context.Context, c call) (any, error) {
		switch {
		case c.args[2] == "2":
			return nil, redisError("CROSSSLOT Keys in request don't hash to the same slot")
		case c.is(enlistScript):
			return []any{}, nil
		case c.is(applyScript):
			return []any{int64(2), int64(1000), "", fields}, nil
		}
		return int64(1), nil
	}
	s := New(f)
	for range 2 {
		f.calls = nil
		rev, err := s.Apply(t.Context(), id(1), session.Change{Move: &to, Owner: &owner, TTL: time.Second, Retire: time.Minute})
		if rev != 2 || err != nil {
			t.Fatalf("got %d, %v after %v", rev, err, f.names())
		}
		puts := f.script(putScript)
		if len(puts) != 1 || !slices.Equal(puts[0].args[5:], []string{"1000", "#r", "2", "#c", "1", ":k", "1:v"}) {
			t.Errorf("got %q, want what was taken", puts)
		}
	}
	if n := len(f.script(applyScript)); n != 1 || len(f.script(reserveScript)) != 1 {
		t.Errorf("the second move tried %d times, want 1: it knows of the slots", n)
	}
}

// TestMoveGoesOn: a session that has been taken is put at its new place even if the
// call ends in between, and Close waits for it.
func TestMoveGoesOn(t *testing.T) {
	to := id(2)
	ctx, cancel := context.WithCancel(t.Context())
	release, put := make(chan struct{}), make(chan struct{}, 1)
	f := &fake{answer: func(ctx context.Context, c call) (any, error) {
		switch {
		case c.is(peekScript):
			return []any{int64(0)}, nil
		case c.is(applyScript):
			return []any{int64(2), int64(1000), "", []any{"#r", "2"}}, nil
		case c.is(putScript):
			cancel()
			<-release
			put <- struct{}{}
			return int64(1), ctx.Err()
		}
		return int64(1), nil
	}}
	s := New(f)
	s.split.Store(true)
	if _, err := s.Apply(ctx, id(1), session.Change{Move: &to, Retire: time.Minute}); !errors.Is(err, session.ErrUnknown) {
		t.Errorf("got %v, want %v", err, session.ErrUnknown)
	}
	close(release)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-put:
	default:
		t.Error("Close did not wait for the session to be put")
	}
}

// TestGivenUp: a call ends with its ctx although the client goes on waiting.
func TestGivenUp(t *testing.T) {
	release := make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	f := &fake{answer: func(context.Context, call) (any, error) {
		cancel()
		<-release
		return int64(1), nil
	}}
	s := New(f)
	if _, err := s.Apply(ctx, id(1), oneWrite); !errors.Is(err, session.ErrUnknown) || !errors.Is(err, context.Canceled) {
		t.Errorf("Apply: got %v, want %v by %v", err, session.ErrUnknown, context.Canceled)
	}
	if _, err := s.Apply(ctx, id(1), oneWrite); !errors.Is(err, session.ErrUnavailable) {
		t.Errorf("Apply with an ended ctx: got %v, want %v", err, session.ErrUnavailable)
	}
	if _, err := s.Load(ctx, id(1)); !errors.Is(err, context.Canceled) || errors.Is(err, session.ErrUnavailable) {
		t.Errorf("Load: got %v, want %v alone", err, context.Canceled)
	}
	close(release)
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// TestStopped: a command that the client has not begun to send when its call ends is
// never sent.
func TestStopped(t *testing.T) {
	sent := newSending()
	sent.stop()
	if _, err := sent.MarshalBinary(); !errors.Is(err, errStopped) {
		t.Errorf("got %v, want %v", err, errStopped)
	}
	sent = newSending()
	if _, err := sent.MarshalBinary(); err != nil {
		t.Fatal(err)
	}
	sent.stop()
	if sent.never() || sent.times() != 1 {
		t.Error("what was sent counts as never sent")
	}
}

// TestOwnerChanges: a renewal that finds another owner than it has announced begins anew.
func TestOwnerChanges(t *testing.T) {
	to, tries := id(2), 0
	f := &fake{}
	f.answer = func(_ context.Context, c call) (any, error) {
		switch {
		case c.is(peekScript):
			return []any{[]any{int64(1000), int64(1), []string{"old", "new"}[tries]}}, nil
		case c.is(enlistScript):
			return []any{}, nil
		case c.is(applyScript):
			if tries++; tries == 1 {
				return int64(codeOwner), nil
			}
			return []any{int64(2), int64(1000), "new"}, nil
		}
		return int64(1), nil
	}
	if _, err := New(f).Apply(t.Context(), id(1), session.Change{Move: &to, Retire: time.Minute}); err != nil {
		t.Fatal(err)
	}
	lists := f.script(enlistScript)
	if len(lists) != 2 || lists[0].args[3] != "rpcgen:o:old" || lists[1].args[3] != "rpcgen:o:new" {
		t.Errorf("got %q, want both owners told", lists)
	}
}
