package faults_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
)

// limitFiles sets how large the files may be that this process writes, -1 for any
// size. It counts the sessions that have ended and that the store does not know of.
func limitFiles(_ context.Context, req *request) (*response, error) {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return nil, err
	}
	limit.Cur = limit.Max
	if req.Value >= 0 {
		limit.Cur = uint64(req.Value)
	}
	return nil, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit)
}

// fillSQLite takes the room for a database away from a server, in several ways, and
// gives it back.
func fillSQLite(t *testing.T) {
	at := config{"sqlite", filepath.Join(t.TempDir(), "sessions.db")}
	s := &servedChild{t: t, at: at, addr: freeAddr(t)}
	s.start()
	f := newFleet(t, s.url(), 4)
	admin := newClient(t, s.url(), f.web)
	limit := func(bytes int64) {
		if _, err := limits.Call(t.Context(), admin.rpc, &request{Value: bytes}); err != nil {
			t.Fatal(err)
		}
	}
	var gone []string
	for round := range choose(3, 20) {
		victim := newClient(t, s.url(), f.web)
		victim.begin(t)
		limit(roomFor(t, at.url, int64(round%4)*100_000)) // it fills up
		refuseAll(t, f)
		f.check()
		limit(0) // nothing can be written at all
		for _, c := range f.clients {
			if err := f.write(c); runtime.CodeOf(err) != runtime.CodeUnavailable {
				t.Errorf("a write without any room: %v, want %s", err, runtime.CodeUnavailable)
			}
		}
		f.check()
		if _, err := destroy.Call(t.Context(), victim.rpc, nil); runtime.CodeOf(err) != runtime.CodeUnavailable {
			t.Errorf("destroying a session: %v, want %s", err, runtime.CodeUnavailable)
		}
		gone = append(gone, victim.id)
		for _, id := range gone {
			if err := ended(t, s.url(), id, f.web); err != nil {
				t.Errorf("with a full disk: %v", err)
			}
		}
		limit(-1)
		for _, c := range f.clients {
			until(t, "writes when there is room again", func() error { return f.write(c) })
		}
		f.check()
	}
	s.stop() // writes down what has ended
	intact(t, at.url)
	s.start()
	for _, id := range gone {
		if err := ended(t, s.url(), id, f.web); err != nil {
			t.Errorf("in the next process: %v", err)
		}
	}
	sum := f.check()
	s.stop()
	figure(t, "sqlite, full disk: %d rounds, %d writes acknowledged, %d lost, errors %s, %d sessions destroyed meanwhile, 0 came back",
		len(gone), sum.acknowledged, sum.lost, f.failures(), len(gone))
}

// roomFor returns the size that lets the larger one of a database's files grow by
// some bytes.
func roomFor(t testing.TB, path string, more int64) (size int64) {
	t.Helper()
	for _, name := range []string{path, path + "-wal"} {
		info, err := os.Stat(name)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		if err == nil {
			size = max(size, info.Size())
		}
	}
	return size + more
}

// refuseAll adds sessions until there is no room for another one.
func refuseAll(t testing.TB, f *fleet) {
	t.Helper()
	large := strings.Repeat("v", 30<<10)
	for n := range 10_000 {
		_, err := fill.Call(t.Context(), newClient(t, f.url, f.web).rpc, &fillRequest{Text: fmt.Sprint(n, large)})
		if err == nil {
			err = f.write(f.clients[n%len(f.clients)])
		}
		switch outcomeOf(err) {
		case done:
		case refused:
			return
		default:
			t.Fatalf("writing until the disk is full: %v", err)
		}
	}
	t.Fatal("the disk does not get full")
}
