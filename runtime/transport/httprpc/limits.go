package httprpc

import "time"

// The limits of servers and clients (sessions 4.1). Options change those that
// are a matter of taste.
const (
	// ReadHeaderTimeout is how long a client may take for the headers.
	ReadHeaderTimeout = 5 * time.Second
	// ReadTimeout is how long a client may take for a whole request.
	ReadTimeout = 30 * time.Second
	// WriteTimeout is how long a call and the sending of its answer may take.
	WriteTimeout = 60 * time.Second
	// IdleTimeout is how long a connection may be idle.
	IdleTimeout = 120 * time.Second
	// MaxHeaderBytes is how large the headers of a request may be.
	MaxHeaderBytes = 16 << 10
	// MaxConcurrentStreams is how many calls one HTTP/2 connection may carry at once.
	MaxConcurrentStreams = 100
	// DrainTimeout is how long a server that stops waits for calls in progress.
	DrainTimeout = 30 * time.Second
	// DefaultMaxResponse is how large an answer a client reads, in bytes.
	DefaultMaxResponse = 16 << 20
	// PreflightMaxAge is how long a browser may remember that it may call.
	PreflightMaxAge = 10 * time.Minute
	// InflateFactor is how many times larger than the limit of its method a request
	// may be that has arrived compressed: 4 MiB where nothing else is set.
	InflateFactor = 4
	// InflateRatio is how many bytes one byte of a compressed request may stand for.
	InflateRatio = 100
	// BinderMaxAge is how long a browser keeps the cookie of [WithBinder]; they take
	// no longer. How long the session lives is another matter.
	BinderMaxAge = 400 * 24 * time.Hour
)

// maxResponseHeader is how large the headers of an answer may be that a client
// reads; net/http takes 10 MiB.
const maxResponseHeader = 64 << 10

// timeoutHeader carries how many milliseconds the client still waits.
const timeoutHeader = "Rpc-Timeout-Ms"
