package cookie

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// A gate lets one call of a client go first while the client has no session id.
// Without it, the parallel calls with which many programs begin would each get
// a session of their own, and what they write there would be scattered.
//
// A gate that has seen a server answer without an id stays open until it sees
// an id: such a server has no sessions, or not for these calls.
type gate struct {
	mu      sync.Mutex
	open    bool
	leader  *passage
	changed chan struct{} // closed and forgotten at every change; made for who waits
}

// A passage is one call on its way through the flow, and the call's context from there
// on. A retry within the call passes again.
type passage struct {
	context.Context
	flow  *flow // whose key it is kept under
	inner bool  // within another call of this client, which it must not wait for
	sent  bool  // the flow has set the request's cookie
}

// Value implements [context.Context].
func (p *passage) Value(key any) any {
	if f, ok := key.(*flow); ok && f == p.flow {
		return p
	}
	return p.Context.Value(key)
}

// String describes the context as those of package context do.
func (p *passage) String() string { return fmt.Sprint(p.Context) + ".Passage" }

// enter lets p pass or returns a channel that is closed when it should try
// again. Who passes a gate that is not open is the leader until it leaves.
func (g *gate) enter(p *passage) (wait <-chan struct{}) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.open {
		return nil
	}
	if g.leader == nil || g.leader == p {
		g.leader = p
		return nil
	}
	if g.changed == nil {
		g.changed = make(chan struct{})
	}
	return g.changed
}

// leave ends p's time as the leader, if it was.
func (g *gate) leave(p *passage) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.leader == p {
		g.leader = nil
		g.wake()
	}
}

// set opens the gate for good, or closes it for who comes without an id.
func (g *gate) set(open bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.open != open {
		g.open = open
		g.wake()
	}
}

func (g *gate) isOpen() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.open
}

func (g *gate) wake() {
	if g.changed != nil {
		close(g.changed)
		g.changed = nil
	}
}

// pass waits until p may go on: as the leader, through the open gate, when
// ready reports that there is no need to wait, or after [GateWait].
func (g *gate) pass(ctx context.Context, p *passage, ready func() (bool, error)) error {
	timer := time.NewTimer(GateWait)
	defer timer.Stop()
	for {
		wait := g.enter(p)
		// The jar is asked after entering: the one before may have filled it
		// since the last look.
		ok, err := ready()
		if ok || err != nil {
			g.leave(p)
			return err
		}
		if wait == nil {
			return nil
		}
		select {
		case <-wait:
		case <-timer.C:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
