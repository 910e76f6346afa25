package faults_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
)

// fillRedis makes a Redis full. It takes no new session then, and loses none.
func fillRedis(t *testing.T, at config) {
	m, url := run(t, at)
	f := newFleet(t, url, 20)
	limit := func(bytes string) {
		if err := m.redis.ConfigSet(t.Context(), "maxmemory", bytes).Err(); err != nil {
			t.Fatal(err)
		}
	}
	ballast := func(n int) error {
		_, err := fill.Call(t.Context(), newClient(t, url, f.web).rpc, &fillRequest{Text: fmt.Sprint(n, strings.Repeat("v", 30<<10))})
		return err
	}
	stored := 0
	limit("8mb")
	var err error
	for ; err == nil && stored < 10_000; stored++ {
		err = ballast(stored)
	}
	if runtime.CodeOf(err) != runtime.CodeUnavailable {
		t.Fatalf("a new session where there is no room: %v, want %s", err, runtime.CodeUnavailable)
	}
	limit("1mb")
	for _, c := range f.clients {
		if err := f.write(c); runtime.CodeOf(err) != runtime.CodeUnavailable {
			t.Errorf("a write where there is no room: %v, want %s", err, runtime.CodeUnavailable)
		}
	}
	f.check()
	victim := f.clients[0]
	f.clients = f.clients[1:]
	if _, err := destroy.Call(t.Context(), victim.rpc, nil); err != nil {
		t.Errorf("ending a session where there is no room: %v", err)
	}
	if err := ended(t, url, victim.id, f.web); err != nil {
		t.Error(err)
	}
	limit("0")
	for _, c := range f.clients {
		if err := f.write(c); err != nil {
			t.Errorf("a write when there is room again: %v", err)
		}
	}
	if err := ballast(0); err != nil {
		t.Errorf("a new session when there is room again: %v", err)
	}
	sum := f.check()
	figure(t, "redis, full: %d sessions of 30 KB until it was, %d writes acknowledged, %d lost, errors %s", stored-1, sum.acknowledged, sum.lost, f.failures())
}
