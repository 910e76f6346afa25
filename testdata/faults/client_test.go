package faults_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/cookie"
	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
	"github.com/rpcgen/rpcgen/testdata/internal/servers"
)

// callTimeout is longer than any call should take, however slow the machine.
const callTimeout = time.Minute

// A client has a session, and knows what must be in it.
type client struct {
	rpc *runtime.Client
	jar *cookie.Memory
	url string
	id  string // of the session, since the first write was acknowledged

	next   int64
	values [keys]value
	count  int64        // acknowledged additions
	maybe  int64        // additions of unknown outcome
	done   atomic.Int64 // acknowledged writes

	slowest time.Duration
}

// A value is what one key may hold.
type value struct {
	acknowledged int64
	maybe        []int64 // of unknown outcome, since the beginning: they may still be on their way
}

// An outcome is what a call's end says about the write.
type outcome int

const (
	done outcome = iota
	refused
	unknown
	cut   // with the connection to the server, so it is unknown
	wrong // no such error is to be seen
)

func outcomeOf(err error) outcome {
	if err == nil {
		return done
	}
	switch runtime.CodeOf(err) {
	case runtime.CodeUnavailable:
		return refused
	case runtime.CodeUnknown, runtime.CodeTimeout:
		return unknown
	}
	var e *runtime.Error
	if errors.As(err, &e) && e.Type == runtime.NetworkError {
		return cut
	}
	return wrong
}

// newClient returns a client with a jar of its own. The connections belong to web.
func newClient(t testing.TB, url string, web *http.Client) *client {
	t.Helper()
	c := &client{jar: cookie.NewMemory(), url: url}
	rpc, err := httprpc.NewClient(url, httprpc.WithJar(c.jar), httprpc.WithHTTPClient(web),
		httprpc.With(runtime.WithCallTimeout(callTimeout)))
	if err != nil {
		t.Fatal(err)
	}
	c.rpc = rpc
	return c
}

// newWeb returns connections for clients, for as long as the test runs.
func newWeb(t testing.TB) *http.Client {
	transport := &http.Transport{MaxIdleConnsPerHost: 200}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// begin makes the client's session. It must succeed.
func (c *client) begin(t testing.TB) {
	t.Helper()
	if err := c.write(t.Context()); err != nil {
		t.Fatalf("the first write: %v", err)
	}
	if c.id = c.session(t); c.id == "" {
		t.Fatal("the first write brought no session id")
	}
}

// session returns the id that the client has now.
func (c *client) session(t testing.TB) string {
	t.Helper()
	now, err := c.jar.Load(context.Background(), origin(t, c.url))
	if err != nil {
		t.Error(err)
	}
	if now == nil {
		return ""
	}
	return now.SessionID
}

func origin(t testing.TB, url string) string {
	t.Helper()
	o, err := cookie.NormalOrigin(url)
	if err != nil {
		t.Error(err)
	}
	return o
}

// write sets a key or adds to the counter, in turn, and notes what came of it.
func (c *client) write(ctx context.Context) error {
	start := time.Now()
	defer func() { c.slowest = max(c.slowest, time.Since(start)) }()
	c.next++
	if c.next%2 == 0 {
		_, err := add.Call(ctx, c.rpc, nil)
		switch outcomeOf(err) {
		case done:
			c.count++
			c.done.Add(1)
		case unknown, cut:
			c.maybe++
		case refused, wrong:
		}
		return err
	}
	n := rand.N(keys)
	_, err := set.Call(ctx, c.rpc, &request{Key: keyName(n), Value: c.next})
	switch outcomeOf(err) {
	case done:
		c.values[n].acknowledged = c.next
		c.done.Add(1)
	case unknown, cut:
		c.values[n].maybe = append(c.values[n].maybe, c.next)
	case refused, wrong:
	}
	return err
}

// A balance is what a check has found.
type balance struct{ acknowledged, lost, invented int64 }

func (b *balance) add(c balance) {
	b.acknowledged += c.acknowledged
	b.lost += c.lost
	b.invented += c.invented
}

// check reads the session and compares it with what was acknowledged.
func (c *client) check(ctx context.Context) (b balance, err error) {
	res, err := read.Call(ctx, c.rpc, nil)
	if err != nil {
		return balance{}, err
	}
	b.acknowledged = c.done.Load()
	b.lost = max(0, c.count-res.Count)
	b.invented = max(0, res.Count-c.count-c.maybe)
	for n := range c.values {
		v, got := &c.values[n], res.Values[keyName(n)]
		if got != v.acknowledged && !slices.Contains(v.maybe, got) {
			b.lost++
		}
	}
	return b, nil
}

// A fleet is many clients.
type fleet struct {
	t       testing.TB
	url     string
	clients []*client
	web     *http.Client
	mortal  bool // the server is going to be killed

	workers sync.WaitGroup
	mu      sync.Mutex
	errors  map[string]int // by code
}

// newFleet makes clients that have a session each.
func newFleet(t testing.TB, url string, n int) *fleet {
	t.Helper()
	f := &fleet{t: t, url: url, web: newWeb(t), errors: map[string]int{}}
	for range n {
		f.clients = append(f.clients, newClient(t, url, f.web))
	}
	t.Cleanup(f.workers.Wait)
	for _, c := range f.clients {
		c.begin(t)
	}
	return f
}

// each does something with all clients at once.
func (f *fleet) each(do func(*client)) {
	var all sync.WaitGroup
	for _, c := range f.clients {
		all.Go(func() { do(c) })
	}
	all.Wait()
}

// start lets every client write, one write after the other, until ctx ends or,
// if halt is set, a write fails.
func (f *fleet) start(ctx context.Context, halt bool) {
	for _, c := range f.clients {
		f.workers.Go(func() {
			for ctx.Err() == nil {
				err := f.write(c)
				if err != nil && (halt || f.pause(ctx) != nil) {
					return
				}
			}
		})
	}
}

// write lets one client write, and looks at the error and at its id.
func (f *fleet) write(c *client) error {
	err := c.write(context.Background())
	if err != nil {
		f.mu.Lock()
		f.errors[fmt.Sprint(runtime.CodeOf(err))]++
		f.mu.Unlock()
	}
	if o := outcomeOf(err); o == wrong || o == cut && !f.mortal {
		f.t.Errorf("a write failed with %v: %v", runtime.CodeOf(err), err)
	}
	if id := c.session(f.t); id != c.id {
		f.t.Error("a client that had a session was given another one")
	}
	return err
}

// pause is what a client waits after a failure.
func (f *fleet) pause(ctx context.Context) error {
	timer := time.NewTimer(20 * time.Millisecond)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// acknowledged returns how many writes of all clients were.
func (f *fleet) acknowledged() (n int64) {
	for _, c := range f.clients {
		n += c.done.Load()
	}
	return n
}

func (f *fleet) failures() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return fmt.Sprint(f.errors)
}

func (f *fleet) failed() (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, some := range f.errors {
		n += some
	}
	return n
}

// check compares all sessions with what was acknowledged, and fails the test if
// anything is lost or was done twice. On a busy machine a store may be slow once more, so
// a session may take several tries to read.
func (f *fleet) check() balance {
	f.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var mu sync.Mutex
	var sum balance
	f.each(func(c *client) {
		var b balance
		err := servers.Until(ctx, func() (err error) {
			b, err = c.check(ctx)
			return err
		})
		if err != nil {
			f.t.Errorf("reading a session: %v", err)
		}
		mu.Lock()
		defer mu.Unlock()
		sum.add(b)
	})
	if sum.lost != 0 || sum.invented != 0 {
		f.t.Errorf("of %d acknowledged writes, %d are lost; %d additions were done twice", sum.acknowledged, sum.lost, sum.invented)
	}
	return sum
}

// ended reports what is wrong with a session that was destroyed.
func ended(t testing.TB, url, id string, web *http.Client) error {
	t.Helper()
	for _, what := range []*runtime.Method[request, response]{read, add, set} {
		c := newClient(t, url, web)
		err := c.jar.Merge(t.Context(), origin(t, url), nil, &runtime.Cookie{SessionID: id})
		if err != nil {
			return err
		}
		res, err := what.Call(t.Context(), c.rpc, &request{Key: keyName(0), Value: 1})
		if what == read {
			if err != nil || res.Count != 0 || res.Values[keyName(0)] != 0 {
				return fmt.Errorf("reading a destroyed session: %d additions, %v, %w", res.Count, res.Values, err)
			}
			continue
		}
		if runtime.CodeOf(err) != session.CodeRetired {
			return fmt.Errorf("%s in a destroyed session: %w, want %s", what.Name(), err, session.CodeRetired)
		}
	}
	return nil
}
