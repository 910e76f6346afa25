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

// Name returns the method's name on the wire.
func (m *Method[Req, Res]) Name() string { return m.name }

// Call calls the method over client. A nil request is an empty one. The
// request is copied, so it may be used again at once.
//
// The response is never nil: after an error it is empty. The error is an
// [*Error]; errors.Is finds context.Canceled and context.DeadlineExceeded in it.
func (m *Method[Req, Res]) Call(ctx context.Context, client *Client, req *Req) (*Res, error) {
	in := new(Req)
	if req != nil {
		*in = *req
	}
	call := &Call{
		Method:      m.name,
		Request:     m.request(in),
		newResponse: func() Response { return m.response(new(Res)) },
	}
	call.copyRequest = func() Request {
		if own, ok := copyAs(call.Request, m.request); ok {
			return own
		}
		return call.Request // an interceptor's own idea of a request
	}
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
		name:        m.name,
		newRequest:  func() Request { return m.request(new(Req)) },
		newResponse: func() Response { return m.response(new(Res)) },
		copyRequest: func(from Request) (Request, bool) { return copyAs(from, m.request) },
		copyResponse: func(from Response) (Response, bool) {
			return copyAs(from, m.response)
		},
		handle: func(ctx context.Context, call *Call) error {
			req, ok := any(call.Request).(*Req)
			if !ok {
				return fmt.Errorf("%s was called with a %T", m.name, call.Request)
			}
			res, err := handler(ctx, req)
			if err != nil {
				return err
			}
			out := new(Res)
			if res != nil {
				*out = *res
			}
			call.Response = m.response(out)
			return nil
		},
	})
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
