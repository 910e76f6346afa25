package storetest

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"maps"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/memstore"
)

func TestMain(m *testing.M) {
	flag.Parse()
	if err := errors.Join(flag.Set("rapid.nofailfile", "true"), flag.Set("rapid.shrinktime", "0s")); err != nil {
		panic(err)
	}
	code := m.Run()
	if err := goleak.Find(); code == 0 && err != nil {
		println(err.Error())
		code = 1
	}
	os.Exit(code)
}

// A recorder stands in for a test that is expected to fail.
type recorder struct {
	testing.TB
	failed atomic.Bool
	mu     sync.Mutex
	ends   []func()
}

func (r *recorder) Helper()               {}
func (r *recorder) Name() string          { return "recorder" }
func (r *recorder) Log(...any)            {}
func (r *recorder) Logf(string, ...any)   {}
func (r *recorder) Error(...any)          { r.failed.Store(true) }
func (r *recorder) Errorf(string, ...any) { r.failed.Store(true) }
func (r *recorder) Fail()                 { r.failed.Store(true) }
func (r *recorder) Failed() bool          { return r.failed.Load() }
func (r *recorder) Fatal(...any)          { r.FailNow() }
func (r *recorder) Fatalf(string, ...any) { r.FailNow() }
func (r *recorder) SkipNow()              { runtime.Goexit() }
func (r *recorder) Skip(...any)           { r.SkipNow() }
func (r *recorder) Skipf(string, ...any)  { r.SkipNow() }
func (r *recorder) FailNow() {
	r.failed.Store(true)
	runtime.Goexit()
}

func (r *recorder) Cleanup(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ends = append(r.ends, f)
}

// failures runs all checks and returns the names of those that fail.
func failures(t *testing.T, factory func(testing.TB) Backend) (failed []string) {
	for _, c := range checks {
		r := &recorder{TB: t}
		var wg sync.WaitGroup
		wg.Go(func() { c.run(newSuite(r, factory)) })
		wg.Wait()
		slices.Reverse(r.ends)
		for _, end := range r.ends {
			end()
		}
		if r.Failed() {
			failed = append(failed, c.name)
		}
	}
	return failed
}

type testClock struct{ nanos atomic.Int64 }

func (c *testClock) Now() time.Time        { return time.Unix(1e9, c.nanos.Load()) }
func (c *testClock) Sleep(d time.Duration) { c.nanos.Add(int64(d)) }

// A wrong store is a good one but for some of its methods.
type wrong struct {
	*memstore.Store
	apply   func(s *memstore.Store, ctx context.Context, id session.ID, c session.Change) (uint64, error)
	load    func(s *memstore.Store, ctx context.Context, id session.ID) (session.Record, error)
	sweep   func(s *memstore.Store, ctx context.Context, limit int) (int, error)
	byOwner func(s *memstore.Store, ctx context.Context, owner, after string, limit int) ([]session.Summary, string, error)
}

func (w *wrong) Apply(ctx context.Context, id session.ID, c session.Change) (uint64, error) {
	if w.apply != nil {
		return w.apply(w.Store, ctx, id, c)
	}
	return w.Store.Apply(ctx, id, c)
}

func (w *wrong) Load(ctx context.Context, id session.ID) (session.Record, error) {
	if w.load != nil {
		return w.load(w.Store, ctx, id)
	}
	return w.Store.Load(ctx, id)
}

func (w *wrong) Sweep(ctx context.Context, limit int) (int, error) {
	if w.sweep != nil {
		return w.sweep(w.Store, ctx, limit)
	}
	return w.Store.Sweep(ctx, limit)
}

func (w *wrong) ByOwner(ctx context.Context, owner, after string, limit int) ([]session.Summary, string, error) {
	if w.byOwner != nil {
		return w.byOwner(w.Store, ctx, owner, after, limit)
	}
	return w.Store.ByOwner(ctx, owner, after, limit)
}

// wrongs are mistakes that stores make, each with the checks that find it.
var wrongs = map[string]struct {
	make func() *wrong
	find []string
}{
	"an update creates": {func() *wrong {
		return &wrong{apply: func(s *memstore.Store, ctx context.Context, id session.ID, c session.Change) (uint64, error) {
			c.Create, c.TTL = true, max(c.TTL, long)
			return s.Apply(ctx, id, c)
		}}
	}, []string{"UpdateNeverCreates", "Expiry", "Model"}},
	"a destroyed session can be made again": {func() *wrong {
		return &wrong{apply: func(s *memstore.Store, ctx context.Context, id session.ID, c session.Change) (uint64, error) {
			c.Retire = min(c.Retire, 1)
			rev, err := s.Apply(ctx, id, c)
			if c.Retire > 0 && c.Move == nil {
				_, _ = s.Sweep(ctx, 1)
			}
			return rev, err
		}, load: func(s *memstore.Store, ctx context.Context, id session.ID) (session.Record, error) {
			rec, err := s.Load(ctx, id)
			if errors.Is(err, session.ErrRetired) {
				err = session.ErrNotFound
			}
			return rec, err
		}}
	}, []string{"States", "DestroyWins", "Linearizable", "Model"}},
	"conditions are ignored": {func() *wrong {
		return &wrong{apply: func(s *memstore.Store, ctx context.Context, id session.ID, c session.Change) (uint64, error) {
			c.If, c.Writes = 0, slices.Clone(c.Writes)
			for i := range c.Writes {
				c.Writes[i].If = session.Any
			}
			return s.Apply(ctx, id, c)
		}}
	}, []string{"AbsentOnce", "AllOrNothing", "Conditions", "TwoHandles", "Linearizable", "Model"}},
	"sessions are written as a whole": {func() *wrong {
		return &wrong{apply: func(s *memstore.Store, ctx context.Context, id session.ID, c session.Change) (uint64, error) {
			rec, err := s.Load(ctx, id)
			runtime.Gosched()
			if err == nil && len(c.Writes) > 0 {
				for key, e := range rec.Values {
					if !slices.ContainsFunc(c.Writes, func(w session.Write) bool { return w.Key == key }) {
						c.Writes = append(c.Writes, session.Write{Key: key, Data: e.Data, If: session.Any})
					}
				}
				c.Clear = true
			}
			return s.Apply(ctx, id, c)
		}}
	}, []string{"ParallelCreates", "Conditions", "Model"}},
	"a change is done in parts": {func() *wrong {
		return &wrong{apply: func(s *memstore.Store, ctx context.Context, id session.ID, c session.Change) (uint64, error) {
			for len(c.Writes) > 1 {
				first := c
				first.Writes, first.Move, first.Retire = c.Writes[:1], nil, 0
				if rev, err := s.Apply(ctx, id, first); err != nil {
					return rev, err
				}
				c.Writes, c.Clear = c.Writes[1:], false
			}
			return s.Apply(ctx, id, c)
		}}
	}, []string{"AllOrNothing", "Conditions", "Model"}},
	"every renewal wins": {func() *wrong {
		return &wrong{apply: func(s *memstore.Store, ctx context.Context, id session.ID, c session.Change) (uint64, error) {
			if c.Move == nil {
				return s.Apply(ctx, id, c)
			}
			rec, err := s.Load(ctx, id)
			if err != nil {
				return 0, err
			}
			runtime.Gosched()
			var writes []session.Write
			for key, e := range rec.Values {
				writes = append(writes, session.Write{Key: key, Data: e.Data, If: session.Any})
			}
			rev, err := s.Apply(ctx, *c.Move, session.Change{Create: true, TTL: rec.TTL, Owner: &rec.Owner, Writes: writes})
			_, _ = s.Apply(ctx, id, session.Change{Retire: c.Retire})
			return rev, err
		}}
	}, []string{"Renew", "Model"}},
	"a renewal makes the session young": {func() *wrong {
		return &wrong{apply: func(s *memstore.Store, ctx context.Context, id session.ID, c session.Change) (uint64, error) {
			c.Fresh = true
			return s.Apply(ctx, id, c)
		}}
	}, []string{"Renew"}},
	"a touch sets the life": {func() *wrong {
		return &wrong{apply: func(s *memstore.Store, ctx context.Context, id session.ID, c session.Change) (uint64, error) {
			if rec, err := s.Load(ctx, id); err == nil && c.TTL > 0 && len(c.Writes) == 0 && c.Owner == nil && c.Move == nil {
				c.Owner = &rec.Owner
			}
			return s.Apply(ctx, id, c)
		}}
	}, []string{"Touch", "Model"}},
	"the end of life is not looked at": {func() *wrong {
		known := sync.Map{}
		return &wrong{load: func(s *memstore.Store, ctx context.Context, id session.ID) (session.Record, error) {
			rec, err := s.Load(ctx, id)
			if err == nil {
				known.Store(id, rec)
			} else if old, ok := known.Load(id); ok && errors.Is(err, session.ErrNotFound) {
				return old.(session.Record), nil
			}
			return rec, err
		}, apply: func(s *memstore.Store, ctx context.Context, id session.ID, c session.Change) (uint64, error) {
			rev, err := s.Apply(ctx, id, c)
			if err == nil && c.Create {
				if rec, err := s.Load(ctx, id); err == nil {
					known.Store(id, rec)
				}
			}
			return rev, err
		}}
	}, []string{"States", "Expiry", "Touch"}},
	"reads are a moment old": {func() *wrong {
		var mu sync.Mutex
		seen := map[session.ID]session.Record{}
		return &wrong{load: func(s *memstore.Store, ctx context.Context, id session.ID) (session.Record, error) {
			rec, err := s.Load(ctx, id)
			mu.Lock()
			defer mu.Unlock()
			old, ok := seen[id]
			seen[id] = rec
			if ok && err == nil && old.Rev > 0 {
				return old, nil
			}
			return rec, err
		}}
	}, []string{"TwoHandles", "Linearizable", "Model"}},
	"an ended ctx is not looked at": {func() *wrong {
		return &wrong{apply: func(s *memstore.Store, _ context.Context, id session.ID, c session.Change) (uint64, error) {
			return s.Apply(context.Background(), id, c)
		}}
	}, []string{"Contexts"}},
	"an outage looks like nothing there": {func() *wrong {
		return &wrong{load: func(s *memstore.Store, ctx context.Context, id session.ID) (session.Record, error) {
			rec, err := s.Load(ctx, id)
			if errors.Is(err, session.ErrUnavailable) {
				err = session.ErrNotFound
			}
			return rec, err
		}}
	}, []string{"Close"}},
	"names are folded": {func() *wrong {
		return &wrong{apply: func(s *memstore.Store, ctx context.Context, id session.ID, c session.Change) (uint64, error) {
			c.Writes = slices.Clone(c.Writes)
			for i := range c.Writes {
				c.Writes[i].Key = strings.ToLower(c.Writes[i].Key)
			}
			return s.Apply(ctx, id, c)
		}}
	}, []string{"Keys"}},
	"nothing and empty are one": {func() *wrong {
		return &wrong{load: func(s *memstore.Store, ctx context.Context, id session.ID) (session.Record, error) {
			rec, err := s.Load(ctx, id)
			rec.Values = maps.Clone(rec.Values)
			maps.DeleteFunc(rec.Values, func(_ string, e session.Entry) bool { return len(e.Data) == 0 })
			return rec, err
		}}
	}, []string{"Values"}},
	"a zero byte ends a value": {func() *wrong {
		return &wrong{load: func(s *memstore.Store, ctx context.Context, id session.ID) (session.Record, error) {
			rec, err := s.Load(ctx, id)
			rec.Values = maps.Clone(rec.Values)
			for key, e := range rec.Values {
				e.Data, _, _ = bytes.Cut(e.Data, []byte{0})
				rec.Values[key] = e
			}
			return rec, err
		}}
	}, []string{"Values"}},
	"sweeping knows no bound": {func() *wrong {
		return &wrong{sweep: func(s *memstore.Store, ctx context.Context, _ int) (int, error) { return s.Sweep(ctx, 1000) }}
	}, []string{"Sweep"}},
	"a page begins one too late": {func() *wrong {
		return &wrong{byOwner: func(s *memstore.Store, ctx context.Context, owner, after string, limit int) ([]session.Summary, string, error) {
			page, next, err := s.ByOwner(ctx, owner, after, limit)
			if after != "" && len(page) > 0 {
				page = page[1:]
			}
			return page, next, err
		}}
	}, []string{"ByOwner"}},
	"namespaces are not hashed in": {func() *wrong {
		return &wrong{load: func(s *memstore.Store, ctx context.Context, _ session.ID) (session.Record, error) {
			return s.Load(ctx, session.ID{})
		}, apply: func(s *memstore.Store, ctx context.Context, _ session.ID, c session.Change) (uint64, error) {
			return s.Apply(ctx, session.ID{}, c)
		}}
	}, []string{"Namespaces", "States", "Model"}},
}

// TestWrongStores shows that each mistake is found, by each of the checks that
// should find it, and that a good store passes the same way.
func TestWrongStores(t *testing.T) {
	for name, w := range wrongs {
		t.Run(name, func(t *testing.T) {
			failed := failures(t, func(testing.TB) Backend {
				var clock testClock
				store := w.make()
				store.Store = memstore.New(memstore.WithClock(clock.Now))
				return Backend{Store: store, Sleep: clock.Sleep}
			})
			for _, check := range w.find {
				if !slices.Contains(failed, check) {
					t.Errorf("%s does not find it; %v do", check, failed)
				}
			}
		})
	}
	t.Run("none", func(t *testing.T) {
		failed := failures(t, func(testing.TB) Backend {
			var clock testClock
			return Backend{Store: &wrong{Store: memstore.New(memstore.WithClock(clock.Now))}, Sleep: clock.Sleep}
		})
		if len(failed) > 0 {
			t.Errorf("a good store fails %v", failed)
		}
	})
}

// leaky leaves a goroutine behind when it is closed.
type leaky struct {
	*memstore.Store
	running, stop chan struct{}
}

func (l *leaky) run() {
	close(l.running)
	<-l.stop
}

func TestLeakIsFound(t *testing.T) {
	store := &leaky{Store: memstore.New(), running: make(chan struct{}), stop: make(chan struct{})}
	var wg sync.WaitGroup
	wg.Go(func() { store.run() })
	<-store.running
	r := &recorder{TB: t}
	(&suite{TB: r, a: store}).noGoroutines()
	close(store.stop)
	wg.Wait()
	if !r.Failed() {
		t.Error("a goroutine that outlives Close is not found")
	}
	if err := store.Close(); err != nil {
		t.Error(err)
	}
}
