package runtime

import (
	"context"
	"sync"
)

// A Call is one call on one side. Flows and interceptors read and change it. It
// belongs to the goroutine that carries the call out; a handler that starts
// others may let them use [Call.Value] and [CookieFrom].
type Call struct {
	// Method is the method's name on the wire, such as "Library/Borrow".
	Method string
	// Request is the call's request. It is this call's own copy.
	Request Request
	// Response is the answer, nil until there is one or if the call failed.
	Response Response
	// Err is why the call failed, for the flows PreReturn and PostReturn; nil
	// if it succeeded.
	Err error
	// Peer says where the other side is: on a client the server's origin, such as
	// "https://example.com:443", on a server the client's address. It may be "".
	Peer string

	kind      messages
	arrived   string  // the session id that came with the request, for scrub
	errCookie *Cookie // of a return that is an error
	cookie    CallCookie
	flows     *Flows
	endpoint  *endpoint // on a server
	keeper    Keeper    // on a server, nil if the transport has none
	header    Header    // on a server, nil if nothing came beside the request
	sent      Fields    // on a client, what goes beside the request
	ret       Return    // on its way between the call and the codec
	room      Response  // on a server, where the response goes
	ctx       callContext

	mu     sync.Mutex
	values []keptValue // few, so that looking through them is quicker than a map
}

// A keptValue is what a node keeps with a call.
type keptValue struct{ key, value any }

type callKey struct{}

// CallFrom returns the call that ctx belongs to, nil if there is none. Handlers,
// nodes and interceptors of a server get such a ctx, and so do the nodes and
// interceptors of a client.
func CallFrom(ctx context.Context) *Call {
	call, _ := ctx.Value(callKey{}).(*Call)
	return call
}

func withCall(ctx context.Context, call *Call) context.Context {
	return context.WithValue(ctx, callKey{}, call)
}

// withoutCall hides the client's call, which ctx belongs to in process: on the
// server there is none yet.
func withoutCall(ctx context.Context) context.Context {
	if CallFrom(ctx) == nil {
		return ctx
	}
	return withCall(ctx, nil)
}

// Value returns what [Call.SetValue] stored under key, nil if nothing. Keys are
// compared as those of context.Context are.
func (c *Call) Value(key any) any {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, kept := range c.values {
		if kept.key == key {
			return kept.value
		}
	}
	return nil
}

// SetValue keeps a value with the call, for the nodes that follow and for the
// handler.
func (c *Call) SetValue(key, value any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range c.values {
		if c.values[i].key == key {
			c.values[i].value = value
			return
		}
	}
	c.values = append(c.values, keptValue{key, value})
}

// RequestCookie returns the request's cookie, nil if there is none.
func (c *Call) RequestCookie() *Cookie { return c.Request.requestBase().Cookie }

// SetRequestCookie replaces the request's cookie.
func (c *Call) SetRequestCookie(cookie *Cookie) { c.Request.requestBase().Cookie = cookie }

// CopyRequest returns a copy of the request with a cookie of its own; what else
// the request points to is shared. Transports that hand values over and may
// return before the server is done with them call it.
func (c *Call) CopyRequest() Request {
	req := c.Request
	if c.kind != nil {
		if own, ok := c.kind.copyRequest(req); ok {
			req = own
		} // else an interceptor's own idea of a request
	}
	base := req.requestBase()
	base.Cookie = base.Cookie.Clone()
	return req
}

// ReturnCookie returns the cookie that the answer carries: the response's, or
// the one that goes with the error. It is nil if there is none.
func (c *Call) ReturnCookie() *Cookie {
	if c.Err == nil && c.Response != nil {
		return c.Response.responseBase().Cookie
	}
	return c.errCookie
}

// SetReturnCookie replaces the cookie that the answer carries. An error carries
// one only where the server has minted, renewed or cleared a session id.
func (c *Call) SetReturnCookie(cookie *Cookie) {
	if c.Err == nil && c.Response != nil {
		c.Response.responseBase().Cookie = cookie
		return
	}
	c.errCookie = cookie
}

// fail makes err the answer.
func (c *Call) fail(err error) {
	c.Err, c.Response = err, nil
}

// Encode turns the request into bytes and takes them through the flow PreSend. Like that
// of append, its result is dst's memory or new memory that nobody else has.
// Transports that send bytes call it.
func (c *Call) Encode(ctx context.Context, codec Codec, dst []byte) ([]byte, error) {
	data, err := codec.Append(dst, c.Request)
	if err != nil {
		return nil, err
	}
	return c.flows.send(ctx, c.Method, data, c)
}

// Decode takes bytes that have arrived through the flow PreReceive and makes
// them the call's answer. An error that the server returned is returned.
// Transports that receive bytes call it. It keeps nothing of data.
func (c *Call) Decode(ctx context.Context, codec Codec, data []byte) error {
	data, err := c.flows.receive(ctx, c.Method, data, c)
	if err != nil {
		return err
	}
	res := c.kind.newResponse()
	c.ret = Return{Response: res}
	if err := codec.Decode(data, &c.ret); err != nil {
		return &Error{Message: "Parse server output error", Type: ClientError, Code: CodeInputData, cause: err}
	}
	return c.Answer(res, &c.ret)
}

// Answer makes a return the call's answer: res, unless ret holds an error,
// which it then returns.
func (c *Call) Answer(res Response, ret *Return) error {
	if ret.Err != nil {
		c.errCookie = ret.Cookie
		return ret.Err
	}
	c.Response = res
	return nil
}
