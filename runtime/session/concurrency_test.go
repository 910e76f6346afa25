package session_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/session"
)

// machines returns two servers on one store, as of two machines.
func machines(t *testing.T, opts ...session.Option) [2]*fixture {
	one := newFixture(t, opts...)
	return [2]*fixture{one, onStore(t, &watched{Store: one.store.Store}, opts...)}
}

// together makes n calls at once, on both machines in turn.
func together(fs [2]*fixture, n int, cookie *runtime.Cookie, h func(ctx context.Context, i int) error) (errs []error, cookies []*runtime.Cookie) {
	errs, cookies = make([]error, n), make([]*runtime.Cookie, n)
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			<-start
			cookies[i], errs[i] = fs[i%2].call(cookie, func(ctx context.Context, _ *session.Session) error { return h(ctx, i) })
		})
	}
	close(start)
	wg.Wait()
	return errs, cookies
}

func noErrors(t *testing.T, errs []error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Error(err)
	}
}

// S1, on a session that is there and on one that is still to be stored.
func TestParallelKeys(t *testing.T) {
	for _, stored := range []bool{true, false} {
		fs := machines(t)
		mine := fs[0].mint()
		if stored {
			mine = fs[0].started()
		}
		errs, _ := together(fs, 100, mine, func(ctx context.Context, i int) error {
			return session.From(ctx).Set(ctx, fmt.Sprint("k", i), i)
		})
		noErrors(t, errs)
		fs[1].must(mine, func(ctx context.Context, s *session.Session) error {
			for i := range 100 {
				got := -1
				if ok, err := s.Get(ctx, fmt.Sprint("k", i), &got); !ok || err != nil || got != i {
					t.Errorf("key %d: got %d, %t, %v", i, got, ok, err)
				}
			}
			return nil
		})
	}
}

// S3.
func TestParallelIncrements(t *testing.T) {
	for _, stored := range []bool{true, false} {
		fs := machines(t)
		mine := fs[0].mint()
		want := 100
		if stored {
			mine = fs[0].started()
			want++
		}
		errs, _ := together(fs, 100, mine, func(ctx context.Context, _ int) error {
			_, err := number.Update(ctx, func(n int) (int, error) { return n + 1, nil })
			return err
		})
		noErrors(t, errs)
		if got := fs[0].number(mine); got != want {
			t.Errorf("got %d, want %d", got, want)
		}
	}
}

func TestParallelIncrementsInOneProcessNeverConflict(t *testing.T) {
	f := newFixture(t)
	mine := f.started()
	errs, _ := together([2]*fixture{f, f}, 100, mine, func(ctx context.Context, _ int) error {
		_, err := number.Update(ctx, func(n int) (int, error) { return n + 1, nil })
		return err
	})
	noErrors(t, errs)
	if got, c := f.number(mine), f.manager.Stats().Conflicts; got != 101 || c != 0 {
		t.Errorf("got %d with %d conflicts, want 101 with none", got, c)
	}
}

// S3: of many, one sets and one takes.
func TestSetIfAbsentAndTake(t *testing.T) {
	for _, stored := range []bool{true, false} {
		fs := machines(t)
		mine := fs[0].mint()
		if stored {
			mine = fs[0].started()
		}
		var mu sync.Mutex
		var winners []string
		errs, _ := together(fs, 50, mine, func(ctx context.Context, i int) error {
			ok, err := text.SetIfAbsent(ctx, fmt.Sprint(i))
			mu.Lock()
			defer mu.Unlock()
			if ok {
				winners = append(winners, fmt.Sprint(i))
			}
			return err
		})
		noErrors(t, errs)
		var taken []string
		errs, _ = together(fs, 50, mine, func(ctx context.Context, _ int) error {
			v, ok, err := text.Take(ctx)
			mu.Lock()
			defer mu.Unlock()
			if ok {
				taken = append(taken, v)
			}
			return err
		})
		noErrors(t, errs)
		if len(winners) != 1 || !slices.Equal(winners, taken) {
			t.Errorf("stored=%t: set by %q, taken by %q, want one and the same", stored, winners, taken)
		}
	}
}

// A plan that writes nothing decides on what is there now, not on what the call
// has read before.
func TestDecisionsAreOnTheLatest(t *testing.T) {
	f := newFixture(t)
	mine := f.started()
	other := func(h func(ctx context.Context) error) {
		t.Helper()
		f.must(mine, func(ctx context.Context, _ *session.Session) error { return h(ctx) })
	}
	poor := errors.New("not enough")
	f.must(mine, func(ctx context.Context, s *session.Session) error {
		if n, err := number.Get(ctx); n != 1 || err != nil {
			t.Errorf("got %d, %v", n, err)
		}
		other(func(ctx context.Context) error {
			return errors.Join(number.Set(ctx, 10), text.Set(ctx, "theirs"))
		})
		if v, ok, err := text.Take(ctx); v != "theirs" || !ok || err != nil {
			t.Errorf("Take: got %q, %t, %v", v, ok, err)
		}
		n, err := number.Update(ctx, func(n int) (int, error) {
			if n < 5 {
				return 0, poor
			}
			return n - 5, nil
		})
		if n != 5 || err != nil {
			t.Errorf("Update: got %d, %v, want 5", n, err)
		}
		other(func(ctx context.Context) error { return number.Set(ctx, 20) })
		err = s.Batch(ctx, func(tx *session.Tx) error {
			n, err := number.GetTx(tx)
			if err != nil || n < 10 {
				return errors.Join(err, poor)
			}
			return errors.Join(number.SetTx(tx, n-10), text.SetTx(tx, "paid"))
		})
		if err != nil {
			t.Errorf("Batch: %v", err)
		}
		return nil
	})
	if got := f.number(mine); got != 10 {
		t.Errorf("got %d, want 10", got)
	}
	f.must(mine, func(ctx context.Context, s *session.Session) error {
		if _, err := number.Update(ctx, func(int) (int, error) { return 0, poor }); !errors.Is(err, poor) {
			t.Errorf("Update: got %v, want its function's error", err)
		}
		if err := s.Batch(ctx, func(tx *session.Tx) error { return errors.Join(tx.Set("n", 0), poor) }); !errors.Is(err, poor) {
			t.Errorf("Batch: got %v, want its function's error", err)
		}
		return nil
	})
	if got := f.number(mine); got != 10 {
		t.Errorf("a function that failed wrote: %d", got)
	}
}

// A conflict that the function of an Update returns itself is not one to retry.
func TestUpdateReturnsItsFunctionsConflict(t *testing.T) {
	f := newFixture(t)
	calls := 0
	f.must(f.started(), func(ctx context.Context, _ *session.Session) error {
		_, err := number.Update(ctx, func(int) (int, error) {
			calls++
			return 0, session.ErrConflict
		})
		if !errors.Is(err, session.ErrConflict) || calls != 1 {
			t.Errorf("got %v after %d calls", err, calls)
		}
		return nil
	})
}

// S4 and S3: Batch moves amounts between two keys, and the sum stays.
func TestBatch(t *testing.T) {
	for _, stored := range []bool{true, false} {
		fs := machines(t)
		mine := fs[0].mint()
		a, b := session.NewKey[int]("a"), session.NewKey[int]("b")
		if stored {
			mine = fs[0].started()
		}
		errs, _ := together(fs, 60, mine, func(ctx context.Context, i int) error {
			return session.From(ctx).Batch(ctx, func(tx *session.Tx) error {
				x, err := a.GetTx(tx)
				if err != nil {
					return err
				}
				y, err := b.GetTx(tx)
				if err != nil {
					return err
				}
				if x+y != 0 {
					t.Errorf("half a batch was read: %d and %d", x, y)
				}
				return errors.Join(a.SetTx(tx, x+i), b.SetTx(tx, y-i))
			})
		})
		noErrors(t, errs)
		fs[1].must(mine, func(ctx context.Context, s *session.Session) error {
			x, err := a.Get(ctx)
			y, err2 := b.Get(ctx)
			if x != 60*59/2 || x+y != 0 {
				t.Errorf("stored=%t: got %d and %d, want 1770 and -1770", stored, x, y)
			}
			return errors.Join(err, err2, s.Batch(ctx, func(tx *session.Tx) error {
				if err := errors.Join(a.DeleteTx(tx), tx.Set("c", 1), tx.Set("c", 2)); err != nil {
					return err
				}
				if x, err := a.GetTx(tx); x != 0 || err != nil {
					t.Errorf("a batch does not see its own deletion: %d, %v", x, err)
				}
				c := 0
				if ok, err := tx.Get("c", &c); !ok || c != 2 || err != nil {
					t.Errorf("a batch does not see its own write: %d, %v", c, err)
				}
				return nil
			}))
		})
	}
}

// S5.
func TestSnapshot(t *testing.T) {
	f := newFixture(t)
	mine := f.started()
	f.must(mine, func(ctx context.Context, s *session.Session) error {
		get := func(want int) {
			t.Helper()
			if n, err := number.Get(ctx); n != want || err != nil {
				t.Errorf("got %d, %v, want %d", n, err, want)
			}
		}
		get(1)
		f.must(mine, func(ctx context.Context, _ *session.Session) error {
			return errors.Join(number.Set(ctx, 2), text.Set(ctx, "theirs"))
		})
		get(1)
		if err := session.From(ctx).Set(ctx, "own", 1); err != nil {
			return err
		}
		get(1)
		if err := s.Reload(ctx); err != nil {
			return err
		}
		get(2)
		if err := number.Set(ctx, 3); err != nil {
			return err
		}
		get(3)
		if err := number.Delete(ctx); err != nil {
			return err
		}
		if _, ok, err := number.Lookup(ctx); ok || err != nil {
			t.Errorf("a deleted value is there: %v", err)
		}
		n, err := number.Update(ctx, func(n int) (int, error) { return n + 5, nil })
		if n != 5 {
			t.Errorf("got %d, want 5", n)
		}
		get(5)
		return err
	})
	if got := f.number(mine); got != 5 {
		t.Errorf("the next call reads %d, want 5", got)
	}
}

// S6.
func TestDestroyWins(t *testing.T) {
	for _, stored := range []bool{true, false} {
		fs := machines(t)
		mine := fs[0].mint()
		if stored {
			mine = fs[0].started()
		}
		errs, cookies := together(fs, 51, mine, func(ctx context.Context, i int) error {
			if i == 25 {
				return session.From(ctx).Destroy(ctx)
			}
			for n := range 5 {
				if err := session.From(ctx).Set(ctx, fmt.Sprint("k", i, n), n); err != nil {
					return err
				}
			}
			return nil
		})
		for i, err := range errs {
			if err != nil && !errors.Is(err, session.ErrRetired) {
				t.Errorf("call %d: %v", i, err)
			}
			if c := cookies[i]; c != nil && c.SessionID != "" && !sameID(c, mine) {
				t.Errorf("call %d got a new id", i)
			}
		}
		for _, f := range fs {
			got, err := f.call(mine, func(ctx context.Context, s *session.Session) error {
				if err := number.Set(ctx, 1); !errors.Is(err, session.ErrRetired) {
					t.Errorf("writing afterwards: %v, want ErrRetired", err)
				}
				if err := number.Delete(ctx); !errors.Is(err, session.ErrRetired) {
					t.Errorf("deleting afterwards: %v, want ErrRetired", err)
				}
				_, err := number.Update(ctx, func(int) (int, error) { t.Error("Update's function was called"); return 0, nil })
				if !errors.Is(err, session.ErrRetired) {
					t.Errorf("updating afterwards: %v, want ErrRetired", err)
				}
				if err := s.Renew(ctx); !errors.Is(err, session.ErrRetired) {
					t.Errorf("renewing afterwards: %v, want ErrRetired", err)
				}
				if err := s.Reload(ctx); err != nil {
					t.Error(err)
				}
				return s.Destroy(ctx)
			})
			if err != nil || got.SessionID != "" {
				t.Errorf("afterwards: got %v, %v", got, err)
			}
		}
	}
}

// S7.
func TestRenewHasOneWinner(t *testing.T) {
	for _, stored := range []bool{true, false} {
		fs := machines(t)
		mine := fs[0].mint()
		want := 0
		if stored {
			mine, want = fs[0].started(), 1
		}
		errs, cookies := together(fs, 20, mine, func(ctx context.Context, _ int) error { return session.From(ctx).Renew(ctx) })
		won := 0
		for i, err := range errs {
			switch {
			case err == nil:
				won++
				if sameID(cookies[i], mine) || fs[0].number(cookies[i]) != want {
					t.Error("the winner has no new id, or not the data")
				}
			case !errors.Is(err, session.ErrRetired):
				t.Error(err)
			}
		}
		if won != 1 {
			t.Errorf("stored=%t: %d renewals won, want 1", stored, won)
		}
	}
}

// What goroutines of one call do to its session is ordered like everything else.
func TestGoroutinesOfOneCall(t *testing.T) {
	for _, stored := range []bool{true, false} {
		f := newFixture(t)
		mine := f.mint()
		if stored {
			mine = f.started()
		}
		mine = f.must(mine, func(ctx context.Context, s *session.Session) error {
			var wg sync.WaitGroup
			errs := make([]error, 41)
			for i := range 40 {
				wg.Go(func() {
					if i%2 == 0 {
						errs[i] = s.Set(ctx, fmt.Sprint("k", i), i)
					} else {
						_, errs[i] = text.Update(ctx, func(v string) (string, error) { return v + "x", nil })
					}
				})
			}
			wg.Go(func() { errs[40] = s.Renew(ctx) })
			wg.Wait()
			noErrors(t, errs)
			return nil
		})
		f.must(mine, func(ctx context.Context, s *session.Session) error {
			for i := 0; i < 40; i += 2 {
				if ok, err := s.Get(ctx, fmt.Sprint("k", i), new(int)); !ok || err != nil {
					t.Errorf("stored=%t: key %d: %t, %v", stored, i, ok, err)
				}
			}
			v, err := text.Get(ctx)
			if len(v) != 20 {
				t.Errorf("stored=%t: %d updates, want 20", stored, len(v))
			}
			return err
		})
	}
}

// A handler that writes within the function of an Update is wrong, but gets
// through.
func TestNestedUpdate(t *testing.T) {
	f := newFixture(t, session.WithStoreTimeout(shortPatience))
	f.must(nil, func(ctx context.Context, s *session.Session) error {
		_, err := number.Update(ctx, func(n int) (int, error) {
			_, err := text.Update(ctx, func(string) (string, error) { return "inner", nil })
			return n + 1, err
		})
		v, err2 := text.Get(ctx)
		if v != "inner" {
			t.Errorf("got %q", v)
		}
		return errors.Join(err, err2)
	})
}

func TestGivesUp(t *testing.T) {
	f := newFixture(t, session.WithTries(3))
	mine := f.started()
	calls := 0
	_, err := f.call(mine, func(ctx context.Context, _ *session.Session) error {
		_, err := number.Update(ctx, func(n int) (int, error) {
			calls++
			// Another machine is always faster.
			f.must(mine, func(ctx context.Context, _ *session.Session) error { return number.Set(ctx, calls) })
			return n, nil
		})
		if !errors.Is(err, session.ErrConflict) {
			t.Errorf("got %v, want ErrConflict", err)
		}
		return err
	})
	if calls != 3 || runtime.CodeOf(err) != runtime.CodeConflict {
		t.Errorf("%d tries and %v, want 3 and CONFLICT", calls, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	_, err = f.call(mine, func(callCtx context.Context, _ *session.Session) error {
		_, err := number.Update(callWith(callCtx, ctx), func(n int) (int, error) {
			f.must(mine, func(ctx context.Context, _ *session.Session) error { return number.Set(ctx, 1) })
			cancel()
			return n, nil
		})
		return err
	})
	if err == nil {
		t.Error("no error although the deadline has passed")
	}
}

// What a batch has read is what is there when it writes, also where its call has
// written in between, or has seen no session at first.
func TestBatchOnAnOldSnapshot(t *testing.T) {
	for name, start := range map[string]func(*fixture) *runtime.Cookie{"stored": (*fixture).started, "lazy": (*fixture).mint} {
		for _, writesFirst := range []bool{true, false} {
			f := newFixture(t)
			mine := start(f)
			f.must(mine, func(ctx context.Context, s *session.Session) error {
				if _, err := text.Get(ctx); err != nil {
					return err
				}
				f.must(mine, func(ctx context.Context, _ *session.Session) error { return text.Set(ctx, "theirs") })
				if writesFirst {
					if err := s.Set(ctx, "own", 1); err != nil {
						return err
					}
				}
				return s.Batch(ctx, func(tx *session.Tx) error {
					v, err := text.GetTx(tx)
					return errors.Join(err, text.SetTx(tx, v+" and mine"))
				})
			})
			f.must(mine, func(ctx context.Context, _ *session.Session) error {
				v, err := text.Get(ctx)
				if v != "theirs and mine" {
					t.Errorf("%s, writes first %t: got %q", name, writesFirst, v)
				}
				return err
			})
		}
	}
}

// A Delete that begins after another call's Set has returned deletes, even in a
// call that has seen the session when it was not there.
func TestDeleteOnAnOldSnapshot(t *testing.T) {
	f := newFixture(t)
	lazy := f.mint()
	f.must(lazy, func(ctx context.Context, _ *session.Session) error {
		if n, err := number.Get(ctx); n != 0 || err != nil {
			t.Errorf("before: got %d, %v", n, err)
		}
		f.must(lazy, set(1))
		return number.Delete(ctx)
	})
	if n := f.number(lazy); n != 0 {
		t.Errorf("got %d after the Delete, want nothing", n)
	}
}
