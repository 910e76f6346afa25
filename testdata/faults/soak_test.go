package faults_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/memstore"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
)

var (
	login  = runtime.NewMethod[request, response]("login")
	renew  = runtime.NewMethod[request, response]("renew")
	logout = runtime.NewMethod[request, response]("logout")
	whoami = runtime.NewMethod[request, response]("whoami")
)

// register serves what a client of the soak calls.
func (l *local) register() {
	login.Handle(l.server, func(ctx context.Context, req *request) (*response, error) {
		return nil, session.From(ctx).Login(ctx, req.Key)
	})
	renew.Handle(l.server, func(ctx context.Context, _ *request) (*response, error) { return nil, session.From(ctx).Renew(ctx) })
	logout.Handle(l.server, func(ctx context.Context, _ *request) (*response, error) { return nil, session.From(ctx).Destroy(ctx) })
	set.Handle(l.server, func(ctx context.Context, req *request) (*response, error) {
		return nil, session.From(ctx).Set(ctx, req.Key, req.Value)
	})
	add.Handle(l.server, func(ctx context.Context, _ *request) (*response, error) {
		n, err := counter.Update(ctx, func(n int64) (int64, error) { return n + 1, nil })
		return &response{Count: n}, err
	})
	read.Handle(l.server, readAll)
	whoami.Handle(l.server, func(ctx context.Context, req *request) (*response, error) {
		owner, err := session.From(ctx).Owner(ctx)
		if err == nil && owner != req.Key {
			err = fmt.Errorf("the owner is %q, not %q", owner, req.Key)
		}
		return nil, err
	})
}

// An oracle knows what the session of one client holds.
type oracle struct {
	rpc    *runtime.Client
	name   string
	owner  string
	count  int64
	values map[string]int64
}

// step does something at random and compares what the server says.
func (o *oracle) step(ctx context.Context) error {
	forget := func() { o.owner, o.count, o.values = "", 0, map[string]int64{} }
	switch n := rand.IntN(20); {
	case n == 0:
		if _, err := login.Call(ctx, o.rpc, &request{Key: o.name}); err != nil {
			return err
		}
		o.owner = o.name
	case n == 1:
		if _, err := renew.Call(ctx, o.rpc, nil); err != nil {
			return err
		}
	case n == 2:
		if _, err := logout.Call(ctx, o.rpc, nil); err != nil {
			return err
		}
		forget()
	case n < 8:
		key, value := keyName(rand.IntN(keys)), rand.Int64N(1<<50)
		if _, err := set.Call(ctx, o.rpc, &request{Key: key, Value: value}); err != nil {
			return err
		}
		o.values[key] = value
	case n < 13:
		res, err := add.Call(ctx, o.rpc, nil)
		if err != nil {
			return err
		}
		if o.count++; res.Count != o.count {
			return fmt.Errorf("the counter is %d, want %d", res.Count, o.count)
		}
	case n < 15:
		_, err := whoami.Call(ctx, o.rpc, &request{Key: o.owner})
		return err
	default:
		res, err := read.Call(ctx, o.rpc, nil)
		if err != nil {
			return err
		}
		if res.Count != o.count {
			return fmt.Errorf("the counter is %d, want %d", res.Count, o.count)
		}
		for key, got := range res.Values {
			if got != o.values[key] {
				return fmt.Errorf("%s is %d, want %d", key, got, o.values[key])
			}
		}
	}
	return nil
}

// TestSoak: many clients do all there is to do, each beside a record of what its
// session must hold. In full it runs for 15 minutes.
func TestSoak(t *testing.T) {
	const clients = 200
	// An id that was ended is remembered while its adoption window is open, and a
	// bit. That has to be shorter than the test for memory to stop growing.
	l := newLocalOn(t, memstore.New(), session.WithAdoption(time.Minute))
	l.register()
	url, web := l.listen(t), newWeb(t)
	until := time.Now().Add(time.Duration(choose(0, 15)) * time.Minute)
	least := choose(100, 0)
	// In full at one rate, whatever else the machine does: what is remembered of ended
	// ids grows with it.
	pace := time.Duration(choose(1, 100)) * time.Millisecond
	var calls, broken atomic.Int64
	newOracle := func(name string) *oracle {
		rpc, err := httprpc.NewClient(url, httprpc.WithHTTPClient(web), httprpc.With(runtime.WithCallTimeout(callTimeout)))
		if err != nil {
			t.Error(err)
		}
		return &oracle{rpc: rpc, name: name, values: map[string]int64{}}
	}
	var all sync.WaitGroup
	for i := range clients {
		all.Go(func() {
			o := newOracle("user " + strconv.Itoa(i))
			pace := time.NewTicker(pace)
			defer pace.Stop()
			for n := 0; n < least || time.Now().Before(until); n++ {
				<-pace.C
				err := o.step(context.Background())
				calls.Add(1)
				if errors.Is(err, &runtime.Error{Type: runtime.NetworkError, Code: runtime.CodeLostConn}) ||
					errors.Is(err, &runtime.Error{Type: runtime.NetworkError, Code: "ECONNRESET"}) {
					// The server closed an idle connection as the client took it out of its
					// pool. Whether the call was carried out is not known: begin anew.
					broken.Add(1)
					o = newOracle(o.name)
					continue
				}
				if err != nil {
					t.Errorf("%s, step %d: %v", o.name, n, err)
					return
				}
			}
		})
	}
	slope := watchMemory(t, &all)
	if full() && slope > 1 {
		t.Errorf("the memory grows by %.2f MiB a minute, more than 1", slope)
	}
	if most := 1 + calls.Load()/1000; broken.Load() > most {
		t.Errorf("%d connections broke, more than %d", broken.Load(), most)
	}
	figure(t, "%d clients with an oracle each: %d calls, %d cut off, 0 lost or foreign values, memory %+.2f MiB a minute in the second half",
		clients, calls.Load(), broken.Load(), slope)
}

// watchMemory waits for all, and returns by how many MiB a minute the process has
// grown in the second half of the time.
func watchMemory(t *testing.T, all *sync.WaitGroup) float64 {
	ended := make(chan struct{})
	go func() { all.Wait(); close(ended) }()
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	var sizes []float64
	for {
		select {
		case <-tick.C:
			sizes = append(sizes, resident(t))
			continue
		case <-ended:
		}
		break
	}
	rest := sizes[len(sizes)/2:]
	if len(rest) < 2 {
		return 0
	}
	return 60 * (rest[len(rest)-1] - rest[0]) / float64(len(rest)-1)
}

// resident returns the process's memory in MiB.
func resident(t *testing.T) float64 {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Error(err)
		return 0
	}
	pages, err := strconv.Atoi(strings.Fields(string(text))[1])
	if err != nil {
		t.Error(err)
	}
	return float64(pages*os.Getpagesize()) / mebi
}

// TestLoad: 2000 calls a second that use a session. How long they take is a figure,
// that none fails is the test.
func TestLoad(t *testing.T) {
	l := newLocal(t)
	l.register()
	url, web := l.listen(t), newWeb(t)
	const perSecond, clients = 2000, 64
	n := perSecond * choose(3, 30)
	rpcs := make([]*runtime.Client, clients)
	for i := range rpcs {
		rpc, err := httprpc.NewClient(url, httprpc.WithHTTPClient(web))
		if err == nil {
			_, err = add.Call(t.Context(), rpc, nil)
		}
		if err != nil {
			t.Fatal(err)
		}
		rpcs[i] = rpc
	}
	took := make([]time.Duration, n)
	errs := make(chan error, n)
	start := time.Now()
	var all sync.WaitGroup
	for w := range clients {
		all.Go(func() {
			for i := w; i < n; i += clients {
				due := start.Add(time.Duration(i) * time.Second / perSecond)
				timer := time.NewTimer(time.Until(due))
				<-timer.C
				if _, err := add.Call(context.Background(), rpcs[w], nil); err != nil {
					errs <- err
				}
				took[i] = time.Since(due) // the wait for a busy client counts
			}
		})
	}
	all.Wait()
	close(errs)
	for err := range errs {
		t.Error(errors.Unwrap(err), err)
	}
	slices.Sort(took)
	at := func(q float64) time.Duration { return took[int(q*float64(n-1))].Round(10 * time.Microsecond) }
	figure(t, "%d calls a second over HTTP that count in a session, %d calls: p50 %v, p99 %v, 0 errors", perSecond, n, at(0.5), at(0.99))
}
