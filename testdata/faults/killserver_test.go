package faults_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
)

// killServer kills a server with -9 while clients write, again and again. What was
// acknowledged is there when the server is back.
func killServer(t *testing.T, at config) {
	s := &servedChild{t: t, at: at, addr: freeAddr(t)}
	s.start()
	f := newFleet(t, s.url(), 8)
	f.mortal = true
	var slowest time.Duration
	var unknown int64
	rounds := choose(3, 20)
	for range rounds {
		goal := f.acknowledged() + 20 + rand.N(int64(200))
		ctx, stop := context.WithCancel(context.Background())
		f.start(ctx, true)
		until(t, "writes before the crash", func() error {
			if n := f.acknowledged(); n < goal {
				return fmt.Errorf("%d of %d", n, goal)
			}
			return nil
		})
		if n := f.failed() - int(unknown); n > 0 {
			t.Errorf("%d writes failed before the crash: %s", n, f.failures())
		}
		s.kill()
		stop()
		f.workers.Wait()
		unknown = int64(f.failed())
		if at.kind == "sqlite" {
			intact(t, at.url)
		}
		begin := time.Now()
		s.start()
		slowest = max(slowest, time.Since(begin))
		if f.check().lost > 0 {
			return
		}
	}
	s.stop()
	figure(t, "%s, server killed: %d rounds, %d writes acknowledged, 0 lost, %d cut off, restart in %v at most",
		at.kind, rounds, f.acknowledged(), unknown, slowest.Round(time.Millisecond))
}

// A servedChild is a child that is a server, at an address that stays.
type servedChild struct {
	t    testing.TB
	at   config
	addr string
	*child
}

func (s *servedChild) url() string { return "http://" + s.addr + "/" }

// start returns when the server answers.
func (s *servedChild) start() {
	s.t.Helper()
	s.child = startChild(s.t, "server", childKind+"="+s.at.kind, childURL+"="+s.at.url, childAddr+"="+s.addr)
	c := newClient(s.t, s.url(), newWeb(s.t))
	until(s.t, "the server's start", func() error {
		_, err := plain.Call(s.t.Context(), c.rpc, nil)
		if err != nil {
			return fmt.Errorf("%w\n%s", err, s.log)
		}
		return nil
	})
}

// freeAddr returns an address that nobody listens on.
func freeAddr(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return l.Addr().String()
}

// intact looks at a database that nobody has open.
func intact(t testing.TB, path string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var verdict string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
		t.Errorf("integrity_check: %q, %v", verdict, err)
	}
}

// limits sets how large files may be that a child writes: see TestSQLite.
var limits = runtime.NewMethod[request, response]("limits")
