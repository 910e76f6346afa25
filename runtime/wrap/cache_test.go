package wrap

import (
	"context"
	"errors"
	"math"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/rpctest"
)

type response struct {
	runtime.BaseResponse
	Tags []string `json:"tags"`
	Any  any      `json:"any"`
}

// A clock shows the time that it is set to.
type clock struct{ t time.Time }

func (c *clock) now() time.Time { return c.t }

// answers returns the function that a Cache calls: it counts, and answers with n.
func answers(calls *int, n int) func(context.Context) (*int, error) {
	return func(context.Context) (*int, error) { *calls++; return &n, nil }
}

func TestCacheLifetime(t *testing.T) {
	at := &clock{time.Unix(0, 0)}
	c := NewCache[string, int](time.Minute, CacheOptions{Now: at.now})
	calls := 0
	for i, tt := range []struct {
		after time.Duration
		key   string
		want  int
	}{
		{0, "a", 1}, {0, "b", 2}, {time.Minute - 1, "a", 2}, {1, "a", 3}, {0, "b", 4}, {time.Minute - 1, "a", 4}, {0, "b", 4},
	} {
		at.t = at.t.Add(tt.after)
		if _, err := c.Do(t.Context(), tt.key, answers(&calls, i)); err != nil || calls != tt.want {
			t.Errorf("step %d: %d calls, want %d (%v)", i, calls, tt.want, err)
		}
	}
}

func TestCacheErrors(t *testing.T) {
	c := NewCache[int, int](time.Hour, CacheOptions{})
	boom, n := errors.New("boom"), 7
	for range 2 {
		called := false
		res, err := c.Do(t.Context(), 1, func(context.Context) (*int, error) { called = true; return &n, boom })
		if !called || !errors.Is(err, boom) || res != &n {
			t.Errorf("an error is kept: %v, %v", res, err)
		}
	}
}

// TestCacheBound fills a cache and looks at what is left of it.
func TestCacheBound(t *testing.T) {
	c := NewCache[int, int](time.Hour, CacheOptions{MaxEntries: 3})
	calls := 0
	for _, key := range []int{1, 2, 3, 1, 4, 1, 3, 4} { // 4 takes the place of 2
		if _, err := c.Do(t.Context(), key, answers(&calls, key)); err != nil {
			t.Fatal(err)
		}
	}
	if calls != 4 || len(c.entries) != 3 || c.order.Len() != 3 {
		t.Errorf("%d calls, %d entries, %d in order", calls, len(c.entries), c.order.Len())
	}
	if _, err := c.Do(t.Context(), 2, answers(&calls, 2)); err != nil || calls != 5 {
		t.Errorf("what was not used the longest is still there")
	}

	d := NewCache[int, int](time.Hour, CacheOptions{})
	for i := range DefaultMaxEntries + 10 {
		d.Do(t.Context(), i, answers(&calls, i))
	}
	if len(d.entries) != DefaultMaxEntries {
		t.Errorf("%d entries", len(d.entries))
	}
	nan := NewCache[float64, int](time.Hour, CacheOptions{})
	for range 10 {
		nan.Do(t.Context(), math.NaN(), answers(&calls, 1))
	}
	if len(nan.entries) != 0 {
		t.Errorf("%d entries for NaN, none of which can be found", len(nan.entries))
	}
}

// TestCacheCopies changes an answer and asks again.
func TestCacheCopies(t *testing.T) {
	c := NewCopyingCache[string, response](time.Hour, CacheOptions{})
	calls := 0
	for i := range 3 {
		res, err := c.Do(t.Context(), "", func(context.Context) (*response, error) {
			calls++
			return &response{Tags: []string{"a", "b"}, Any: 5}, nil
		})
		if err != nil || calls != 1 || !slices.Equal(res.Tags, []string{"a", "b"}) || res.Any != 5.0 {
			t.Fatalf("call %d: %+v, %v, %d calls", i, res, err, calls)
		}
		res.Tags[0] = "changed"
	}
	for range 2 { // what cannot travel is passed on
		n := calls
		res, err := c.Do(t.Context(), "no", func(context.Context) (*response, error) {
			calls++
			return &response{Any: math.Inf(1)}, nil
		})
		if err != nil || res.Any != math.Inf(1) || calls != n+1 {
			t.Errorf("%+v, %v", res, err)
		}
	}
}

func TestCacheKey(t *testing.T) {
	a, ok := Key(&response{Tags: []string{"a", "b"}})
	b, _ := Key(&response{Tags: []string{"a", "b"}})
	c, _ := Key(&response{Tags: []string{"ab"}})
	if !ok || a != b || a == c {
		t.Errorf("the keys are %q, %q and %q", a, b, c)
	}
	if _, ok := Key(&response{Any: math.NaN()}); ok {
		t.Error("there is a key for what cannot be encoded")
	}
}

// TestCacheCallers looks at the cookie and the call that the context belongs to.
func TestCacheCallers(t *testing.T) {
	type key struct{}
	for name, tt := range map[string]struct {
		look func(context.Context)
		kept bool
	}{
		"nothing":     {func(context.Context) {}, true},
		"another key": {func(ctx context.Context) { ctx.Value(key{}) }, true},
		"the call":    {func(ctx context.Context) { runtime.CallFrom(ctx) }, false},
		"the cookie":  {func(ctx context.Context) { runtime.CookieFrom(ctx) }, false},
		"from within": {func(ctx context.Context) {
			ctx, cancel := context.WithCancel(context.WithValue(ctx, key{}, 1))
			defer cancel()
			runtime.CookieFrom(ctx)
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			c := NewCache[int, int](time.Hour, CacheOptions{})
			calls := 0
			serve(t, func(ctx context.Context) {
				for range 2 {
					c.Do(ctx, 1, func(ctx context.Context) (*int, error) { tt.look(ctx); calls++; return &calls, nil })
				}
			})
			if kept := calls == 1; kept != tt.kept {
				t.Errorf("%d calls", calls)
			}
		})
	}
}

// serve calls do as a handler of a server.
func serve(t *testing.T, do func(context.Context)) {
	t.Helper()
	type request struct{ runtime.BaseRequest }
	m := runtime.NewMethod[request, response]("Test/Do")
	client := rpctest.Client(t, func(s *runtime.Server) {
		m.Handle(s, func(ctx context.Context, _ *request) (*response, error) {
			if runtime.CallFrom(ctx) == nil {
				t.Error("a handler without a call")
			}
			do(ctx)
			return &response{}, nil
		})
	})
	if _, err := m.Call(t.Context(), client, &request{}); err != nil {
		t.Fatal(err)
	}
}

func TestCacheAtOnce(t *testing.T) {
	c := NewCopyingCache[int, response](time.Hour, CacheOptions{MaxEntries: 5})
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 200 {
				key := (g + i) % 7
				res, err := c.Do(t.Context(), key, func(context.Context) (*response, error) {
					return &response{Tags: []string{string(rune('a' + key))}}, nil
				})
				if err != nil || res.Tags[0] != string(rune('a'+key)) {
					t.Errorf("key %d: %v, %v", key, res, err)
				}
				res.Tags[0] = ""
			}
		})
	}
	wg.Wait()
	if len(c.entries) > 5 || len(c.entries) != c.order.Len() {
		t.Errorf("%d entries, %d in order", len(c.entries), c.order.Len())
	}
}
