package memstore_test

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/memstore"
)

func id(n int) (id session.ID) {
	binary.BigEndian.PutUint64(id[:], uint64(n)*0x9e3779b97f4a7c15) // spreads over the shards
	return id
}

func open(t testing.TB, opts ...memstore.Option) *memstore.Store {
	s := memstore.New(opts...)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return s
}

func create(s *memstore.Store, n int, owner string, size int) error {
	c := session.Change{Create: true, TTL: time.Hour, Writes: []session.Write{{Key: "k", Data: make([]byte, size), If: session.Any}}}
	if owner != "" {
		c.Owner = &owner
	}
	_, err := s.Apply(context.Background(), id(n), c)
	return err
}

func alive(s *memstore.Store, n int) bool {
	_, err := s.Load(context.Background(), id(n))
	return err == nil
}

// 10 000 anonymous sessions and 100 owned ones in a store of 1 000.
func TestFull(t *testing.T) {
	c := &clock{now: time.Unix(1e9, 0)}
	s := open(t, memstore.WithCapacity(1000, 1<<30), memstore.WithClock(c.Now))
	for n := range 10_100 {
		owner := ""
		if n%101 == 0 {
			owner = fmt.Sprint("owner ", n)
		}
		if err := create(s, n, owner, 10); err != nil {
			t.Fatal(err)
		}
		c.Sleep(time.Millisecond)
	}
	if n, _ := s.Len(); n != 1000 {
		t.Errorf("%d sessions, want 1000", n)
	}
	for n := range 10_100 {
		want := n%101 == 0 || n >= 10_100-909 // the youngest, less the owned ones among them
		if n%101 == 0 && !alive(s, n) {
			t.Errorf("owned session %d was dropped", n)
		} else if alive(s, n) != want {
			t.Errorf("session %d: alive is %t, want %t", n, !want, want)
		}
	}
}

// The idlest goes first: one that has been used stays.
func TestIdlestGoesFirst(t *testing.T) {
	c := &clock{now: time.Unix(1e9, 0)}
	s := open(t, memstore.WithCapacity(10, 1<<30), memstore.WithClock(c.Now))
	for n := range 10 {
		if err := create(s, n, "", 10); err != nil {
			t.Fatal(err)
		}
		c.Sleep(time.Second)
	}
	if _, err := s.Apply(t.Context(), id(0), session.Change{TTL: 2 * time.Hour}); err != nil {
		t.Fatal(err)
	}
	if err := create(s, 10, "", 10); err != nil {
		t.Fatal(err)
	}
	if !alive(s, 0) || alive(s, 1) || !alive(s, 2) {
		t.Error("not the idlest session was dropped")
	}
	// What has expired goes before.
	if _, err := s.Apply(t.Context(), id(9), session.Change{TTL: time.Second, Clear: true}); err != nil {
		t.Fatal(err)
	}
	c.Sleep(2 * time.Second)
	if err := create(s, 11, "", 10); err != nil {
		t.Fatal(err)
	}
	if alive(s, 9) || !alive(s, 2) {
		t.Error("a live session was dropped before an expired one")
	}
}

func TestFullOfOwned(t *testing.T) {
	s := open(t, memstore.WithCapacity(10, 1<<30))
	for n := range 10 {
		if err := create(s, n, "ada", 10); err != nil {
			t.Fatal(err)
		}
	}
	refused := func(err error) {
		t.Helper()
		if !errors.Is(err, session.ErrUnavailable) {
			t.Errorf("got %v, want ErrUnavailable", err)
		}
	}
	refused(create(s, 10, "", 10))
	refused(create(s, 11, "bob", 10))
	// What is there can be renewed, changed and ended: tombstones are no sessions.
	to := id(12)
	if _, err := s.Apply(t.Context(), id(0), session.Change{Move: &to, Retire: time.Minute}); err != nil {
		t.Error(err)
	}
	for _, n := range []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 12} {
		if !alive(s, n) {
			t.Errorf("session %d has gone", n)
		}
	}
	if err := create(s, 3, "", 20); err != nil {
		t.Error(err)
	}
	if _, err := s.Apply(t.Context(), id(1), session.Change{Retire: time.Hour}); err != nil {
		t.Error(err)
	}
	if err := create(s, 13, "ada", 10); err != nil {
		t.Error(err)
	}
	// It is full again, and the tombstone stays.
	refused(create(s, 10, "", 10))
	if _, err := s.Load(t.Context(), id(1)); !errors.Is(err, session.ErrRetired) {
		t.Errorf("a tombstone: got %v", err)
	}
	nobody := ""
	if _, err := s.Apply(t.Context(), id(2), session.Change{Owner: &nobody}); err != nil {
		t.Error(err)
	}
	if _, err := s.Apply(t.Context(), id(2), session.Change{Retire: time.Hour}); err != nil {
		t.Error(err)
	}
	if err := create(s, 10, "", 10); err != nil {
		t.Errorf("in the place of a session that has ended: %v", err)
	}
}

// Somebody who logs in and out all the time takes no places from others.
func TestLoginsDoNotFill(t *testing.T) {
	s := open(t, memstore.WithCapacity(10, 1<<30))
	for n := range 1000 {
		if err := create(s, n, "ada", 10); err != nil {
			t.Fatalf("login %d: %v", n, err)
		}
		if _, err := s.Apply(t.Context(), id(n), session.Change{Retire: time.Hour}); err != nil {
			t.Fatalf("logout %d: %v", n, err)
		}
	}
	if sessions, _ := s.Len(); sessions != 0 {
		t.Errorf("there are %d sessions", sessions)
	}
}

func TestFullOfBytes(t *testing.T) {
	s := open(t, memstore.WithCapacity(1<<20, 100_000))
	for n := range 100 {
		if err := create(s, n, "", 10_000); err != nil {
			t.Fatal(err)
		}
		if _, bytes := s.Len(); bytes > 100_000 {
			t.Fatalf("%d bytes, the limit is 100000", bytes)
		}
	}
	if !alive(s, 99) || alive(s, 0) {
		t.Error("the newest is not there, or the oldest is")
	}
	if err := create(s, 99, "", 90_000); err != nil || !alive(s, 99) {
		t.Errorf("a session that grows: %v", err)
	}
	if err := create(s, 99, "", 100_000); !errors.Is(err, session.ErrTooLarge) || !alive(s, 99) {
		t.Errorf("a session that outgrows the store: %v", err)
	}
	if err := create(s, 1, "ada", 90_000); err != nil {
		t.Error(err)
	}
	if err := create(s, 2, "", 20_000); !errors.Is(err, session.ErrUnavailable) {
		t.Errorf("got %v, want ErrUnavailable", err)
	}
}

func TestParallelOverload(t *testing.T) {
	s := open(t, memstore.WithCapacity(100, 1<<30))
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for n := range 500 {
				if err := create(s, g*1000+n, "", 10); err != nil {
					t.Error(err)
				}
				if n%3 == 0 {
					to := id(g*1000 + 500 + n)
					if _, err := s.Apply(context.Background(), id(g*1000+n), session.Change{Move: &to, Retire: time.Minute}); err != nil && !errors.Is(err, session.ErrNotFound) {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
	if n, _ := s.Len(); n > 100 {
		t.Errorf("%d sessions, want at most 100", n)
	}
}

// The estimate is nothing if everything has gone.
func TestAccounts(t *testing.T) {
	c := &clock{now: time.Unix(1e9, 0)}
	s := open(t, memstore.WithClock(c.Now))
	for n := range 100 {
		if err := create(s, n, strings.Repeat("o", n), n); err != nil {
			t.Fatal(err)
		}
		switch to := id(n + 1000); n % 4 {
		case 0:
			_, _ = s.Apply(t.Context(), id(n), session.Change{Move: &to, Retire: time.Minute})
		case 1:
			_, _ = s.Apply(t.Context(), id(n), session.Change{Retire: time.Minute})
		case 2:
			_ = create(s, n, "", 1000)
		}
	}
	c.Sleep(2 * time.Hour)
	for n := range 50 {
		alive(s, n) // looking at some of them frees them
	}
	for n := 1; n > 0; {
		n, _ = s.Sweep(t.Context(), 7)
	}
	if n, bytes := s.Len(); n != 0 || bytes != 0 {
		t.Errorf("%d sessions and %d bytes, want nothing", n, bytes)
	}
}

// The estimate of a session's bytes is near what Go takes.
func TestCost(t *testing.T) {
	const n = 20_000
	for name, size := range map[string]int{"empty": -1, "small": 32, "large": 4096} {
		s := open(t)
		before := heap()
		for i := range n {
			c := session.Change{Create: true, TTL: time.Hour}
			if size >= 0 {
				c.Writes = []session.Write{
					{Key: fmt.Sprint("first ", i), Data: make([]byte, size), If: session.Any},
					{Key: fmt.Sprint("second ", i), Data: make([]byte, size), If: session.Any},
				}
			}
			if _, err := s.Apply(t.Context(), id(i), c); err != nil {
				t.Fatal(err)
			}
		}
		real := float64(heap()-before) / n
		_, bytes := s.Len()
		estimate := float64(bytes) / n
		t.Logf("%s: %.0f bytes, estimated %.0f", name, real, estimate)
		if estimate < 0.7*real || estimate > 2*real {
			t.Errorf("%s: %.0f bytes, but the estimate is %.0f", name, real, estimate)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// The store frees what has expired by itself, memory and all.
func TestSweeper(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t)
		for n := range 5000 {
			if err := create(s, n, "", 10); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(time.Hour - time.Second)
		if n, _ := s.Len(); n != 5000 {
			t.Errorf("%d sessions before their time, want 5000", n)
		}
		time.Sleep(time.Second + session.SweepInterval*6/5)
		synctest.Wait()
		if n, bytes := s.Len(); n != 0 || bytes != 0 {
			t.Errorf("%d sessions, %d bytes afterwards, want none", n, bytes)
		}
	})
}

func TestByOwnerRefusesStrangePages(t *testing.T) {
	s := open(t)
	for _, after := range []string{"x", "00", strings.Repeat("0", 66), strings.Repeat("z", 64), rand.Text()} {
		if _, _, err := s.ByOwner(t.Context(), "ada", after, 10); err == nil {
			t.Errorf("after %q: no error", after)
		}
	}
}

func BenchmarkStore(b *testing.B) {
	for _, keys := range []int{1, 10} {
		var writes []session.Write
		for i := range keys {
			writes = append(writes, session.Write{Key: fmt.Sprint("key ", i), Data: make([]byte, 32), If: session.Any})
		}
		s := open(b)
		ctx := context.Background()
		if _, err := s.Apply(ctx, id(1), session.Change{Create: true, TTL: time.Hour, Writes: writes}); err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprint("load of ", keys), func(b *testing.B) {
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if _, err := s.Load(ctx, id(1)); err != nil {
						b.Error(err)
					}
				}
			})
		})
		b.Run(fmt.Sprint("set of ", keys), func(b *testing.B) {
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if _, err := s.Apply(ctx, id(1), session.Change{Writes: writes[:1]}); err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}
