package redisstore

import (
	"context"
	"encoding"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"

	"github.com/rpcgen/rpcgen/runtime/session"
)

// A call is what a fake client was told to do.
type call struct{ args []string }

// name is EVALSHA, EVAL or a command.
func (c call) name() string { return c.args[0] }

// is reports whether a call runs a script.
func (c call) is(sc *script) bool { return c.args[1] == sc.sha || c.args[1] == sc.source }

// A fake is a client without a server.
type fake struct {
	answer  func(ctx context.Context, c call) (any, error)
	sends   int  // how often it sends each command: 0 is once
	unsent  bool // it sends nothing
	strange bool // it does not ask arguments for their encoding

	mu    sync.Mutex
	calls []call
}

type fakeResult struct {
	reply any
	err   error
}

func (r fakeResult) Result() (any, error) { return r.reply, r.err }

func (f *fake) Do(ctx context.Context, args ...any) fakeResult {
	var c call
	for range max(1, f.sends) {
		var err error
		if c, err = f.encode(args); err != nil {
			return fakeResult{err: err}
		}
	}
	f.mu.Lock()
	f.calls = append(f.calls, c)
	f.mu.Unlock()
	reply, err := f.answer(ctx, c)
	return fakeResult{reply, err}
}

func (f *fake) encode(args []any) (c call, err error) {
	for _, arg := range args {
		text := fmt.Sprintf("%s", arg)
		if m, ok := arg.(encoding.BinaryMarshaler); ok && !f.unsent && !f.strange {
			data, err := m.MarshalBinary()
			if err != nil {
				return call{}, err
			}
			text = string(data)
		}
		c.args = append(c.args, text)
	}
	return c, nil
}

// names returns what was called, in order.
func (f *fake) names() (names []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range f.calls {
		names = append(names, c.name())
	}
	return names
}

// script returns the calls of a script, in order.
func (f *fake) script(sc *script) []call {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(f.calls), func(c call) bool { return !c.is(sc) })
}

// always answers everything alike.
func always(reply any, err error) func(context.Context, call) (any, error) {
	return func(context.Context, call) (any, error) { return reply, err }
}

// A redisError is an error as go-redis returns those of the server.
type redisError string

func (e redisError) Error() string { return string(e) }
func (redisError) RedisError()     {}

var (
	errDial  = &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}
	errReset = &net.OpError{Op: "read", Net: "tcp", Err: errors.New("connection reset by peer")}
)

var oneWrite = session.Change{Writes: []session.Write{{Key: "k", Data: []byte("v"), If: session.Any}}}

func id(b byte) (id session.ID) {
	copy(id[:], strings.Repeat(string([]byte{b}), len(id)))
	return id
}
