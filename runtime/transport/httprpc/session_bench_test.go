package httprpc_test

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/cookie"
	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/memstore"
)

type (
	countRequest  struct{ runtime.BaseRequest }
	countResponse struct {
		runtime.BaseResponse
		N int `json:"n"`
	}
)

var (
	count   = runtime.NewMethod[countRequest, countResponse]("Count")
	counter = session.NewKey[int]("counter")
)

// BenchmarkSession measures what a counter in a session adds to a call. Both
// clients have a jar with a cookie in it; one server has no sessions. The metric
// x is the median ratio of slices of calls that are made in turn, so that what
// else the machine does meets both sides alike.
func BenchmarkSession(b *testing.B) {
	quiet := runtime.WithLogger(slog.New(slog.DiscardHandler))
	store := memstore.New()
	manager := session.NewManager(store)
	b.Cleanup(func() {
		if err := manager.Close(context.Background()); err != nil {
			b.Error(err)
		}
		_ = store.Close()
	})
	start := func(handle func(ctx context.Context) (int, error), opts ...runtime.ServerOption) func(*testing.B, int) time.Duration {
		server := runtime.NewServer(append(opts, quiet)...)
		count.Handle(server, func(ctx context.Context, _ *countRequest) (*countResponse, error) {
			n, err := handle(ctx)
			return &countResponse{N: n}, err
		})
		client := dial(b, serve(b, server))
		return func(b *testing.B, calls int) time.Duration {
			began := time.Now()
			for range calls {
				if _, err := count.Call(b.Context(), client, &countRequest{}); err != nil {
					b.Fatal(err)
				}
			}
			return time.Since(began)
		}
	}
	without := start(func(ctx context.Context) (int, error) {
		if c := runtime.CookieFrom(ctx); c.Get("visitor") == nil {
			c.Set("visitor", "0123456789abcdefghijklmnopqrstuvwxyz0123456789")
		}
		return 1, nil
	}, cookie.Echo())
	with := start(func(ctx context.Context) (int, error) {
		return counter.Update(ctx, func(n int) (int, error) { return n + 1, nil })
	}, manager.Flow())

	b.Run("without", func(b *testing.B) {
		b.ReportAllocs()
		without(b, b.N)
	})
	b.Run("counter", func(b *testing.B) {
		b.ReportAllocs()
		with(b, b.N)
	})
	b.Run("ratio", func(b *testing.B) {
		const slice = 20 // short, as the machine's speed changes from moment to moment
		var ratios []float64
		for b.Loop() {
			a := without(b, slice)
			c := with(b, 2*slice)
			a += without(b, slice)
			ratios = append(ratios, float64(c)/float64(a))
		}
		slices.Sort(ratios)
		b.ReportMetric(ratios[len(ratios)/2], "x")
	})
}
