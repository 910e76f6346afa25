package rpctest

import (
	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/session"
)

// An Option sets up the server and the clients of a test.
type Option func(*config)

type config struct {
	server          []runtime.ServerOption
	client          []runtime.ClientOption
	session         []session.Option
	withoutSessions bool
}

// WithServer sets up the server.
func WithServer(opts ...runtime.ServerOption) Option {
	return func(c *config) { c.server = append(c.server, opts...) }
}

// WithClient sets up the clients.
func WithClient(opts ...runtime.ClientOption) Option {
	return func(c *config) { c.client = append(c.client, opts...) }
}

// WithSession sets up the session manager.
func WithSession(opts ...session.Option) Option {
	return func(c *config) { c.session = append(c.session, opts...) }
}

// WithoutSessions leaves sessions out, and the echo of the cookie with them.
func WithoutSessions() Option {
	return func(c *config) { c.withoutSessions = true }
}
