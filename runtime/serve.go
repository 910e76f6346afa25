package runtime

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// An Inbound is a request as it arrives at a transport.
type Inbound struct {
	Method string // the name on the wire
	Codec  Codec
	Data   []byte // may be used again when Serve has returned
	Peer   string // the client's address, "" if unknown

	// Unknown is what the refusal says if there is no such method,
	// "Invalid api path: <Method>" if it is "".
	Unknown string
	// Buffer is memory that the answer may be appended to. It is the transport's own, and
	// so is what it grows into.
	Buffer []byte
	// Timeout is how long the client says it waits, 0 if it does not say. It can
	// only shorten what the server allows.
	Timeout time.Duration
	// Keeper keeps a secret at the client, nil if the transport cannot.
	Keeper Keeper
	// Header is what came beside the request, nil if nothing can.
	Header Header
}

// Serve answers a request that has arrived as bytes. It is for transports, which
// pass it a function that sends the answer; the flow PostReturn runs after that.
// It returns what send returned.
func (s *Server) Serve(ctx context.Context, in Inbound, send func(Outbound) error) error {
	if !s.running.enter() {
		return send(s.refusal(ctx, in, errStopping()))
	}
	defer s.running.leave()
	ctx = withoutCall(ctx)
	e := s.endpoint(in.Method)
	if e == nil {
		refused := errNoMethod(in.Method)
		if in.Unknown != "" {
			refused.Message = in.Unknown
		}
		return send(s.refusal(ctx, in, refused))
	}
	call, req := e.kind.newCall()
	s.begin(call, e, req, in.Peer)
	call.keeper, call.header = in.Keeper, in.Header
	if refused := s.receive(ctx, call, in); refused != nil {
		return send(s.refusal(ctx, in, refused))
	}
	err := send(s.encode(ctx, call, s.run(ctx, call, in.Timeout), in))
	s.after(ctx, call)
	return err
}

// receive reads what has arrived into the call's request and checks it. It returns why
// there can be no call.
func (s *Server) receive(ctx context.Context, call *Call, in Inbound) *Error {
	var unreadable bool
	err := s.safely(call, func() error {
		data, err := s.flows.receive(ctx, in.Method, in.Data, nil)
		if err != nil {
			return err
		}
		err = in.Codec.Decode(data, call.Request) // a type's own unmarshaler may panic
		unreadable = err != nil
		return err
	})
	switch {
	case err == nil:
		return s.check(ctx, call)
	case unreadable:
		return inputError(err)
	}
	return s.visible(ctx, in.Method, call, err)
}

// check returns why the call's request is refused by the method's own check, nil if it
// is not. There is no call yet: a request that is refused costs no session.
func (s *Server) check(ctx context.Context, call *Call) *Error {
	if call.endpoint.check == nil {
		return nil
	}
	var refused error
	err := s.safely(call, func() error {
		refused = call.endpoint.check(call.Request)
		return nil
	})
	var own *Error
	switch {
	case err != nil: // it panicked
		return s.visible(ctx, call.Method, call, err)
	case refused == nil:
		return nil
	case errors.As(refused, &own):
		return s.visible(ctx, call.Method, call, refused)
	}
	return &Error{Message: refused.Error(), Type: ServerError, Code: CodeInputData}
}

// ServeCall answers a request that is at hand as a value, as it is in the same
// program: the request and the response are copied (the structs and their
// cookies, not what else they point to). It is for transports. The Return's
// Response is a [Response] of the method's type. A header, of which there is one at
// most, is what came beside the request.
func (s *Server) ServeCall(ctx context.Context, method string, req Request, peer string, header ...Header) *Return {
	if !s.running.enter() {
		return &Return{Err: errStopping()}
	}
	defer s.running.leave()
	e := s.endpoint(method)
	if e == nil {
		return &Return{Err: errNoMethod(method)}
	}
	call, own, ok := e.kind.copyToCall(req)
	if !ok {
		return &Return{Err: &Error{Message: fmt.Sprintf("%s cannot take a %T", method, req), Type: ServerError, Code: CodeInputData}}
	}
	own.requestBase().Cookie = own.requestBase().Cookie.Clone()
	s.begin(call, e, own, peer)
	if len(header) > 0 {
		call.header = header[0]
	}
	if refused := s.check(ctx, call); refused != nil {
		return &Return{Err: refused}
	}
	failure := s.run(ctx, call, 0)
	defer s.after(ctx, call)
	if failure != nil {
		call.ret = Return{Err: failure, Cookie: call.errCookie.Clone()}
		return &call.ret
	}
	res, ok := e.kind.copyResponse(call.Response)
	if !ok {
		return &Return{Err: s.fail(ctx, call, fmt.Errorf("answered with a %T", call.Response))}
	}
	res.responseBase().Cookie = res.responseBase().Cookie.Clone()
	call.ret = Return{Response: res}
	return &call.ret
}

func (s *Server) begin(call *Call, e *endpoint, req Request, peer string) {
	call.Method, call.Request, call.Peer = e.name, req, peer
	call.kind, call.flows, call.endpoint = e.kind, &s.flows, e
	call.cookie.call = call
}

// run carries out a call. Afterwards call.Response is set, or call.Err, which is
// then the error it returns: one that the caller may see.
func (s *Server) run(ctx context.Context, call *Call, timeout time.Duration) *Error {
	if timeout <= 0 || s.timeout > 0 && s.timeout < timeout {
		timeout = s.timeout
	}
	within := call.during(ctx)
	if timeout > 0 {
		within.within(timeout)
		defer within.end()
	}
	call.arrived = sessionID(call.RequestCookie())
	err := s.safely(call, func() error { return s.invoke(within, call) })
	if err == nil && call.Response == nil {
		err = errors.New("the call ended without an answer")
	}
	if err == nil {
		call.Err = nil
		return nil
	}
	return s.fail(within, call, err)
}
