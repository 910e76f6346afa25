// Package rpctest gives a client for an implementation of a service in one line
// of a test,
//
//	client := rpctest.Client(t, func(s *runtime.Server) { api.RegisterLibrary(s, &library{}) })
//	lib := api.NewLibraryClient(client)
//
// The calls go through everything that a call over a network goes through, with
// a cookie jar on the client and sessions in memory on the server. [HTTP] uses a
// network; [Serve] is for tests with more than one client.
//
// All but HTTP works in a bubble of testing/synctest, where a session expires as
// soon as the test sleeps long enough.
package rpctest

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/memstore"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
	"github.com/rpcgen/rpcgen/runtime/transport/inproc"
)

// Client returns a client of a server in process, through the codec. register
// registers the services under test. When the test ends, the server is stopped
// and its sessions are gone.
func Client(t testing.TB, register func(*runtime.Server), opts ...Option) *runtime.Client {
	t.Helper()
	return Serve(t, register, opts...).Client(t)
}

// HTTP does what [Client] does over HTTP, with a server on a free port of the
// loopback interface.
func HTTP(t testing.TB, register func(*runtime.Server), opts ...Option) *runtime.Client {
	t.Helper()
	return Serve(t, register, opts...).HTTP(t)
}

// A Service is a server under test.
type Service struct {
	// Server is the server, to add flows to or to stop.
	Server *runtime.Server

	config config
}

// Serve returns a service that ends with the test. What the server logs goes to
// the test's output.
func Serve(t testing.TB, register func(*runtime.Server), opts ...Option) *Service {
	t.Helper()
	var c config
	for _, opt := range opts {
		opt(&c)
	}
	logger := slog.New(slog.NewTextHandler(t.Output(), nil))
	options := []runtime.ServerOption{runtime.WithLogger(logger)}
	if !c.withoutSessions {
		options = append(options, sessions(t, logger, c.session))
	}
	server := runtime.NewServer(append(options, c.server...)...)
	register(server)
	t.Cleanup(func() { check(t, "stop the server", server.Stop(lasting(t))) })
	return &Service{Server: server, config: c}
}

// sessions returns the option of a manager that keeps them in memory.
func sessions(t testing.TB, logger *slog.Logger, opts []session.Option) runtime.ServerOption {
	store := memstore.New()
	manager := session.NewManager(store, append([]session.Option{session.WithLogger(logger)}, opts...)...)
	t.Cleanup(func() {
		check(t, "close the sessions", manager.Close(lasting(t)))
		check(t, "close the store", store.Close())
	})
	return manager.Flow()
}

// Client returns a new client in process. Each has a cookie jar of its own, as if
// it were another user's.
func (s *Service) Client(testing.TB) *runtime.Client {
	return inproc.NewClient(s.Server, inproc.With(s.config.client...))
}

// HTTP returns a new client over HTTP. Each has a port and a cookie jar of its own.
func (s *Service) HTTP(t testing.TB) *runtime.Client {
	t.Helper()
	handler, err := httprpc.NewHandler(s.Server)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(lasting(t))
	served := make(chan error, 1)
	// In a function, as Serve would stop the server behind a Handler: other
	// clients, of a test around this one, may still need it.
	go func() { served <- httprpc.Serve(ctx, listener, http.HandlerFunc(handler.ServeHTTP)) }()
	t.Cleanup(func() {
		cancel()
		check(t, "stop listening", <-served)
	})
	client, err := httprpc.NewClient("http://"+listener.Addr().String(), httprpc.With(s.config.client...))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	return client
}

// lasting is a context that is still good when a test cleans up.
func lasting(t testing.TB) context.Context { return context.WithoutCancel(t.Context()) }

func check(t testing.TB, what string, err error) {
	t.Helper()
	if err != nil {
		t.Errorf("rpctest: %s: %v", what, err)
	}
}
