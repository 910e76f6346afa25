// Package inproc calls a server in the same program, with the flows, the
// limits and the cookies of a call over a network.
package inproc

import (
	"context"
	"fmt"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/codec"
	"github.com/rpcgen/rpcgen/runtime/cookie"
	"github.com/rpcgen/rpcgen/runtime/internal/buffers"
)

// DefaultMaxResponse is how large an encoded answer may be, in bytes.
const DefaultMaxResponse = 16 << 20

// An Option sets up a client.
type Option func(*config)

type config struct {
	direct      bool
	inline      bool
	jar         cookie.Jar
	maxResponse int64
	options     []runtime.ClientOption
}

// Direct hands the values of requests and responses over as they are, where the
// client otherwise encodes them as JSON and decodes them again. It is faster,
// but both sides then share what the messages point to, and neither may change
// it. Cookies are copied all the same, and sizes are not limited.
func Direct() Option { return func(c *config) { c.direct = true } }

// Inline runs the handler in the goroutine of the caller, even if the call's context can
// end. It is faster, but the call then ends when its handler does: the handler's context
// ends with the call's, and one that does not heed it holds the caller up. An answer
// that comes too late is an answer all the same. A handler that ends its goroutine, as
// t.Fatal does, ends the caller's.
func Inline() Option { return func(c *config) { c.inline = true } }

// WithJar keeps cookies in jar, and nowhere if it is nil. Without this option the client
// has a memory jar of its own.
func WithJar(jar cookie.Jar) Option { return func(c *config) { c.jar = jar } }

// WithMaxResponse sets how many bytes an encoded answer may have,
// [DefaultMaxResponse] if absent.
func WithMaxResponse(bytes int64) Option { return func(c *config) { c.maxResponse = bytes } }

// With sets up the [runtime.Client].
func With(opts ...runtime.ClientOption) Option {
	return func(c *config) { c.options = append(c.options, opts...) }
}

// NewClient returns a client that calls server. There is nothing to close.
//
// The handler runs in a goroutine of its own if the call's context can end, so
// that the call returns when it does, even if the handler goes on; see [Inline]. With
// the time that a client waits by default ([runtime.WithCallTimeout]), every
// call's can. As over a network, the handler's context has none of the values of the caller's.
//
// The origin of the server is "inproc://" and a number that no other server in
// the program has: clients that share a jar share the server's cookie.
func NewClient(server *runtime.Server, opts ...Option) *runtime.Client {
	c := config{jar: cookie.NewMemory(), maxResponse: DefaultMaxResponse}
	for _, opt := range opts {
		opt(&c)
	}
	t := &transport{server: server, direct: c.direct, inline: c.inline, maxResponse: c.maxResponse, origin: origin(server)}
	return runtime.NewClient(t, append([]runtime.ClientOption{cookie.WithJar(c.jar)}, c.options...)...)
}

type transport struct {
	server      *runtime.Server
	direct      bool
	inline      bool
	maxResponse int64
	origin      string
}

func (t *transport) Origin() string { return t.origin }

// RoundTrip implements [runtime.Transport].
func (t *transport) RoundTrip(ctx context.Context, call *runtime.Call) error {
	if t.direct {
		return t.hand(ctx, call)
	}
	out, in := buffers.Get(), buffers.Get()
	sent, err := call.Encode(ctx, codec.JSON, out.Bytes)
	if err != nil {
		return err
	}
	if limit := t.server.MaxRequest(call.Method); int64(len(sent)) > limit && t.server.Has(call.Method) {
		return &runtime.Error{
			Message: fmt.Sprintf("the request has more than %d bytes", limit),
			Type:    runtime.ServerError, Code: runtime.CodeTooLarge,
		}
	}
	method, header := call.Method, beside(call)
	var data []byte
	if here, ok := t.alone(ctx); ok {
		data = t.serve(here, method, header, sent, in.Bytes)
	} else {
		data, err = await(ctx, func(ctx context.Context) []byte { return t.serve(ctx, method, header, sent, in.Bytes) })
	}
	if err != nil {
		return err
	}
	if int64(len(data)) > t.maxResponse {
		return &runtime.Error{
			Message: fmt.Sprintf("the response has more than %d bytes", t.maxResponse),
			Type:    runtime.ClientError, Code: runtime.CodeTooLarge,
		}
	}
	err = call.Decode(ctx, codec.JSON, data)
	out.Put(sent) // on the ways out before this, the server may not be done with them
	in.Put(data)
	return err
}

// hand makes a call without encoding.
func (t *transport) hand(ctx context.Context, call *runtime.Call) error {
	method, req, header := call.Method, call.Request, beside(call)
	if here, ok := t.alone(ctx); ok {
		return hand(call, t.server.ServeCall(here, method, req, t.origin, header))
	}
	req = call.CopyRequest() // the call may be over before the server has read it
	ret, err := await(ctx, func(ctx context.Context) *runtime.Return {
		return t.server.ServeCall(ctx, method, req, t.origin, header)
	})
	if err != nil {
		return err
	}
	return hand(call, ret)
}

// hand makes a return the call's answer.
func hand(call *runtime.Call, ret *runtime.Return) error {
	res, _ := ret.Response.(runtime.Response)
	return call.Answer(res, ret)
}

// beside returns what goes beside a request, nil if nothing.
func beside(call *runtime.Call) runtime.Header {
	if sent := call.SentHeader(); sent != nil {
		return sent
	}
	return nil
}

// serve returns the answer, in the memory of buf or in new memory.
func (t *transport) serve(ctx context.Context, method string, header runtime.Header, data, buf []byte) (answer []byte) {
	in := runtime.Inbound{Method: method, Codec: codec.JSON, Data: data, Buffer: buf, Peer: t.origin, Header: header}
	_ = t.server.Serve(ctx, in, func(out runtime.Outbound) error { // it returns what this function does
		answer = out.Data
		return nil
	})
	return answer
}

// await runs f and returns what it does, or the error of ctx if that comes first.
func await[T any](ctx context.Context, f func(context.Context) T) (T, error) {
	done := make(chan T, 1)
	go func() {
		defer close(done) // f may end the goroutine, as testing.T.Fatal does
		done <- f(apart{ctx})
	}()
	select {
	case v, ok := <-done:
		if !ok {
			return v, &runtime.Error{Message: "the handler has ended without an answer", Type: runtime.ServerError, Code: runtime.CodeInternal}
		}
		return v, nil
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}

// alone returns what a handler gets of a context if it need not run in a goroutine of
// its own. ok says whether that is so.
func (t *transport) alone(ctx context.Context) (alone context.Context, ok bool) {
	if t.inline {
		return apart{ctx}, true
	}
	if ctx.Done() != nil {
		return nil, false
	}
	if _, has := ctx.Deadline(); has { // a context that a program has made itself
		return apart{ctx}, true
	}
	return context.Background(), true
}

// apart is a context that ends with another and has none of its values.
type apart struct{ context.Context }

func (apart) Value(any) any { return nil }

// AfterFunc saves package context a goroutine for each context derived from this one.
func (a apart) AfterFunc(f func()) (stop func() bool) { return context.AfterFunc(a.Context, f) }
