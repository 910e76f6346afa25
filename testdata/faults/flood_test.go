package faults_test

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"sync"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/cookie"
	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/memstore"
	"github.com/rpcgen/rpcgen/runtime/transport/inproc"
)

// spread does something n times, on as many goroutines as pay.
func spread(n int, do func(i int)) {
	const workers = 8
	var all sync.WaitGroup
	for w := range workers {
		all.Go(func() {
			for i := w; i < n; i += workers {
				do(i)
			}
		})
	}
	all.Wait()
}

// TestCookielessCalls: clients that bring no cookie cost no storage.
func TestCookielessCalls(t *testing.T) {
	l := newLocal(t)
	read.Handle(l.server, readAll)
	rpc := inproc.NewClient(l.server, inproc.WithJar(nil))
	call := func(int) {
		if _, err := read.Call(context.Background(), rpc, nil); err != nil {
			t.Error(err)
		}
	}
	spread(1000, call) // the signing keys are made, and pools are filled
	loads, applies, before := l.store.loads.Load(), l.store.applies.Load(), heap()
	n := choose(100_000, 1_000_000)
	spread(n, call)
	loads, applies = l.store.loads.Load()-loads, l.store.applies.Load()-applies
	if loads != 0 || applies != 0 {
		t.Errorf("the store was read %d times and written %d times, want never", loads, applies)
	}
	figure(t, "%d calls without a cookie: %d records stored, heap %+.1f MiB", n, applies, grown(t, before, 20))
}

// TestForgedIDs: ids that this server has not made never reach the store.
func TestForgedIDs(t *testing.T) {
	l := newLocal(t)
	read.Handle(l.server, readAll)
	jar := cookie.NewMemory()
	rpc := inproc.NewClient(l.server, inproc.WithJar(jar))
	res, err := read.Call(t.Context(), rpc, nil)
	if err != nil || res.Cookie == nil {
		t.Fatal(err)
	}
	good, err := base64.RawURLEncoding.DecodeString(res.Cookie.SessionID)
	if err != nil {
		t.Fatal(err)
	}
	forge := func(i int) string {
		id := append([]byte(nil), good...)
		if i%2 == 0 {
			id[i/2%len(id)] ^= 1 << (i / 2 / len(id) % 8) // one bit of a good one
			return base64.RawURLEncoding.EncodeToString(id)
		}
		rand.Read(id[7:]) // never fails: see crypto/rand
		return base64.RawURLEncoding.EncodeToString(id)
	}
	bare := inproc.NewClient(l.server, inproc.WithJar(nil))
	before := heap()
	loads, applies := l.store.loads.Load(), l.store.applies.Load()
	n := choose(50_000, 200_000)
	spread(n, func(i int) {
		forged := forge(i)
		res, err := read.Call(context.Background(), bare, &request{BaseRequest: runtime.BaseRequest{Cookie: &runtime.Cookie{SessionID: forged}}})
		if err != nil || res.Cookie == nil || res.Cookie.SessionID == forged {
			t.Errorf("a forged id: %v, %v", res.Cookie, err)
		}
	})
	loads, applies = l.store.loads.Load()-loads, l.store.applies.Load()-applies
	if loads != 0 || applies != 0 {
		t.Errorf("the store was read %d times and written %d times, want never", loads, applies)
	}
	if got := l.manager.Stats().Refused; got != int64(n) {
		t.Errorf("%d ids were refused, want %d", got, n)
	}
	figure(t, "%d forged ids: %d reached the store, heap %+.1f MiB", n, loads+applies, grown(t, before, 20))
}

// TestFullMemory: anonymous sessions never push out those that have an owner.
func TestFullMemory(t *testing.T) {
	const room, owners = 1000, 100
	l := newLocal(t, memstore.WithCapacity(room, 1<<40))
	login := runtime.NewMethod[request, response]("login")
	login.Handle(l.server, func(ctx context.Context, req *request) (*response, error) {
		return nil, session.From(ctx).Login(ctx, req.Key)
	})
	add.Handle(l.server, func(ctx context.Context, _ *request) (*response, error) {
		n, err := counter.Update(ctx, func(n int64) (int64, error) { return n + 1, nil })
		return &response{Count: n}, err
	})
	var owned []*runtime.Client
	for i := range owners {
		c := inproc.NewClient(l.server)
		if _, err := login.Call(t.Context(), c, &request{Key: keyName(i)}); err != nil {
			t.Fatal(err)
		}
		owned = append(owned, c)
	}
	n := choose(10_000, 100_000)
	spread(n, func(int) {
		if _, err := add.Call(context.Background(), inproc.NewClient(l.server, inproc.WithJar(nil)), nil); err != nil {
			t.Errorf("an anonymous session: %v", err)
		}
	})
	alive := 0
	for i, c := range owned {
		if res, err := add.Call(t.Context(), c, nil); err != nil || res.Count != 1 {
			t.Errorf("the session of owner %d: %d, %v", i, res.Count, err)
			continue
		}
		alive++
	}
	// With owners alone there is nothing to drop.
	refusals := 0
	for i := range 2 * room {
		_, err := login.Call(t.Context(), inproc.NewClient(l.server, inproc.WithJar(nil)), &request{Key: keyName(owners + i)})
		if err == nil {
			continue
		}
		refusals++
		if runtime.CodeOf(err) != runtime.CodeUnavailable || !errors.Is(err, session.ErrUnavailable) {
			t.Fatalf("a login without room: %v", err)
		}
	}
	for i, c := range owned {
		if res, err := add.Call(t.Context(), c, nil); err != nil || res.Count != 2 {
			t.Errorf("the session of owner %d: %d, %v", i, res.Count, err)
		}
	}
	if refusals < room {
		t.Errorf("%d logins were refused, want %d at least", refusals, room)
	}
	figure(t, "memory for %d sessions, %d anonymous ones on top: %d of %d owned alive; full of owners: %d logins refused, all UNAVAILABLE",
		room, n, alive, owners, refusals)
}
