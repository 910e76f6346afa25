package httprpc

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
)

// A ServeOption sets up [Serve] and [ListenAndServe].
type ServeOption func(*serveOptions)

type serveOptions struct {
	tls   *tls.Config
	drain time.Duration
	stop  []*runtime.Server
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

// Stopping names servers that are behind the handler, to be stopped with it.
// It is needed where the handler is not a [Handler] but, say, a mux with one in it.
func Stopping(servers ...*runtime.Server) ServeOption {
	return func(o *serveOptions) { o.stop = append(o.stop, servers...) }
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
// connections, stops the handler's [runtime.Server] (see [Stopping]), so that new
// calls on old connections are refused, waits for the calls in progress, and
// returns nil. If they take longer than it waits, it breaks them off and returns
// an error. It closes listener. If listener fails before, Serve answers what is
// under way, closes the connections, and returns that error.
//
// A call may take no longer than [WriteTimeout] with the sending of its answer.
// Calls do not end with ctx; they get its values.
func Serve(ctx context.Context, listener net.Listener, handler http.Handler, opts ...ServeOption) error {
	o := serveOptions{drain: DrainTimeout}
	for _, opt := range opts {
		opt(&o)
	}
	if o.tls != nil && len(o.tls.Certificates) == 0 && o.tls.GetCertificate == nil && o.tls.GetConfigForClient == nil {
		return errors.Join(errors.New("httprpc: the configuration of TLS has no certificate"), listener.Close())
	}
	if h, ok := handler.(*Handler); ok {
		o.stop = append(o.stop, h.server)
	}
	server := newServer(handler, o)
	server.BaseContext = func(net.Listener) context.Context { return context.WithoutCancel(ctx) }
	if o.tls != nil {
		listener = tls.NewListener(listener, server.TLSConfig)
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		o.stop = nil // they may be served again, or elsewhere
		return errors.Join(err, drain(context.WithoutCancel(ctx), server, o))
	case <-ctx.Done():
	}
	err := drain(context.WithoutCancel(ctx), server, o)
	if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

// drain stops everything at once and waits for it.
func drain(ctx context.Context, server *http.Server, o serveOptions) error {
	ctx, cancel := context.WithTimeout(ctx, o.drain)
	defer cancel()
	stopped := make(chan error, len(o.stop))
	for _, s := range o.stop {
		go func() { stopped <- s.Stop(ctx) }()
	}
	err := server.Shutdown(ctx)
	for range o.stop {
		err = errors.Join(err, <-stopped)
	}
	if err != nil {
		return fmt.Errorf("httprpc: calls were broken off: %w", errors.Join(err, server.Close()))
	}
	return nil
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
		ErrorLog:          slog.NewLogLogger(logger(o).Handler(), slog.LevelWarn),
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

// logger is where net/http reports, too: broken handshakes and the like.
func logger(o serveOptions) *slog.Logger {
	if len(o.stop) > 0 {
		return o.stop[0].Logger()
	}
	return slog.Default()
}
