// Package faultnet is a TCP proxy for tests that makes a network bad: it delays
// what a server answers, lets it trickle, cuts it off in the middle, or swallows it.
package faultnet

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"sync"
	"testing"
	"time"
)

// A Fault is what is wrong with the network. Its zero value is nothing.
type Fault struct {
	Delay     time.Duration // by which each piece of an answer is late
	Rate      int           // bytes of answers that a connection carries in a second, 0 for any number
	Cut       int           // a connection is reset after a random number of bytes of answers, up to this; 0 for never
	BlackHole bool          // nothing arrives on either side until the fault is over; connections stay open
}

// A Proxy listens on Addr and hands on what comes in to another address. It ends
// with its test.
type Proxy struct {
	Addr string // host:port

	target   string
	listener net.Listener
	ctx      context.Context
	workers  sync.WaitGroup

	mu      sync.Mutex
	fault   Fault
	changed chan struct{} // closed when the fault changes
}

// New starts a proxy in front of target, without a fault.
func New(t testing.TB, target string) *Proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	p := &Proxy{Addr: l.Addr().String(), target: target, listener: l, ctx: ctx, changed: make(chan struct{})}
	p.workers.Go(p.accept)
	t.Cleanup(func() {
		cancel()
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		p.workers.Wait()
	})
	return p
}

// Set makes f the fault of all connections, those that are open as well.
func (p *Proxy) Set(f Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fault = f
	close(p.changed)
	p.changed = make(chan struct{})
}

func (p *Proxy) now() (Fault, <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.fault, p.changed
}

func (p *Proxy) accept() {
	for {
		conn, err := p.listener.Accept()
		if err != nil {
			return // it is closed
		}
		p.workers.Go(func() { p.serve(conn) })
	}
}

// serve carries one connection until a side closes it or the proxy ends.
func (p *Proxy) serve(client net.Conn) {
	ctx, cancel := context.WithCancel(p.ctx)
	defer cancel()
	server, err := (&net.Dialer{}).DialContext(ctx, "tcp", p.target)
	if err != nil {
		reset(client)
		return
	}
	var pumps sync.WaitGroup
	for _, way := range []*pump{
		{Proxy: p, from: client, to: server},
		{Proxy: p, from: server, to: client, answers: true},
	} {
		pumps.Go(func() {
			defer cancel()
			if errors.Is(way.run(ctx), errCut) {
				reset(client)
			}
		})
	}
	<-ctx.Done()
	_, _ = client.Close(), server.Close() // wakes the pumps; one of them may have closed them
	pumps.Wait()
}

// reset closes a connection as a crash does: the other side gets an error.
func reset(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // else it is closed more politely
	}
	_ = conn.Close() // nobody is told
}

var errCut = errors.New("faultnet: cut")

// A pump carries the bytes of one direction.
type pump struct {
	*Proxy
	from, to net.Conn
	answers  bool

	under <-chan struct{} // of the fault that left was drawn for
	left  int             // bytes until the cut
}

func (w *pump) run(ctx context.Context) error {
	buf := make([]byte, 1024)
	for {
		n, err := w.from.Read(buf)
		if n > 0 {
			if err := w.pass(ctx, buf[:n]); err != nil {
				return err
			}
		}
		if err != nil {
			return err
		}
	}
}

// pass hands a piece on when and as far as the fault allows.
func (w *pump) pass(ctx context.Context, piece []byte) error {
	fault, changed := w.now()
	for fault.BlackHole {
		if err := wait(ctx, nil, changed); err != nil {
			return err
		}
		fault, changed = w.now()
	}
	if !w.answers {
		_, err := w.to.Write(piece)
		return err
	}
	late := fault.Delay
	if fault.Rate > 0 {
		late += time.Duration(len(piece)) * time.Second / time.Duration(fault.Rate)
	}
	if late > 0 {
		timer := time.NewTimer(late)
		defer timer.Stop()
		if err := wait(ctx, timer.C, changed); err != nil {
			return err
		}
	}
	cut := w.cut(fault, changed, len(piece))
	if _, err := w.to.Write(piece[:len(piece)-cut]); err != nil {
		return err
	}
	if cut > 0 {
		return errCut
	}
	return nil
}

// cut returns how much of a piece is not to arrive.
func (w *pump) cut(fault Fault, changed <-chan struct{}, n int) int {
	if fault.Cut <= 0 {
		return 0
	}
	if w.under != changed {
		w.under, w.left = changed, rand.N(fault.Cut)
	}
	w.left -= n
	return min(n, max(0, -w.left))
}

// wait returns when one of two things happens, with an error if ctx ends.
func wait(ctx context.Context, late <-chan time.Time, changed <-chan struct{}) error {
	select {
	case <-late:
		return nil
	case <-changed:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
