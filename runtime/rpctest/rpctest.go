// Package rpctest gives a client for an implementation of a service in one line
// of a test,
//
//	client := rpctest.Client(t, func(s *runtime.Server) { api.RegisterLibrary(s, &library{}) })
//	lib := api.NewLibraryClient(client)
//
// The calls go through everything that a call over a network goes through, with
// a cookie jar on the client and sessions in memory on the server.
package rpctest

import (
	"context"
	"log/slog"
	"net"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/memstore"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
	"github.com/rpcgen/rpcgen/runtime/transport/inproc"
)

// An Option sets up the server and the client of a test.
type Option func(*config)

type config struct {
	server []runtime.ServerOption
	client []runtime.ClientOption
}

// WithServer sets up the server.
func WithServer(opts ...runtime.ServerOption) Option {
	return func(c *config) { c.server = append(c.server, opts...) }
}

// WithClient sets up the client.
func WithClient(opts ...runtime.ClientOption) Option {
	return func(c *config) { c.client = append(c.client, opts...) }
}

// Client returns a client of a server in process, through the codec. register
// registers the services under test. When the test ends, the server is stopped
// and its sessions are gone.
func Client(t testing.TB, register func(*runtime.Server), opts ...Option) *runtime.Client {
	t.Helper()
	server, c := serve(t, opts)
	register(server)
	return inproc.NewClient(server, inproc.With(c.client...))
}

// HTTP does what [Client] does over HTTP, with a server on a free port of the
// loopback interface.
func HTTP(t testing.TB, register func(*runtime.Server), opts ...Option) *runtime.Client {
	t.Helper()
	server, c := serve(t, opts)
	register(server)
	handler, err := httprpc.NewHandler(server)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	done := make(chan error, 1)
	go func() { done <- httprpc.Serve(ctx, listener, handler) }()
	client, err := httprpc.NewClient("http://"+listener.Addr().String(), httprpc.With(c.client...))
	t.Cleanup(func() {
		if client != nil {
			client.CloseIdleConnections()
		}
		cancel()
		if err := <-done; err != nil {
			t.Errorf("stop the server: %v", err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// serve returns a server with sessions in memory that ends with the test. What
// it logs goes to the test's output.
func serve(t testing.TB, opts []Option) (*runtime.Server, config) {
	t.Helper()
	var c config
	for _, opt := range opts {
		opt(&c)
	}
	logger := slog.New(slog.NewTextHandler(t.Output(), nil))
	store := memstore.New()
	sessions := session.NewManager(store, session.WithLogger(logger))
	server := runtime.NewServer(append([]runtime.ServerOption{runtime.WithLogger(logger), sessions.Flow()}, c.server...)...)
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context())
		if err := server.Stop(ctx); err != nil {
			t.Errorf("stop the server: %v", err)
		}
		if err := sessions.Close(ctx); err != nil {
			t.Errorf("close the sessions: %v", err)
		}
		if err := store.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	return server, c
}
