package session_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/codec"
	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/memstore"
)

// A drawer is the place for a secret at a client.
type drawer struct{ kept, keep string }

func (d *drawer) Kept() string       { return d.kept }
func (d *drawer) Keep(secret string) { d.keep = secret }

// A page is a client over a transport that keeps halves.
type page struct {
	f      *fixture
	server *runtime.Server
	cookie *runtime.Cookie
	half   string
}

type handler = func(ctx context.Context, s *session.Session) error

type handlerKey struct{}

func (f *fixture) page() *page {
	server := runtime.NewServer(f.manager.Flow(), runtime.WithHandlerTimeout(0))
	do.Handle(server, func(ctx context.Context, _ *doRequest) (*doResponse, error) {
		return nil, ctx.Value(handlerKey{}).(handler)(ctx, session.From(ctx))
	})
	return &page{f: f, server: server}
}

// send makes a call without learning from the answer.
func (p *page) send(h handler) (cookie *runtime.Cookie, keep string, err error) {
	p.f.Helper()
	data, err := codec.JSON.Append(nil, &doRequest{BaseRequest: runtime.BaseRequest{Cookie: p.cookie}})
	if err != nil {
		p.f.Fatal(err)
	}
	d := &drawer{kept: p.half}
	in := runtime.Inbound{Method: "do", Codec: codec.JSON, Data: data, Keeper: d}
	ret := runtime.Return{Response: &doResponse{}}
	err = p.server.Serve(context.WithValue(context.Background(), handlerKey{}, h), in, func(out runtime.Outbound) error {
		return codec.JSON.Decode(out.Data, &ret)
	})
	if err != nil {
		p.f.Fatal(err)
	}
	if ret.Err != nil {
		return ret.Cookie, d.keep, ret.Err
	}
	return ret.Response.(*doResponse).Cookie, d.keep, nil
}

// call makes a call and keeps what the answer says.
func (p *page) call(h handler) error {
	p.f.Helper()
	cookie, keep, err := p.send(h)
	if cookie != nil {
		p.cookie = cookie
	}
	if keep != "" {
		p.half = keep
	}
	return err
}

func (p *page) must(h handler) *page {
	p.f.Helper()
	if err := p.call(h); err != nil {
		p.f.Fatal(err)
	}
	return p
}

func (p *page) number() (n int) {
	p.f.Helper()
	_, _, err := p.send(func(ctx context.Context, _ *session.Session) (err error) {
		n, err = number.Get(ctx)
		return err
	})
	if err != nil {
		p.f.Errorf("reading the session: %v", err)
	}
	return n
}

func renew(ctx context.Context, s *session.Session) error { return s.Renew(ctx) }

// thief has the id of another page's session, and a half of his own making.
func (p *page) thief(half string) *page {
	return &page{f: p.f, server: p.server, cookie: p.cookie.Clone(), half: half}
}

func TestBoundSession(t *testing.T) {
	f := newFixture(t, session.WithBinder())
	victim := f.page().must(set(1))
	other := f.page().must(set(2))
	if len(victim.half) != 22 || victim.half == other.half {
		t.Fatal("the client has no half of its own")
	}
	thieves := map[string]*page{}
	for name, half := range map[string]string{
		"none": "", "another's": other.half, "garbled": "!" + victim.half[1:], "short": victim.half[1:], "long": victim.half + "A",
		"newline": victim.half + "\n", "its hash": strings.Repeat("A", 43),
	} {
		thieves[name] = victim.thief(half)
	}
	check := func(when string) {
		for name, thief := range thieves {
			thief.cookie = victim.cookie.Clone()
			cookie, _, err := thief.send(func(ctx context.Context, s *session.Session) error {
				n, err := number.Get(ctx)
				owner, err2 := s.Owner(ctx)
				if n != 0 || owner != "" {
					t.Errorf("%s, %s: the thief reads %d of %q", when, name, n, owner)
				}
				for what, err := range map[string]error{"Set": number.Set(ctx, 9), "Delete": number.Delete(ctx), "Renew": s.Renew(ctx), "Remember": s.Remember(ctx)} {
					if !errors.Is(err, session.ErrRetired) {
						t.Errorf("%s, %s: %s: %v", when, name, what, err)
					}
				}
				return errors.Join(err, err2)
			})
			if err != nil || cookie == nil || cookie.SessionID != "" {
				t.Errorf("%s, %s: got %v, %v, want a cookie without an id", when, name, cookie, err)
			}
			if _, _, err := thief.send(destroy); err != nil {
				t.Errorf("%s, %s: Destroy: %v", when, name, err)
			}
		}
		if got := victim.number(); got != 1 {
			t.Errorf("%s: the client reads %d, want 1", when, got)
		}
	}
	check("anonymous")
	for when, h := range map[string]handler{"after a login": login("ada"), "after a renewal": renew} {
		id, half := victim.cookie.SessionID, victim.half
		victim.must(h)
		if victim.cookie.SessionID == id || victim.half == half || victim.half == "" {
			t.Errorf("%s: the id or the half is the same", when)
		}
		thieves["the half before"] = victim.thief(half)
		check(when)
	}
	if n, err := f.manager.LogoutAll(t.Context(), "ada"); n != 1 || err != nil || victim.number() != 0 {
		t.Errorf("log out everywhere: %d, %v", n, err)
	}
}

// A thief who logs in gets a session of his own, and the client keeps its own.
func TestThiefLogsIn(t *testing.T) {
	f := newFixture(t, session.WithBinder())
	victim := f.page().must(set(1)).must(login("ada"))
	thief := victim.thief("").must(login("mallory"))
	if thief.number() != 0 || thief.cookie.SessionID == victim.cookie.SessionID || victim.number() != 1 {
		t.Error("a login moved a session whose half is missing")
	}
}

// A client that is not heard of again costs nothing, and its half goes with the id.
func TestHalfGoesWithTheID(t *testing.T) {
	f := newFixture(t, session.WithBinder())
	f.page().must(nothing)
	loads, applies := f.store.counted(func() {
		p := f.page().must(nothing)
		half := p.half
		if half == "" {
			t.Error("an id without a half")
		}
		if p.must(nothing); p.half != half {
			t.Error("an echoed id brought a new half")
		}
		p.cookie = nil
		if _, keep, _ := p.send(nothing); keep != "" {
			t.Error("a client that has a half got another one with a new id")
		}
	})
	if loads+applies > 0 {
		t.Errorf("%d loads and %d changes for sessions that hold nothing", loads, applies)
	}
	failing := f.page()
	if err := failing.call(func(context.Context, *session.Session) error { return errors.New("failed") }); err == nil || failing.half == "" {
		t.Errorf("a failing call: half %q, %v", failing.half, err)
	}
}

// Calls that run at once and of which each may be the one that creates the session.
func TestParallelFirstWritesOfABoundSession(t *testing.T) {
	f := newFixture(t, session.WithBinder())
	p := f.page().must(nothing)
	const calls = 50
	var wg sync.WaitGroup
	for i := range calls {
		wg.Go(func() {
			_, keep, err := p.send(func(ctx context.Context, s *session.Session) error { return s.Set(ctx, fmt.Sprint(i), i) })
			if err != nil || keep != "" {
				t.Errorf("call %d: new half %t, %v", i, keep != "", err)
			}
		})
	}
	wg.Wait()
	p.must(func(ctx context.Context, s *session.Session) error {
		for i := range calls {
			var v int
			if ok, err := s.Get(ctx, fmt.Sprint(i), &v); !ok || v != i || err != nil {
				t.Errorf("key %d: %t %d %v", i, ok, v, err)
			}
		}
		return nil
	})
}

// An id that was never stored is not worth stealing: without a half, nothing is
// ever stored under it.
func TestLazyIDWithoutItsHalf(t *testing.T) {
	f := newFixture(t, session.WithBinder())
	victim := f.page().must(nothing)
	thief := victim.thief("").must(set(9))
	if thief.cookie.SessionID == victim.cookie.SessionID || thief.half == "" || thief.number() != 9 {
		t.Error("the write did not go to a session of its own")
	}
	if victim.must(set(1)); victim.number() != 1 || thief.number() != 9 {
		t.Error("the two share a session")
	}
}

// Nor is it while its client is about to store something: what a thief's call has
// seen as absent is the client's by the time the call writes, or moves it away.
func TestLazyIDIsBoundMeanwhile(t *testing.T) {
	f := newFixture(t, session.WithBinder())
	for name, steal := range map[string]func(p *page, h handler) error{
		"with a half of his own": func(p *page, h handler) error {
			_, _, err := p.thief(strings.Repeat("A", 22)).send(h)
			return err
		},
		"over a transport that keeps none": func(p *page, h handler) error {
			_, err := f.call(p.cookie, h)
			return err
		},
	} {
		for what, h := range map[string]handler{"Set": set(9), "Login": login("mallory"), "Renew": renew} {
			victim := f.page().must(nothing)
			err := steal(victim, func(ctx context.Context, s *session.Session) error {
				if n, err := number.Get(ctx); n != 0 || err != nil {
					t.Errorf("%s: %d, %v before the first write", what, n, err)
				}
				victim.must(set(1))
				err := h(ctx, s)
				if n, _ := number.Get(ctx); n == 1 {
					t.Errorf("%s, %s: the thief reads what the client has stored", name, what)
				}
				return err
			})
			if what == "Login" && err != nil || what != "Login" && !errors.Is(err, session.ErrRetired) {
				t.Errorf("%s, %s: %v", name, what, err)
			}
			if got := victim.number(); got != 1 {
				t.Errorf("%s, %s: the client reads %d, want 1", name, what, got)
			}
		}
	}
}

// A caller says how long it waits. One that does not wait for the store to tell
// whose the session is ends nobody else's.
func TestDestroyOfABoundSessionInAHurry(t *testing.T) {
	f := newFixture(t, session.WithBinder())
	victim := f.page().must(set(1))
	over, cancel := context.WithCancel(context.Background())
	cancel()
	hurried := func(ctx context.Context, s *session.Session) error { return s.Destroy(callWith(ctx, over)) }
	if _, _, err := victim.thief("").send(hurried); err != nil || victim.number() != 1 {
		t.Errorf("without the half: %v, the client reads %d", err, victim.number())
	}
	if _, _, err := victim.send(hurried); err == nil || victim.number() != 0 {
		t.Errorf("with the half: %v, the session goes on", err)
	}
}

// A goroutine that the handler does not wait for moves the session just as the
// answer is made: the client is told the new id with its half, or nothing moves.
func TestLoginBesideTheAnswer(t *testing.T) {
	f := newFixture(t, session.WithBinder())
	for name, h := range map[string]handler{"login": login("ada"), "renewal": renew} {
		p := f.page().must(set(1))
		started, answered, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
		p.server.Flows().PreReturn.Use(func(_ context.Context, call *runtime.Call) (*runtime.Call, error) {
			select {
			case <-answered:
			default:
				close(answered)
			}
			return call, nil
		})
		f.store.before = func(c session.Change) {
			if c.Move == nil {
				return
			}
			close(started)
			select {
			case <-answered: // the answer has not waited
			case <-time.After(50 * time.Millisecond):
			}
		}
		p.must(func(ctx context.Context, s *session.Session) error {
			go func() { done <- h(ctx, s) }()
			<-started
			return nil
		})
		err := <-done
		if f.store.before = nil; err != nil || p.number() != 1 {
			t.Errorf("%s: %v, the client reads %d, want 1", name, err, p.number())
		}
	}
}

// Sessions from before the option go on, and are bound when they get a new id.
func TestBinderIsSwitchedOnAndOff(t *testing.T) {
	before := newFixture(t)
	after := onStore(t, before.store, session.WithBinder())
	for name, h := range map[string]handler{"login": login("ada"), "renewal": renew} {
		old := before.page().must(set(1))
		if old.half != "" {
			t.Fatal("a half without the option")
		}
		p := &page{f: after, server: after.page().server, cookie: old.cookie}
		if p.must(set(2)); p.number() != 2 || p.half != "" {
			t.Errorf("%s: an unbound session does not go on", name)
		}
		if p.must(h); p.half == "" || p.number() != 2 || p.thief("").number() != 0 {
			t.Errorf("%s: the session is not bound, or lost", name)
		}
		off := &page{f: before, server: before.page().server, cookie: p.cookie}
		if off.number() != 0 {
			t.Errorf("%s: without the option nobody asks for the half", name)
		}
		off.half = p.half
		if off.number() != 2 {
			t.Errorf("%s: without the option the half is no good", name)
		}
		if off.must(renew); off.number() != 2 || off.thief("").number() != 0 {
			t.Errorf("%s: a renewal without the option unbinds", name)
		}
	}
}

// A transport that keeps nothing has unbound sessions, and sees bound ones as ended.
func TestBinderInProcess(t *testing.T) {
	f := newFixture(t, session.WithBinder())
	mine := f.must(f.started(), login("ada"))
	if f.number(mine) != 1 || f.owner(mine) != "ada" {
		t.Error("sessions in process do not go on")
	}
	lazy := f.mint()
	if got := f.must(lazy, set(3)); !sameID(got, lazy) || f.number(got) != 3 {
		t.Error("an id that was not stored yet is of no use in process")
	}
	bound := f.page().must(set(1))
	if f.number(bound.cookie) != 0 {
		t.Error("a bound session was read without its half")
	}
	got, err := f.call(bound.cookie, destroy)
	if err != nil || got.SessionID != "" || bound.number() != 1 {
		t.Errorf("a bound session was ended without its half: %v, %v", got, err)
	}
}

// The store has a hash, and handlers have nothing.
func TestHalfIsNotStored(t *testing.T) {
	store := memstore.New()
	defer store.Close()
	seen := &recording{Store: store}
	f := onStore(t, &watched{Store: seen}, session.WithBinder())
	p := f.page().must(set(1)).must(login("ada"))
	if len(seen.written) == 0 || bytes.Contains(seen.written, []byte(p.half)) {
		t.Error("the store has the half, or nothing at all")
	}
	p.must(func(ctx context.Context, s *session.Session) error {
		var v any
		if ok, err := s.Get(ctx, "__binder", &v); ok || err == nil {
			t.Errorf("a handler reads %v, %v", v, err)
		}
		if err := s.Set(ctx, "__binder", "x"); err == nil {
			t.Error("a handler writes the half's hash")
		}
		if shown := fmt.Sprintf("%+v %#v", s, runtime.CallFrom(ctx).Request); strings.Contains(shown, p.half) {
			t.Error("the half is printed")
		}
		return nil
	})
	if strings.Contains(f.log.String(), p.half) {
		t.Error("the half is in the log")
	}
}

// recording keeps all bytes that are written to a store.
type recording struct {
	session.Store
	mu      sync.Mutex
	written []byte
}

func (r *recording) Apply(ctx context.Context, id session.ID, c session.Change) (uint64, error) {
	r.mu.Lock()
	for _, w := range c.Writes {
		r.written = append(append(r.written, w.Key...), w.Data...)
	}
	r.mu.Unlock()
	return r.Store.Apply(ctx, id, c)
}

func TestEagerBoundSession(t *testing.T) {
	f := newFixture(t, session.WithBinder(), session.WithEager())
	p := f.page().must(nothing)
	if p.must(set(1)); p.number() != 1 || p.thief("").number() != 0 {
		t.Error("the session is lost, or not bound")
	}
}

// A login whose outcome the store could not tell keeps its half, too.
func TestBoundLoginOfUnknownOutcome(t *testing.T) {
	f := newFixture(t, session.WithBinder())
	p := f.page().must(set(1))
	f.store.Store = &cutting{Store: f.store.Store}
	if p.must(login("ada")); p.number() != 1 {
		t.Error("the session is lost")
	}
}

// cutting breaks the connection after each move.
type cutting struct{ session.Store }

func (c *cutting) Apply(ctx context.Context, id session.ID, change session.Change) (uint64, error) {
	rev, err := c.Store.Apply(ctx, id, change)
	if err == nil && change.Move != nil {
		return 0, session.ErrUnknown
	}
	return rev, err
}

// With the store away a client can still end its session, in this process.
func TestDestroyOfABoundSessionInAnOutage(t *testing.T) {
	f := newFixture(t, session.WithBinder())
	p := f.page().must(set(1))
	f.store.down.Store(&errDisk)
	if _, _, err := p.send(destroy); runtime.CodeOf(err) != runtime.CodeUnavailable {
		t.Errorf("got %v, want UNAVAILABLE", err)
	}
	f.store.down.Store(nil)
	if p.number() != 0 {
		t.Error("the session goes on")
	}
}

// TestBinderUnkept: an operator who has set up one side only hears of it, once.
func TestBinderUnkept(t *testing.T) {
	f := newFixture(t, session.WithBinder())
	warnings := func() int { return f.log.count("level=WARN", "sessions stay unbound") }
	if _, err := f.from("", nil, setNumber); err != nil || warnings() != 0 {
		t.Errorf("in process: %v, %d warnings", err, warnings())
	}
	for range 2 {
		if _, err := f.from("192.0.2.1", nil, setNumber); err != nil {
			t.Error(err)
		}
	}
	if warnings() != 1 {
		t.Errorf("%d warnings, want 1", warnings())
	}
}
