// Package inproc calls a server in the same program, with the flows, the
// limits and the cookies of a call over a network.
package inproc

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/codec"
	"github.com/rpcgen/rpcgen/runtime/cookie"
)

// DefaultMaxResponse is how large an encoded answer may be, in bytes.
const DefaultMaxResponse = 16 << 20

// An Option sets up a client.
type Option func(*config)

type config struct {
	direct  bool
	jar     cookie.Jar
	options []runtime.ClientOption
}

// Direct hands the values of requests and responses over as they are, where the
// client otherwise encodes them as JSON and decodes them again. It is faster,
// but both sides then share what the messages point to, and neither may change
// it. Cookies are copied all the same, and sizes are not limited.
func Direct() Option { return func(c *config) { c.direct = true } }

// WithJar keeps cookies in jar, and nowhere if it is nil. Without this option the client
// has a memory jar of its own.
func WithJar(jar cookie.Jar) Option { return func(c *config) { c.jar = jar } }

// With sets up the [runtime.Client].
func With(opts ...runtime.ClientOption) Option {
	return func(c *config) { c.options = append(c.options, opts...) }
}

// NewClient returns a client that calls server. There is nothing to close.
//
// The handler runs in a goroutine of its own if the call's context can end, so
// that the call returns when it does, even if the handler goes on.
func NewClient(server *runtime.Server, opts ...Option) *runtime.Client {
	c := config{jar: cookie.NewMemory()}
	for _, opt := range opts {
		opt(&c)
	}
	t := &transport{server: server, direct: c.direct, origin: fmt.Sprintf("inproc://%d", instances.Add(1))}
	return runtime.NewClient(t, append([]runtime.ClientOption{cookie.WithJar(c.jar)}, c.options...)...)
}

// instances numbers the clients: each has an origin of its own, as no two of
// them are known to mean the same server.
var instances atomic.Int64

type transport struct {
	server *runtime.Server
	direct bool
	origin string
}

func (t *transport) Origin() string { return t.origin }

// RoundTrip implements [runtime.Transport].
func (t *transport) RoundTrip(ctx context.Context, call *runtime.Call) error {
	if t.direct {
		ret, err := await(ctx, func(ctx context.Context) *runtime.Return {
			return t.server.ServeCall(ctx, call.Method, call.Request, t.origin)
		})
		if err != nil {
			return err
		}
		res, _ := ret.Response.(runtime.Response)
		return call.Answer(res, ret)
	}
	data, err := call.Encode(ctx, codec.JSON, nil)
	if err != nil {
		return err
	}
	if limit := t.server.MaxRequest(call.Method); int64(len(data)) > limit {
		return tooLarge("request", int64(len(data)), limit)
	}
	data, err = await(ctx, func(ctx context.Context) []byte { return t.serve(ctx, call.Method, data) })
	if err != nil {
		return err
	}
	if len(data) > DefaultMaxResponse {
		return tooLarge("response", int64(len(data)), DefaultMaxResponse)
	}
	return call.Decode(ctx, codec.JSON, data)
}

func (t *transport) serve(ctx context.Context, method string, data []byte) (answer []byte) {
	in := runtime.Inbound{Method: method, Codec: codec.JSON, Data: data, Peer: t.origin}
	_ = t.server.Serve(ctx, in, func(out runtime.Outbound) error { // it returns what this function does
		answer = out.Data
		return nil
	})
	return answer
}

// await runs f and returns what it does, or the error of ctx if that comes first.
func await[T any](ctx context.Context, f func(context.Context) T) (T, error) {
	if ctx.Done() == nil {
		return f(ctx), nil
	}
	done := make(chan T, 1)
	go func() { done <- f(ctx) }()
	select {
	case v := <-done:
		return v, nil
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}

func tooLarge(what string, size, limit int64) error {
	return &runtime.Error{
		Message: fmt.Sprintf("the %s has %d bytes, more than the limit of %d", what, size, limit),
		Type:    runtime.ServerError, Code: runtime.CodeTooLarge,
	}
}
