package runtime

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
)

// ErrStop is returned by a node to end its flow without an error. At PreCall
// the call is then answered with the response that the node has set; see [Flows].
var ErrStop = errors.New("rpcgen: flow stopped")

// A Node is one step of a flow. It gets what the node before it returned and
// returns what the next one gets. An error, or [ErrStop], ends the flow.
type Node[T any] func(ctx context.Context, v T) (T, error)

// A Flow is an ordered list of nodes at one point of a call. The zero value is
// an empty flow. Nodes may be added while calls run: a call sees the nodes that
// were there when it reached the point.
type Flow[T any] struct {
	mu    sync.Mutex // held while adding
	nodes atomic.Pointer[[]Node[T]]
}

// Use adds nodes to the end of the flow.
func (f *Flow[T]) Use(nodes ...Node[T]) {
	f.mu.Lock()
	defer f.mu.Unlock()
	all := append(slices.Clone(f.list()), nodes...)
	f.nodes.Store(&all)
}

func (f *Flow[T]) list() []Node[T] {
	if p := f.nodes.Load(); p != nil {
		return *p
	}
	return nil
}

// empty reports whether the flow has no nodes.
func (f *Flow[T]) empty() bool { return len(f.list()) == 0 }

// Run passes v through the nodes. It returns what the last one returned, or,
// at the first error, what went into the node that failed, and the error.
func (f *Flow[T]) Run(ctx context.Context, v T) (T, error) {
	for _, node := range f.list() {
		out, err := node(ctx, v)
		if err != nil {
			return v, err
		}
		v = out
	}
	return v, nil
}

// runAll passes v through all the nodes, whatever they return, as is right
// where nothing can be stopped any more. If there is a guard, each node runs in it.
func (f *Flow[T]) runAll(ctx context.Context, v T, guard func(func() error) error, report func(error)) {
	for _, node := range f.list() {
		var out T
		var err error
		if guard == nil {
			out, err = node(ctx, v)
		} else {
			out, err = guarded(ctx, v, node, guard)
		}
		if err == nil {
			v = out
		} else if !errors.Is(err, ErrStop) {
			report(err)
		}
	}
}

func guarded[T any](ctx context.Context, v T, node Node[T], guard func(func() error) error) (out T, err error) {
	err = guard(func() (err error) {
		out, err = node(ctx, v)
		return err
	})
	return out, err
}

// Flows are the points at which a client or a server can be extended.
//
// A node at a Pre point can stop the call. With an error, the call fails with
// it. With [ErrStop], PreCall answers with the [Call.Response] that the node has
// set, and PreReturn leaves the answer as it is. A message that is stopped at
// PreSend or PreReceive goes no further, and as every call has an answer, the
// call fails. A node at PostReturn cannot stop anything: its error is logged
// and the next node runs.
type Flows struct {
	// PreCall is before the handler runs (server) or before anything is sent
	// (client).
	PreCall Flow[*Call]
	// PreReturn is when the answer is known, a response or [Call.Err], and can
	// still be changed. It also comes after a PreCall that stopped the call.
	PreReturn Flow[*Call]
	// PostReturn is when the answer has been sent (server) or is about to be
	// handed to the caller (client).
	PostReturn Flow[*Call]
	// PreSend is when a message has been encoded and is about to be sent.
	PreSend Flow[*Data]
	// PreReceive is when a message has arrived and is about to be decoded. On a
	// server no call exists yet.
	PreReceive Flow[*Data]
}

// send takes an encoded message through PreSend. What comes out is in the memory of
// data, or in new memory, as that of append. There is no call before one exists.
func (f *Flows) send(ctx context.Context, method string, data []byte, call *Call) ([]byte, error) {
	if f.PreSend.empty() {
		return data, nil
	}
	out, err := through(ctx, &f.PreSend, method, data, call)
	if err != nil {
		return nil, err
	}
	return append(data[:0], out...), nil
}

// receive takes a message that has arrived through PreReceive.
func (f *Flows) receive(ctx context.Context, method string, data []byte, call *Call) ([]byte, error) {
	if f.PreReceive.empty() {
		return data, nil
	}
	return through(ctx, &f.PreReceive, method, data, call)
}

// through gives the nodes bytes of their own, which they may keep: the next message
// goes into the same memory.
func through(ctx context.Context, flow *Flow[*Data], method string, data []byte, call *Call) ([]byte, error) {
	out, err := flow.Run(ctx, &Data{Method: method, Bytes: bytes.Clone(data), Call: call})
	if err != nil {
		return nil, err
	}
	return out.Bytes, nil
}

// Data is an encoded message on its way. A node may keep Bytes, and may replace it, for example
// with an encrypted form, if the other side undoes it.
type Data struct {
	Method string // the method's name on the wire
	Bytes  []byte
	Call   *Call // nil before a call exists
}
