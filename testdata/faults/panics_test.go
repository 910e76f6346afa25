package faults_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/cookie"
	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
	"github.com/rpcgen/rpcgen/runtime/transport/inproc"
)

// TestPanics: handlers that panic, in the middle of an Update too, fail their own
// calls and nothing else.
func TestPanics(t *testing.T) {
	l := newLocal(t)
	add.Handle(l.server, func(ctx context.Context, req *request) (*response, error) {
		n, err := counter.Update(ctx, func(n int64) (int64, error) {
			if req.Value%100 == 0 {
				panic("one of a hundred")
			}
			return n + 1, nil
		})
		return &response{Count: n}, err
	})
	url, web := l.listen(t), newWeb(t)
	jar := cookie.NewMemory()
	overHTTP, err := httprpc.NewClient(url, httprpc.WithJar(jar), httprpc.WithHTTPClient(web))
	if err != nil {
		t.Fatal(err)
	}
	for name, rpc := range map[string]*runtime.Client{
		"HTTP": overHTTP, "in process, JSON": inproc.NewClient(l.server), "in process, direct": inproc.NewClient(l.server, inproc.Direct()),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := add.Call(t.Context(), rpc, &request{Value: 1}); err != nil {
				t.Fatal(err) // all others come with the id that this one has brought
			}
			n := choose(2_000, 10_000)
			var failed, done atomic.Int64
			spread(n, func(i int) {
				_, err := add.Call(context.Background(), rpc, &request{Value: int64(i)})
				switch {
				case err == nil:
					done.Add(1)
				case runtime.CodeOf(err) == runtime.CodeInternal:
					failed.Add(1)
				default:
					t.Errorf("call %d: %v", i, err)
				}
			})
			res, err := add.Call(t.Context(), rpc, &request{Value: 1})
			if err != nil || res.Count != done.Load()+2 || failed.Load() != int64(n/100) {
				t.Errorf("%d done, %d failed; then the counter is %d, %v", done.Load(), failed.Load(), res.Count, err)
			}
			figure(t, "%d calls over %s, 1 of 100 panics: %d done, %d INTERNAL_ERR, 0 others, none lost", n, name, done.Load(), failed.Load())
		})
	}
}

// TestPanicsEverywhere: wherever a handler panics, it leaves no lock behind, whichever
// session it had.
func TestPanicsEverywhere(t *testing.T) {
	l := newLocal(t)
	l.register()
	crash := runtime.NewMethod[request, response]("crash")
	places := []func(ctx context.Context) error{
		func(ctx context.Context) error {
			_, err := counter.Update(ctx, func(int64) (int64, error) { panic("in an update") })
			return err
		},
		func(ctx context.Context) error {
			return session.From(ctx).Batch(ctx, func(*session.Tx) error { panic("in a batch") })
		},
		func(ctx context.Context) error {
			if err := session.From(ctx).Renew(ctx); err != nil {
				return err
			}
			panic("after a renewal")
		},
	}
	crash.Handle(l.server, func(ctx context.Context, req *request) (*response, error) { return nil, places[req.Value](ctx) })
	const sessions = 1000 // so many that each of the manager's locks has its share
	spread(sessions, func(i int) {
		ctx := context.Background()
		rpc := inproc.NewClient(l.server)
		if _, err := add.Call(ctx, rpc, nil); err != nil {
			t.Error(err)
		}
		for place := range places {
			if _, err := crash.Call(ctx, rpc, &request{Value: int64(place)}); runtime.CodeOf(err) != runtime.CodeInternal {
				t.Errorf("a panic at place %d: %v", place, err)
			}
		}
		// The renewal was done before the panic: the client has learnt of the new id.
		if res, err := add.Call(ctx, rpc, nil); err != nil || res.Count != 2 {
			t.Errorf("session %d afterwards: %d, %v", i, res.Count, err)
		}
	})
	figure(t, "%d sessions, panics in Update, in Batch and after Renew: all can be changed afterwards, none lost", sessions)
}
