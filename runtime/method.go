package runtime

import (
	"context"
	"fmt"
)

// A Method is one method of a service: its name and the types of its messages.
// Generated code declares one for each method, calls through it on the client
// and registers the handler with it on the server.
type Method[Req, Res any] struct {
	name     string
	request  func(*Req) Request
	response func(*Res) Response
	checks   func(*Req) error // nil for none
}

type requestOf[T any] interface {
	*T
	Request
}

type responseOf[T any] interface {
	*T
	Response
}

// NewMethod returns a method with a name on the wire, such as "Library/Borrow".
// Req must embed [BaseRequest] and Res [BaseResponse]; the other two type
// arguments follow from them.
func NewMethod[Req, Res any, PReq requestOf[Req], PRes responseOf[Res]](name string) *Method[Req, Res] {
	return &Method[Req, Res]{
		name:     name,
		request:  func(r *Req) Request { return PReq(r) },
		response: func(r *Res) Response { return PRes(r) },
	}
}

// Checked makes servers check every request of the method, and returns m. It is called
// once, before m is used; a method that is not checked costs nothing more.
//
// A request is checked when it has been read, before there is a call: for one that check
// refuses no flow runs but those of the bytes, no interceptor and no handler. The caller
// gets the [*Error] within check's error, and otherwise its text with [CodeInputData]. A
// panic of check is answered like one of the handler. Check must not keep the request.
func (m *Method[Req, Res]) Checked(check func(*Req) error) *Method[Req, Res] {
	m.checks = check
	return m
}

// Name returns the method's name on the wire.
func (m *Method[Req, Res]) Name() string { return m.name }

// Call calls the method over client. A nil request is an empty one. The
// request is copied, so it may be used again at once.
//
// The response is never nil: after an error it is empty. The error is an
// [*Error]; errors.Is finds context.Canceled and context.DeadlineExceeded in it.
func (m *Method[Req, Res]) Call(ctx context.Context, client *Client, req *Req) (*Res, error) {
	call, in := newCallOf[Req]()
	if req != nil {
		*in = *req
	}
	call.Method, call.Request, call.kind = m.name, m.request(in), m
	if err := client.call(ctx, call); err != nil {
		return new(Res), err
	}
	res, ok := any(call.Response).(*Res)
	if !ok || res == nil {
		return new(Res), &Error{
			Message: fmt.Sprintf("%s was answered with a %T", m.name, call.Response),
			Type:    ClientError, Code: CodeInternal,
		}
	}
	return res, nil
}

// Handle makes handler answer the method's calls on server. A nil response
// without an error is an empty one. The response is copied, so a handler may
// return the same one again.
//
// Handle panics if the server has the method already, as that is a mistake in
// the program.
func (m *Method[Req, Res]) Handle(server *Server, handler func(context.Context, *Req) (*Res, error)) {
	server.register(&endpoint{
		name:  m.name,
		kind:  m,
		check: m.checkRequest(),
		handle: func(ctx context.Context, call *Call) error {
			req, ok := any(call.Request).(*Req)
			if !ok {
				return fmt.Errorf("%s was called with a %T", m.name, call.Request)
			}
			res, err := handler(ctx, req)
			if err != nil {
				return err
			}
			out, ok := any(call.room).(*Res)
			if call.room = nil; !ok { // an interceptor carries the call out again
				out = new(Res)
			}
			if res != nil {
				*out = *res
			}
			call.Response = m.response(out)
			return nil
		},
	})
}

// checkRequest returns checks as servers call it, nil if there is none.
func (m *Method[Req, Res]) checkRequest() func(Request) error {
	if m.checks == nil {
		return nil
	}
	return func(req Request) error {
		v, ok := any(req).(*Req)
		if !ok {
			return fmt.Errorf("%s was called with a %T", m.name, req)
		}
		return m.checks(v)
	}
}

// A callOf is a call with its request, which is made and goes with it.
type callOf[Req any] struct {
	Call
	request Req
}

func newCallOf[Req any]() (*Call, *Req) {
	c := &callOf[Req]{}
	return &c.Call, &c.request
}

// A servedCall is a call on a server, with its request and room for the response.
type servedCall[Req, Res any] struct {
	callOf[Req]
	response Res
}

func (m *Method[Req, Res]) served() (*Call, *Req) {
	c := &servedCall[Req, Res]{}
	c.room = m.response(&c.response)
	return &c.Call, &c.request
}

func (m *Method[Req, Res]) newCall() (*Call, Request) {
	call, req := m.served()
	return call, m.request(req)
}

func (m *Method[Req, Res]) copyToCall(from Request) (*Call, Request, bool) {
	v, ok := any(from).(*Req)
	if !ok || v == nil {
		return nil, nil, false
	}
	call, req := m.served()
	*req = *v
	return call, m.request(req), true
}

func (m *Method[Req, Res]) newResponse() Response { return m.response(new(Res)) }

func (m *Method[Req, Res]) copyRequest(from Request) (Request, bool) { return copyAs(from, m.request) }

func (m *Method[Req, Res]) copyResponse(from Response) (Response, bool) {
	return copyAs(from, m.response)
}

// copyAs returns a shallow copy of the message behind from, if it is a *T.
func copyAs[T, M any](from M, as func(*T) M) (M, bool) {
	v, ok := any(from).(*T)
	if !ok || v == nil {
		var none M
		return none, false
	}
	c := *v
	return as(&c), true
}
