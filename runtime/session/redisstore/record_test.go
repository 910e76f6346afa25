package redisstore

import (
	"encoding/json"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/runtime/session"
)

func TestRecord(t *testing.T) {
	f := &fake{answer: always([]any{int64(1500), int64(5_000_000), []any{
		"#r", "3:12345678", "#c", "4000000", "#o", "me", ":a", "1:x:y\x00", ":#r", "3:", "#new", "of a later version",
	}}, nil)}
	rec, err := New(f).Load(t.Context(), id(1))
	if err != nil {
		t.Fatal(err)
	}
	a, b := rec.Values["a"], rec.Values["#r"]
	if rec.Rev != 3 || rec.Owner != "me" || rec.Age != time.Second || rec.TTL != 1500*time.Millisecond || len(rec.Values) != 2 ||
		a.Rev != 1 || string(a.Data) != "x:y\x00" || b.Rev != 3 || b.Data == nil || len(b.Data) != 0 {
		t.Errorf("got %+v", rec)
	}
}

// hostile replies are not what the scripts return.
var hostile = []any{
	nil, "OK", int64(-99), int64(5), 1.5, true, []any{}, []any{nil}, []any{int64(1)}, []any{int64(1), int64(2)},
	[]any{int64(1), int64(2), int64(3)}, []any{int64(1), int64(2), []any{"#r"}}, []any{"1", "2", []any{}},
	[]any{int64(1), int64(2), []any{int64(1), int64(2)}}, []any{int64(1), int64(2), []any{"#r", nil}},
	[]any{int64(1), int64(2), []any{"#r", "x"}}, []any{int64(1), int64(2), []any{"#r", "0"}},
	[]any{int64(1), int64(2), []any{"#r", "1"}}, []any{int64(1), int64(2), []any{"foreign", "1"}},
	[]any{int64(-1), int64(2), []any{"#r", "1", "#c", "1"}}, []any{int64(-2), int64(2), []any{"#r", "1", "#c", "1"}},
	[]any{int64(1), int64(2), []any{"#r", "1", "#c", "1", ":k", "no revision"}},
	[]any{int64(1), int64(2), []any{"#r", "1", "#c", "1", ":k", "-1:v"}},
	[]any{int64(1), int64(2), []any{"#r", "1", "#c", "1", ":k", "99999999999999999999:v"}},
	[]any{int64(-1), int64(2), "x"}, []any{int64(1), int64(2), "x", int64(1)}, []any{int64(1), int64(2), "x", []any{"odd"}},
	[]any{"short"}, []any{[]any{}}, []any{[]any{int64(1), int64(2), int64(3)}}, []any{[]any{"1", "2", "3"}}, []any{int64(1), []any{"short"}},
	map[any]any{"a": "b"},
}

// TestHostile: a strange reply is an error, and neither a panic nor an answer.
func TestHostile(t *testing.T) {
	to, owner := id(2), "o"
	for _, reply := range hostile {
		for _, split := range []bool{false, true} {
			s := New(&fake{answer: always(reply, nil)})
			s.split.Store(split)
			if rec, err := s.Load(t.Context(), id(1)); !errors.Is(err, session.ErrUnavailable) {
				t.Errorf("Load of %#v: got %+v, %v", reply, rec, err)
			}
			for _, c := range []session.Change{oneWrite, {Owner: &owner}, {Move: &to, Retire: 1}, {Move: &to, Retire: 1, Owner: &owner}} {
				_, err := s.Apply(t.Context(), id(1), c)
				if _, _, odd := parseOutcome(reply); odd != nil && !errors.Is(err, session.ErrUnknown) && !errors.Is(err, session.ErrUnavailable) {
					t.Errorf("Apply with %#v: got %v", reply, err)
				}
			}
			if page, _, err := s.ByOwner(t.Context(), "o", "", 3); err == nil && len(page) > 0 {
				t.Errorf("ByOwner of %#v: got %v", reply, page)
			}
		}
	}
}

func TestByOwnerArguments(t *testing.T) {
	s := New(&fake{answer: always(nil, errReset)})
	for _, after := range []string{"x", "00", "zz"} {
		if _, _, err := s.ByOwner(t.Context(), "o", after, 3); err == nil || errors.Is(err, session.ErrUnavailable) {
			t.Errorf("after %q: got %v, want a complaint", after, err)
		}
	}
	if _, _, err := s.ByOwner(t.Context(), "o", "", 0); err == nil || errors.Is(err, session.ErrUnavailable) {
		t.Errorf("limit 0: got %v, want a complaint", err)
	}
}

func TestMilliseconds(t *testing.T) {
	for d, want := range map[time.Duration]string{
		-1: "0", 0: "0", 1: "1", time.Millisecond: "1", time.Millisecond + 1: "2", math.MaxInt64: "9223372036855",
	} {
		if got := milliseconds(d); got != want {
			t.Errorf("%d ns: got %s ms, want %s", d, got, want)
		}
	}
	if got := keep(math.MaxInt64); got <= 0 {
		t.Errorf("an index is kept for %v", got)
	}
	if got := lasting(math.MaxInt64, time.Millisecond); got != math.MaxInt64 {
		t.Errorf("got %d, want the longest there is", got)
	}
}

// FuzzRecord: whatever Redis holds, the decoder returns a whole session or an error.
func FuzzRecord(f *testing.F) {
	for _, seed := range []string{
		`["#r","1","#c","1",":k","1:v"]`, `["#r","x2:abcdefgh"]`, `["#r","2:abcdefgh","#c","1","#o","o"]`, `[]`, `["#r"]`, `["",""]`,
		`["#r","1","#c","-1"]`, `["#r","1","#c","9223372036854775807",":","1:",":k","18446744073709551615:v"]`,
	} {
		f.Add(seed, int64(1000), int64(2000))
	}
	f.Fuzz(func(t *testing.T, text string, left, now int64) {
		var fields []any
		if json.Unmarshal([]byte(text), &fields) != nil {
			return
		}
		r, err := parse([]any{left, now, fields})
		if err != nil {
			return
		}
		rec, err := r.record()
		if err != nil {
			return
		}
		if rec.Rev == 0 || rec.TTL <= 0 || rec.Age < 0 || rec.Values == nil {
			t.Errorf("half a session: %+v", rec)
		}
		for key, e := range rec.Values {
			if e.Rev == 0 || e.Data == nil {
				t.Errorf("half a value of %q: %+v", key, e)
			}
		}
	})
}
