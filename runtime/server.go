package runtime

import (
	"fmt"
	"log/slog"
	"maps"
	"sync"
	"sync/atomic"
	"time"
)

// The limits of a server that options can change (sessions 4.1).
const (
	// DefaultHandlerTimeout is how long a handler may take. It is TSRPC's.
	DefaultHandlerTimeout = 30 * time.Second
	// DefaultMaxRequest is how large an encoded request may be, in bytes.
	DefaultMaxRequest = 1 << 20
)

// A Server answers calls. Register services with it, then hand it to one or
// more transports. It may be used by several goroutines at once.
type Server struct {
	flows        Flows
	interceptors []Interceptor
	timeout      time.Duration
	maxRequest   int64
	maxRequests  map[string]int64 // by method, where it differs
	logger       *slog.Logger
	invoke       CallFunc
	running      running

	mu        sync.Mutex                           // held while registering
	endpoints atomic.Pointer[map[string]*endpoint] // replaced, never changed
}

// A ServerOption sets up a [Server].
type ServerOption func(*Server)

// NewServer returns a server without methods. Cookies and sessions come with
// options of the packages cookie and session.
func NewServer(opts ...ServerOption) *Server {
	s := &Server{
		timeout:     DefaultHandlerTimeout,
		maxRequest:  DefaultMaxRequest,
		maxRequests: map[string]int64{},
	}
	s.endpoints.Store(&map[string]*endpoint{})
	for _, opt := range opts {
		opt(s)
	}
	s.invoke = chain(s.interceptors, s.exchange)
	return s
}

// WithHandlerTimeout sets how long a handler may take: [DefaultHandlerTimeout]
// if this option is absent, for ever if d is 0. The handler's ctx ends then, and
// the caller gets [CodeServerTimeout] as soon as the handler returns ctx's error.
func WithHandlerTimeout(d time.Duration) ServerOption {
	return func(s *Server) { s.timeout = max(d, 0) }
}

// WithMaxRequest sets how many bytes an encoded request may have, for the named
// methods ("Library/Borrow") or, where none is named, for all others.
// [DefaultMaxRequest] holds without it.
func WithMaxRequest(bytes int64, methods ...string) ServerOption {
	return func(s *Server) {
		if len(methods) == 0 {
			s.maxRequest = bytes
		}
		for _, m := range methods {
			s.maxRequests[m] = bytes
		}
	}
}

// WithInterceptors adds interceptors to a server. The first is the outermost.
func WithInterceptors(interceptors ...Interceptor) ServerOption {
	return func(s *Server) { s.interceptors = append(s.interceptors, interceptors...) }
}

// WithLogger sets where the server reports the errors and panics that callers
// must not see. Without it that is slog.Default().
func WithLogger(logger *slog.Logger) ServerOption {
	return func(s *Server) { s.logger = logger }
}

// Flows returns the server's flows, to add nodes to.
func (s *Server) Flows() *Flows { return &s.flows }

// MaxRequest returns how many bytes an encoded request of a method may have.
func (s *Server) MaxRequest(method string) int64 {
	if n, ok := s.maxRequests[method]; ok {
		return n
	}
	return s.maxRequest
}

// Has reports whether the server has a method of that name.
func (s *Server) Has(method string) bool { return s.endpoint(method) != nil }

// Logger returns where the server and its transports report to.
func (s *Server) Logger() *slog.Logger {
	if s.logger == nil {
		return slog.Default()
	}
	return s.logger
}

// register adds an endpoint. Two of one name are a mistake in the program.
func (s *Server) register(e *endpoint) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := maps.Clone(*s.endpoints.Load())
	if all[e.name] != nil {
		panic(fmt.Sprintf("rpcgen: method %q is registered twice on one server; give one of the services another path with //rpcgen:service path=", e.name))
	}
	all[e.name] = e
	s.endpoints.Store(&all)
}

func (s *Server) endpoint(name string) *endpoint { return (*s.endpoints.Load())[name] }
