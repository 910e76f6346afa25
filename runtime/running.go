package runtime

import (
	"context"
	"sync"
)

// running counts the calls in progress, so that a server can stop when the last
// one is done.
type running struct {
	mu      sync.Mutex
	calls   int
	stopped bool
	idle    chan struct{} // closed when calls reaches 0 after the stop
}

// enter counts a call. It reports false once the server has been stopped.
func (r *running) enter() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stopped {
		return false
	}
	r.calls++
	return true
}

func (r *running) leave() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls--
	if r.stopped && r.calls == 0 {
		close(r.idle)
	}
}

// stop makes enter refuse and returns a channel that is closed when the last
// call has left.
func (r *running) stop() <-chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.stopped {
		r.stopped, r.idle = true, make(chan struct{})
		if r.calls == 0 {
			close(r.idle)
		}
	}
	return r.idle
}

// Stop makes the server refuse new calls with [CodeUnavailable] and waits until
// the calls in progress have been answered, or until ctx ends, whose error it
// then returns. It may be called again, to wait on.
func (s *Server) Stop(ctx context.Context) error {
	select {
	case <-s.running.stop():
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
