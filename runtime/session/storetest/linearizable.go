package storetest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/rpcgen/rpcgen/runtime/session"
)

const (
	histories = 50 // 1000 in full
	clients   = 8
	opsEach   = 6 // about 50 in all
	keyCount  = 3
)

// An op is one operation of a history on one session.
type op struct {
	kind  string // create, set, cas, delete, load, destroy, renew
	key   int
	value string
	rev   uint64 // the condition of cas
}

// An answer is what an op returned.
type answer struct {
	err error // one of the package's, or nil
	rev uint64
	now content // what load, and renew at the new id, found
}

// content is a session's data, in a form that can be compared.
type content struct {
	state  string // "", "alive" or "retired"
	rev    uint64
	values [keyCount]string
	revs   [keyCount]uint64
}

// linearizable: whatever 8 clients do to a session at once, the answers are those
// of some order of the operations, one after the other.
func (s *suite) linearizable() {
	n := histories
	if full() {
		n = 1000
	}
	for range n {
		history, err := s.history()
		if err != nil {
			s.Fatal(err)
		}
		if porcupine.CheckOperationsTimeout(sessionModel, history, time.Minute) != porcupine.Ok {
			s.Fatalf("no order of these operations explains their answers:\n%s", printHistory(history))
		}
	}
}

// history lets the clients loose on a new session.
func (s *suite) history() ([]porcupine.Operation, error) {
	id := newID()
	var clock atomic.Int64
	var mu sync.Mutex
	var history []porcupine.Operation
	errs := together(clients, func(client int) error {
		var seen content
		for range opsEach {
			in := randomOp(seen)
			call := clock.Add(1)
			out, err := s.perform(s.handle(client), id, in)
			if err != nil {
				return fmt.Errorf("%+v: %w", in, err)
			}
			back := clock.Add(1)
			if in.kind == "load" && out.err == nil {
				seen = out.now
			}
			mu.Lock()
			history = append(history, porcupine.Operation{ClientId: client, Input: in, Call: call, Output: out, Return: back})
			mu.Unlock()
		}
		return nil
	})
	return history, errors.Join(errs...)
}

// randomOp makes up an operation. Now and then it ends the session.
func randomOp(seen content) op {
	o := op{key: rand.IntN(keyCount), value: fmt.Sprint("v", rand.IntN(1000))}
	switch n := rand.IntN(40); {
	case n < 8:
		o.kind = "create"
	case n < 14:
		o.kind = "set"
	case n < 24:
		o.kind, o.rev = "cas", seen.revs[o.key]
	case n < 28:
		o.kind = "delete"
	case n < 38:
		o.kind = "load"
	case n < 39:
		o.kind = "destroy"
	default:
		o.kind = "renew"
	}
	return o
}

// perform carries out an operation on a store.
func (s *suite) perform(store session.Store, id session.ID, o op) (answer, error) {
	key := fmt.Sprint("k", o.key)
	var c session.Change
	var to session.ID
	switch o.kind {
	case "load":
		return s.read(store, id)
	case "create":
		c = session.Change{Create: true, TTL: long, Writes: []session.Write{set(key, o.value)}}
	case "set":
		c = session.Change{Writes: []session.Write{set(key, o.value)}}
	case "cas":
		c = session.Change{Writes: []session.Write{{Key: key, Data: []byte(o.value), If: int64(o.rev)}}}
	case "delete":
		c = session.Change{Writes: []session.Write{{Key: key, If: session.Any}}}
	case "destroy":
		c = session.Change{Retire: time.Minute}
	case "renew":
		to = newID()
		c = session.Change{Move: &to, Retire: time.Minute}
	}
	rev, err := store.Apply(s.ctx, id, c)
	out := answer{rev: rev}
	if out.err, err = plain(err); err != nil || out.err != nil || o.kind != "renew" {
		return out, err
	}
	moved, err := s.read(store, to) // nobody else knows this id
	out.now = moved.now
	return out, errors.Join(err, moved.err)
}

// read loads a session.
func (s *suite) read(store session.Store, id session.ID) (answer, error) {
	rec, err := store.Load(s.ctx, id)
	var out answer
	if out.err, err = plain(err); err != nil || out.err != nil {
		return out, err
	}
	out.now = content{state: "alive", rev: rec.Rev}
	for i := range keyCount {
		e := rec.Values[fmt.Sprint("k", i)]
		out.now.values[i], out.now.revs[i] = string(e.Data), e.Rev
	}
	return out, nil
}

// plain returns the package's error that err is. One that says nothing about the
// session is returned as the second value.
func plain(err error) (known, other error) {
	for _, k := range []error{session.ErrNotFound, session.ErrRetired, session.ErrConflict} {
		if errors.Is(err, k) {
			return k, nil
		}
	}
	return nil, err
}

// sessionModel says which answers an operation may have in a state.
var sessionModel = porcupine.Model{
	Init:  func() any { return content{} },
	Step:  func(state, in, out any) (bool, any) { return step(state.(content), in.(op), out.(answer)) },
	Equal: func(a, b any) bool { return a.(content) == b.(content) },
}

func step(now content, in op, out answer) (bool, any) {
	var want error
	switch {
	case now.state == "retired":
		want = session.ErrRetired
	case now.state == "" && in.kind != "create":
		want = session.ErrNotFound
	case in.kind == "cas" && now.revs[in.key] != in.rev:
		want = session.ErrConflict
	}
	if want != nil || out.err != nil {
		return errors.Is(out.err, want), now
	}
	switch in.kind {
	case "load":
		return out.now == now, now
	case "destroy":
		return true, content{state: "retired"}
	case "renew":
		now.rev++
		return out.now == now, content{state: "retired"}
	}
	now.state = "alive"
	now.rev++
	now.values[in.key], now.revs[in.key] = in.value, now.rev
	if in.kind == "delete" {
		now.values[in.key], now.revs[in.key] = "", 0
	}
	return out.rev == now.rev, now
}

func printHistory(history []porcupine.Operation) string {
	var b strings.Builder
	for _, o := range history {
		fmt.Fprintf(&b, "client %d, %d to %d: %+v gave %+v\n", o.ClientId, o.Call, o.Return, o.Input, o.Output)
	}
	return b.String()
}
