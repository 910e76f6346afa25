package faults_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/testdata/internal/faultnet"
	"github.com/rpcgen/rpcgen/testdata/internal/servers"
)

// breakNetwork makes the way to the database bad in every way there is. Calls that
// use the session end with an error that says so, in the time of the store; the others do
// not notice. Nothing is done twice, and what has ended does not come back.
func breakNetwork(t *testing.T, at config, store *servers.Server) {
	proxy := faultnet.New(t, store.Addr)
	behind := config{at.kind, strings.Replace(at.url, store.Addr, proxy.Addr, 1)}
	near, nearURL := run(t, behind, session.WithStoreTimeout(300*time.Millisecond))
	_, farURL := run(t, at, session.WithStoreTimeout(callTimeout)) // another machine, with a good network
	n := &network{t: t, kind: at.kind, fleet: newFleet(t, nearURL, 10), near: near, farURL: farURL}
	heal := func() { proxy.Set(faultnet.Fault{}) }
	set := func(f faultnet.Fault) func() { return func() { proxy.Set(f) } }
	var flapping func()
	for range choose(1, 10) {
		n.during("a second late", 3, set(faultnet.Fault{Delay: time.Second}), heal)
		n.during("10 KiB/s", 3, set(faultnet.Fault{Rate: 10 << 10}), heal)
		n.during("cut in the middle of answers", 30, set(faultnet.Fault{Cut: 5000}), heal)
		n.during("black hole", 3, set(faultnet.Fault{BlackHole: true}), heal)
		n.during("black hole now and then", 20, func() { flapping = flap(proxy) }, func() { flapping() })
		n.during("stopped process", 3, store.Pause, store.Resume)
	}
	idle(t, near)
}

// flap makes a black hole of the network for some moments, again and again. It
// returns what ends that.
func flap(proxy *faultnet.Proxy) (end func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var worker sync.WaitGroup
	worker.Go(func() {
		defer proxy.Set(faultnet.Fault{})
		for hole := true; ctx.Err() == nil; hole = !hole {
			proxy.Set(faultnet.Fault{BlackHole: hole})
			ctx, done := context.WithTimeout(ctx, rand.N(400*time.Millisecond))
			<-ctx.Done()
			done()
		}
	})
	return func() {
		cancel()
		worker.Wait()
	}
}

// A network is what the faults are tried on.
type network struct {
	t      testing.TB
	kind   string
	fleet  *fleet
	near   *machine // behind the fault
	farURL string

	gone []string // sessions that were destroyed
}

// during has a fault while clients write, and then looks at what is there.
func (n *network) during(name string, times int, set, heal func()) {
	t, f := n.t, n.fleet
	t.Helper()
	victims := make([]*client, 2) // whose sessions end before, and during the fault
	for i := range victims {
		victims[i] = newClient(t, f.url, f.web)
		until(t, "a session before "+name, func() error { return victims[i].write(t.Context()) })
		victims[i].id = victims[i].session(t)
		n.gone = append(n.gone, victims[i].id)
	}
	if _, err := destroy.Call(t.Context(), victims[0].rpc, nil); err != nil {
		t.Fatalf("%s: destroying a session before the fault: %v", name, err)
	}
	before := f.acknowledged()
	set()
	func() {
		defer heal()
		n.write(name, times)
		if _, err := destroy.Call(t.Context(), victims[1].rpc, nil); outcomeOf(err) == wrong || runtime.CodeOf(err) == runtime.CodeTimeout {
			t.Errorf("%s: destroying a session: %v", name, err)
		}
	}()
	during := f.acknowledged() - before
	for _, id := range n.gone[len(n.gone)-2:] {
		until(t, name+": what has ended", func() error { return ended(t, f.url, id, f.web) })
	}
	until(t, name+": the end of it", func() error {
		var mu sync.Mutex
		var failed error
		f.each(func(c *client) {
			if err := f.write(c); err != nil {
				mu.Lock()
				defer mu.Unlock()
				failed = err
			}
		})
		return failed
	})
	sum := f.check()
	until(t, name+": destroyed sessions that the store is to be told of", func() error {
		if left := n.near.manager.Stats().Revoked; left > 0 {
			return fmt.Errorf("%d are left", left)
		}
		return nil
	})
	for _, id := range n.gone {
		if err := ended(t, n.farURL, id, f.web); err != nil {
			t.Errorf("%s: on another machine: %v", name, err)
		}
	}
	figure(t, "%s, %s: %d writes acknowledged meanwhile, %d lost, %d twice, errors so far %s, slowest call so far %v",
		n.kind, name, during, sum.lost, sum.invented, f.failures(), n.slowest().Round(time.Millisecond))
}

// write lets all clients write some times, beside calls that use no session. None of
// them may hang: callTimeout is many times the store's.
func (n *network) write(name string, times int) {
	t, f := n.t, n.fleet
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	others := make(chan int)
	go func() {
		c, count := newClient(t, f.url, f.web), 0
		for ; ctx.Err() == nil || count < 20; count++ {
			if _, err := plain.Call(context.Background(), c.rpc, nil); err != nil {
				t.Errorf("%s: a call that uses no session: %v", name, err)
			}
			_ = f.pause(ctx)
		}
		others <- count
	}()
	f.each(func(c *client) {
		for range times {
			if err := f.write(c); runtime.CodeOf(err) == runtime.CodeTimeout {
				t.Errorf("%s: a call hung: %v", name, err)
			}
		}
	})
	stop()
	<-others
}

func (n *network) slowest() (d time.Duration) {
	for _, c := range n.fleet.clients {
		d = max(d, c.slowest)
	}
	return d
}
