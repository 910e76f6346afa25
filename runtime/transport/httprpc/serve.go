package httprpc

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"time"
)

// A ServeOption sets up [Serve] and [ListenAndServe].
type ServeOption func(*serveOptions)

type serveOptions struct {
	tls   *tls.Config
	drain time.Duration
}

// WithTLS serves over TLS, of version 1.2 at least, and over HTTP/2 where the
// client can. config needs a certificate.
func WithTLS(config *tls.Config) ServeOption {
	return func(o *serveOptions) { o.tls = config }
}

// WithDrain sets how long to wait for calls in progress when the server stops:
// [DrainTimeout] if this option is absent.
func WithDrain(d time.Duration) ServeOption {
	return func(o *serveOptions) { o.drain = d }
}

// ListenAndServe listens on addr, such as ":3000", and serves as [Serve] does.
func ListenAndServe(ctx context.Context, addr string, handler http.Handler, opts ...ServeOption) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	return Serve(ctx, listener, handler, opts...)
}

// Serve answers requests that come in on listener, with the timeouts and sizes
// that this package's constants name, until ctx ends. It then takes no new
// connections, waits for the calls in progress, and returns nil; if they take
// longer than it waits, it breaks them off and returns an error. It closes
// listener. The handler is a [Handler] or a mux with one in it.
func Serve(ctx context.Context, listener net.Listener, handler http.Handler, opts ...ServeOption) error {
	o := serveOptions{drain: DrainTimeout}
	for _, opt := range opts {
		opt(&o)
	}
	server := newServer(handler, o)
	if o.tls != nil {
		listener = tls.NewListener(listener, server.TLSConfig)
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), o.drain)
	defer cancel()
	err := server.Shutdown(drain)
	if err != nil {
		err = errors.Join(err, server.Close())
	}
	if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

// newServer returns the server with all its limits.
func newServer(handler http.Handler, o serveOptions) *http.Server {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: ReadHeaderTimeout,
		ReadTimeout:       ReadTimeout,
		WriteTimeout:      WriteTimeout,
		IdleTimeout:       IdleTimeout,
		MaxHeaderBytes:    MaxHeaderBytes,
		HTTP2:             &http.HTTP2Config{MaxConcurrentStreams: MaxConcurrentStreams},
	}
	if o.tls != nil {
		server.TLSConfig = o.tls.Clone()
		server.TLSConfig.MinVersion = max(server.TLSConfig.MinVersion, tls.VersionTLS12)
		if len(server.TLSConfig.NextProtos) == 0 {
			server.TLSConfig.NextProtos = []string{"h2", "http/1.1"}
		}
	}
	return server
}
