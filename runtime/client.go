package runtime

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// DefaultCallTimeout is how long a client waits for an answer if the context has
// no deadline. It is TSRPC's.
const DefaultCallTimeout = 15 * time.Second

// A Client calls the methods of one server. It may be used by several goroutines at once.
// The packages below transport make one, with a cookie jar in it.
type Client struct {
	transport    Transport
	flows        Flows
	interceptors []Interceptor
	timeout      time.Duration
	logger       *slog.Logger
	invoke       CallFunc
}

// A ClientOption sets up a [Client].
type ClientOption func(*Client)

// NewClient returns a client that calls over transport. It has no cookie jar
// unless an option brings one.
func NewClient(transport Transport, opts ...ClientOption) *Client {
	c := &Client{transport: transport, timeout: DefaultCallTimeout}
	for _, opt := range opts {
		opt(c)
	}
	c.invoke = chain(c.interceptors, c.exchange)
	return c
}

// WithCallTimeout sets how long a client waits for an answer when the context has no
// deadline: [DefaultCallTimeout] if this option is absent, for ever if d is 0.
func WithCallTimeout(d time.Duration) ClientOption {
	return func(c *Client) { c.timeout = max(d, 0) }
}

// WithClientInterceptors adds interceptors to a client. The first is the outermost.
func WithClientInterceptors(interceptors ...Interceptor) ClientOption {
	return func(c *Client) { c.interceptors = append(c.interceptors, interceptors...) }
}

// WithClientLogger sets where a client reports what it cannot return: the errors
// of PostReturn nodes. Without it that is slog.Default().
func WithClientLogger(logger *slog.Logger) ClientOption {
	return func(c *Client) { c.logger = logger }
}

// Flows returns the client's flows, to add nodes to.
func (c *Client) Flows() *Flows { return &c.flows }

// Origin returns the origin of the server; see [Transport].
func (c *Client) Origin() string { return c.transport.Origin() }

// CloseIdleConnections closes the connections that no call uses, if the
// transport has any. The client can be used afterwards.
func (c *Client) CloseIdleConnections() {
	if t, ok := c.transport.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}

// call carries out a call and returns an *Error or nil.
func (c *Client) call(ctx context.Context, call *Call) error {
	within := call.during(ctx)
	if _, ok := ctx.Deadline(); !ok && c.timeout > 0 {
		within.within(c.timeout)
		defer within.end()
	}
	ctx = within
	call.flows, call.Peer = &c.flows, c.transport.Origin()
	call.cookie.call = call
	err := c.invoke(ctx, call)
	if err == nil && call.Response == nil {
		err = &Error{Message: "the call ended without an answer", Type: ClientError, Code: CodeInternal}
	}
	if err != nil {
		err = ownFailure(clientError(ctx, err))
		call.fail(err)
	} else {
		call.Err = nil
	}
	if !c.flows.PostReturn.empty() {
		c.flows.PostReturn.runAll(ctx, call, nil, func(err error) { c.log(call, "PostReturn failed", err) })
	}
	return err
}

// exchange is the innermost step: flows and transport.
func (c *Client) exchange(ctx context.Context, call *Call) (err error) {
	call.Response, call.Err, call.errCookie = nil, nil, nil
	_, err = c.flows.PreCall.Run(ctx, call)
	switch {
	case err == nil:
		if err = ctx.Err(); err == nil {
			err = c.roundTrip(ctx, call)
		}
	case errors.Is(err, ErrStop) && call.Response != nil:
		err = nil // answered by the node
	case errors.Is(err, ErrStop):
		err = &Error{Message: "the call was stopped", Type: ClientError, Code: CodeCanceled, cause: err}
	}
	if err != nil {
		call.fail(clientError(ctx, err))
	}
	if _, err := c.flows.PreReturn.Run(ctx, call); err != nil && !errors.Is(err, ErrStop) {
		call.fail(clientError(ctx, err))
	}
	return call.Err
}

// roundTrip sends the call. Once the caller's time has run out, that is what
// happened to the call, even if the server noticed first and said so.
func (c *Client) roundTrip(ctx context.Context, call *Call) error {
	err := c.transport.RoundTrip(ctx, call)
	if err == nil || ctx.Err() == nil || isAPIError(err) {
		return err
	}
	return ctx.Err()
}

func isAPIError(err error) bool {
	var e *Error
	return errors.As(err, &e) && e != nil && e.kind() == APIError
}

func (c *Client) log(call *Call, message string, err error) {
	logger := c.logger
	if logger == nil {
		logger = slog.Default()
	}
	logger.Error("rpcgen: "+message, "method", call.Method, "error", call.scrub(err.Error()))
}
