package redisstore

import (
	"context"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/runtime/session"
)

// TestNeighbours: that another session cannot be asked does not hinder a login, and that
// the index cannot be tidied afterwards does not either.
func TestNeighbours(t *testing.T) {
	owner, to, neighbour := "o", id(2), id(3)
	f := &fake{answer: func(_ context.Context, c call) (any, error) {
		switch {
		case c.name() != "EVALSHA" || c.is(peekScript) || c.is(prolongScript):
			return nil, errReset
		case c.is(enlistScript):
			return []any{string(neighbour[:]) + "1000000000"}, nil
		}
		return []any{int64(2), int64(1000), "before"}, nil
	}}
	c := session.Change{Move: &to, Fresh: true, Owner: &owner, TTL: time.Hour, Retire: time.Minute}
	if rev, err := New(f).Apply(t.Context(), id(1), c); rev != 2 || err != nil {
		t.Errorf("got %d, %v after %v", rev, err, f.names())
	}
}

// TestGrace: an entry whose session is not there stays while it is young, as the session
// may be on its way.
func TestGrace(t *testing.T) {
	dead := id(3)
	for since, pruned := range map[string]bool{"0000001000": false, "0000000940": false, "0000000939": true, "not a time": true} {
		f := &fake{answer: func(_ context.Context, c call) (any, error) {
			switch {
			case c.is(listScript):
				return []any{int64(1000), []any{string(dead[:]) + since}}, nil
			case c.is(peekScript):
				return []any{int64(0)}, nil
			}
			return int64(1), nil
		}}
		page, next, err := New(f).ByOwner(t.Context(), "o", "", 5)
		if err != nil || len(page) != 0 || next != "" {
			t.Errorf("got %v, %q, %v, want nothing", page, next, err)
		}
		if names := f.names(); (names[len(names)-1] == "ZREM") != pruned {
			t.Errorf("entered at %s, listed at 1000: got %v, pruned should be %t", since, names, pruned)
		}
	}
}
