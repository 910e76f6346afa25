package transporttest

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
)

// stop stops a server with calls in flight.
func (s suite) stop(t *testing.T) {
	const calls = 10
	begun, release := make(chan struct{}, calls), make(chan struct{})
	server := s.server(t)
	echo.Handle(server, func(ctx context.Context, req *echoRequest) (*echoResponse, error) {
		begun <- struct{}{}
		<-release
		return back(ctx, req)
	})
	client := s.dial(t, server)
	var wg sync.WaitGroup
	for range calls {
		wg.Go(func() { mustReturn(t, client) })
	}
	for range calls {
		<-begun
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if err := server.Stop(over); !errors.Is(err, context.Canceled) {
		t.Errorf("Stop did not wait for the calls: %v", err)
	}
	_, err := echo.Call(t.Context(), client, &echoRequest{})
	var e *runtime.Error
	if !errors.As(err, &e) || e.Code != runtime.CodeUnavailable || e.Type != runtime.ServerError {
		t.Errorf("a new call: got %#v", err)
	}
	close(release)
	if err := server.Stop(t.Context()); err != nil {
		t.Error(err)
	}
	wg.Wait()
	if err := server.Stop(t.Context()); err != nil {
		t.Errorf("stopped again: %v", err)
	}
}

// mustReturn is mustEcho for other goroutines than the test's.
func mustReturn(t *testing.T, client *runtime.Client) {
	if res, err := echo.Call(t.Context(), client, &echoRequest{Text: "x"}); err != nil || res.Text != "x" {
		t.Errorf("a call in flight while the server stopped: got %q, %v", res.Text, err)
	}
}
