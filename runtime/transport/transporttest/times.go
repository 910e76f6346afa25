package transporttest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
)

// soon is a time that a test lets pass. Nothing is measured against it.
const soon = 20 * time.Millisecond

func (s suite) cancel(t *testing.T) {
	begun, ended := make(chan struct{}), make(chan error, 1)
	client := s.echo(t, func(ctx context.Context, _ *echoRequest) (*echoResponse, error) {
		close(begun)
		<-ctx.Done()
		ended <- ctx.Err()
		return nil, ctx.Err()
	})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-begun
		cancel()
	}()
	_, err := echo.Call(ctx, client, &echoRequest{})
	if !errors.Is(err, context.Canceled) || runtime.CodeOf(err) != runtime.CodeCanceled {
		t.Errorf("got %#v", err)
	}
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the handler's context ended with %v", err)
	}
	_, err = echo.Call(ctx, client, &echoRequest{}) // does not even begin: begun would be closed twice
	if !errors.Is(err, context.Canceled) {
		t.Errorf("with a context that has ended: got %v", err)
	}
}

func (s suite) deadline(t *testing.T) {
	client := s.echo(t, func(ctx context.Context, _ *echoRequest) (*echoResponse, error) {
		if _, ok := ctx.Deadline(); !ok {
			t.Error("the handler has no deadline")
		}
		<-ctx.Done()
		return nil, ctx.Err()
	})
	ctx, cancel := context.WithTimeout(t.Context(), soon)
	defer cancel()
	_, err := echo.Call(ctx, client, &echoRequest{})
	var e *runtime.Error
	if !errors.Is(err, context.DeadlineExceeded) || !errors.As(err, &e) || e.Code != runtime.CodeTimeout || e.Type != runtime.NetworkError {
		t.Errorf("got %#v", err)
	}
}

// deadlineTravels: the handler knows how long the client waits.
func (s suite) deadlineTravels(t *testing.T) {
	deadlines := make(chan time.Time, 1)
	server := s.server(t, runtime.WithHandlerTimeout(0))
	echo.Handle(server, func(ctx context.Context, _ *echoRequest) (*echoResponse, error) {
		deadline, _ := ctx.Deadline()
		deadlines <- deadline
		return nil, nil
	})
	client := s.dial(t, server, runtime.WithCallTimeout(0))
	if _, err := echo.Call(t.Context(), client, &echoRequest{}); err != nil {
		t.Fatal(err)
	}
	if got := <-deadlines; !got.IsZero() {
		t.Errorf("nobody has set a deadline, and the handler has %v", got)
	}
	want := time.Now().Add(time.Hour)
	ctx, cancel := context.WithDeadline(t.Context(), want)
	defer cancel()
	if _, err := echo.Call(ctx, client, &echoRequest{}); err != nil {
		t.Fatal(err)
	}
	if got := <-deadlines; got.Before(want.Add(-time.Minute)) || got.After(want.Add(time.Minute)) {
		t.Errorf("the handler has the deadline %v, want %v", got, want)
	}
}

func (s suite) handlerTimeout(t *testing.T) {
	server := s.server(t, runtime.WithHandlerTimeout(soon))
	echo.Handle(server, func(ctx context.Context, _ *echoRequest) (*echoResponse, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	})
	_, err := echo.Call(t.Context(), s.dial(t, server), &echoRequest{})
	var e *runtime.Error
	if !errors.As(err, &e) || e.Code != runtime.CodeServerTimeout || e.Type != runtime.ServerError || e.Message != "Server Timeout" {
		t.Errorf("got %#v", err)
	}
}

// stubborn has a handler that does not care for its context.
func (s suite) stubborn(t *testing.T) {
	begun, release := make(chan struct{}), make(chan struct{})
	server := s.server(t)
	echo.Handle(server, func(context.Context, *echoRequest) (*echoResponse, error) {
		close(begun)
		<-release
		return nil, nil
	})
	client := s.dial(t, server)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-begun
		cancel()
	}()
	if _, err := echo.Call(ctx, client, &echoRequest{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	close(release)
	if err := server.Stop(t.Context()); err != nil {
		t.Error(err)
	}
}
