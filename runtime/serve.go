package runtime

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"
)

// An endpoint is one method of a server with its handler.
type endpoint struct {
	name         string
	newRequest   func() Request
	newResponse  func() Response
	copyRequest  func(Request) (Request, bool)
	copyResponse func(Response) (Response, bool)
	handle       CallFunc
}

type endpointKey struct{}

// An Inbound is a request as it arrives at a transport.
type Inbound struct {
	Method string // the name on the wire
	Codec  Codec
	Data   []byte
	Peer   string // the client's address, "" if unknown

	// Unknown is what the refusal says if there is no such method,
	// "Invalid api path: <Method>" if it is "".
	Unknown string
	// Timeout is how long the client says it waits, 0 if it does not say. It can
	// only shorten what the server allows.
	Timeout time.Duration
}

// An Outbound is an answer that a transport is to send.
type Outbound struct {
	// Data is the encoded [Return].
	Data []byte
	// Err is the error in Data, nil on success.
	Err *Error
	// Refused says that there was no call: the method is unknown, the request
	// could not be read, or the server is stopping.
	Refused bool
	// Cookie says that Data carries a cookie, so that it must not be cached.
	Cookie bool
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
	call := s.begin(e, e.newRequest(), in.Peer)
	if refused := s.receive(ctx, call, in); refused != nil {
		return send(s.refusal(ctx, in, refused))
	}
	out := s.encode(ctx, call, s.run(ctx, e, call, in.Timeout), in.Codec)
	err := send(out)
	s.after(ctx, call)
	return err
}

// receive reads what has arrived into the call's request. It returns why that
// cannot be done.
func (s *Server) receive(ctx context.Context, call *Call, in Inbound) *Error {
	var unreadable bool
	err := s.safely(call, func() error {
		data, err := s.flows.PreReceive.Run(ctx, &Data{Method: in.Method, Bytes: in.Data})
		if err != nil && !errors.Is(err, ErrStop) {
			return err
		}
		err = in.Codec.Decode(data.Bytes, call.Request) // a type's own unmarshaler may panic
		unreadable = err != nil
		return err
	})
	switch {
	case err == nil:
		return nil
	case unreadable:
		return inputError(err)
	}
	return s.visible(ctx, in.Method, call, err)
}

// ServeCall answers a request that is at hand as a value, as it is in the same
// program: the request and the response are copied (the structs and their
// cookies, not what else they point to). It is for transports. The Return's
// Response is a [Response] of the method's type.
func (s *Server) ServeCall(ctx context.Context, method string, req Request, peer string) *Return {
	if !s.running.enter() {
		return &Return{Err: errStopping()}
	}
	defer s.running.leave()
	e := s.endpoint(method)
	if e == nil {
		return &Return{Err: errNoMethod(method)}
	}
	own, ok := e.copyRequest(req)
	if !ok {
		return &Return{Err: &Error{Message: fmt.Sprintf("%s cannot take a %T", method, req), Type: ServerError, Code: CodeInputData}}
	}
	own.requestBase().Cookie = own.requestBase().Cookie.Clone()
	call := s.begin(e, own, peer)
	failure := s.run(ctx, e, call, 0)
	defer s.after(ctx, call)
	if failure != nil {
		return &Return{Err: failure, Cookie: call.errCookie.Clone()}
	}
	res, ok := e.copyResponse(call.Response)
	if !ok {
		return &Return{Err: s.fail(ctx, call, fmt.Errorf("answered with a %T", call.Response))}
	}
	res.responseBase().Cookie = res.responseBase().Cookie.Clone()
	return &Return{Response: res}
}

func (s *Server) begin(e *endpoint, req Request, peer string) *Call {
	call := &Call{Method: e.name, Request: req, Peer: peer, newResponse: e.newResponse, flows: &s.flows}
	call.cookie.sent = call.RequestCookie
	return call
}

// run carries out a call. Afterwards call.Response is set, or call.Err, which is
// then the error it returns: one that the caller may see.
func (s *Server) run(ctx context.Context, e *endpoint, call *Call, timeout time.Duration) *Error {
	if timeout <= 0 || s.timeout > 0 && s.timeout < timeout {
		timeout = s.timeout
	}
	if timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, timeout)
		defer cancel()
	}
	call.SetValue(endpointKey{}, e)
	call.arrived = sessionID(call.RequestCookie())
	err := s.safely(call, func() error { return s.invoke(withCall(ctx, call), call) })
	if err == nil && call.Response == nil {
		err = errors.New("the call ended without an answer")
	}
	if err == nil {
		call.Err = nil
		return nil
	}
	return s.fail(ctx, call, err)
}

// fail makes what the caller may see of err the call's answer.
func (s *Server) fail(ctx context.Context, call *Call, err error) *Error {
	e := s.visible(ctx, call.Method, call, err)
	call.fail(e)
	return e
}

// exchange is the innermost step of a call: flows and handler.
func (s *Server) exchange(ctx context.Context, call *Call) error {
	call.Response, call.Err, call.errCookie = nil, nil, nil
	call.cookie.reset() // an interceptor may carry the call out again
	err := s.safely(call, func() error { return s.handle(ctx, call) })
	if err != nil {
		call.fail(err)
	}
	err = s.safely(call, func() error {
		_, err := s.flows.PreReturn.Run(ctx, call)
		return err
	})
	if err != nil && !errors.Is(err, ErrStop) {
		call.fail(err)
	}
	return call.Err
}

// handle runs PreCall and the handler.
func (s *Server) handle(ctx context.Context, call *Call) error {
	_, err := s.flows.PreCall.Run(ctx, call)
	switch {
	case err == nil:
		e := call.Value(endpointKey{}).(*endpoint)
		err = e.handle(ctx, call)
	case errors.Is(err, ErrStop) && call.Response != nil:
		err = nil // answered by the node
	case errors.Is(err, ErrStop):
		err = errors.New("a PreCall node stopped the call without an answer")
	}
	if err != nil {
		return err
	}
	if call.ReturnCookie() == nil {
		call.SetReturnCookie(call.cookie.result())
	}
	return nil
}

// safely turns a panic into an error that the caller sees as an internal one.
func (s *Server) safely(call *Call, f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			var method string // none if no call exists yet
			if call != nil {
				method = call.Method
			}
			s.Logger().Error("rpcgen: panic in a call", "method", method,
				"panic", call.scrub(fmt.Sprint(r)), "stack", call.scrub(string(debug.Stack())))
			err = errInternal()
		}
	}()
	return f()
}

// after runs PostReturn.
func (s *Server) after(ctx context.Context, call *Call) {
	report := func(err error) {
		s.Logger().Error("rpcgen: PostReturn failed", "method", call.Method, "error", call.scrub(err.Error()))
	}
	guard := func(node func() error) error { return s.safely(call, node) }
	s.flows.PostReturn.runAll(withCall(ctx, call), call, guard, report)
}

// visible turns an error into what the caller may see of it. An error that is
// not for the caller is logged here and nowhere else.
func (s *Server) visible(ctx context.Context, method string, call *Call, err error) *Error {
	if e, ok := outgoing(err); ok {
		return e
	}
	level, answer := slog.LevelError, errInternal()
	switch {
	case errors.Is(err, context.DeadlineExceeded) && ctx.Err() != nil:
		level, answer = slog.LevelWarn, &Error{Message: "Server Timeout", Type: ServerError, Code: CodeServerTimeout}
	case errors.Is(err, context.Canceled) && ctx.Err() != nil:
		level = slog.LevelDebug // the caller has gone and reads no answer
	}
	s.Logger().Log(ctx, level, "rpcgen: call failed", "method", method, "error", call.scrub(err.Error()))
	return answer
}

// encode turns the call's answer, which is failure if that is not nil, into
// bytes. An answer that cannot be encoded is an internal error.
func (s *Server) encode(ctx context.Context, call *Call, failure *Error, codec Codec) Outbound {
	ret := Return{Response: call.Response}
	if failure != nil {
		ret = Return{Err: failure, Cookie: call.errCookie}
	}
	var data []byte
	err := s.safely(call, func() (err error) {
		if data, err = codec.Append(nil, &ret); err == nil { // a type's own marshaler may panic
			data, err = send(withCall(ctx, call), &s.flows, &Data{Method: call.Method, Bytes: data, Call: call})
		}
		return err
	})
	if err != nil {
		failure = s.fail(ctx, call, fmt.Errorf("encode the answer: %w", err))
		return s.errorOut(codec, &Return{Err: failure, Cookie: call.errCookie})
	}
	return Outbound{Data: data, Err: failure, Cookie: call.ReturnCookie() != nil}
}

// refusal is the answer where there is no call. It goes through PreSend like any
// other, so that the client's PreReceive can read it.
func (s *Server) refusal(ctx context.Context, in Inbound, err *Error) Outbound {
	out := s.errorOut(in.Codec, &Return{Err: err})
	out.Refused = true
	var data []byte
	failed := s.safely(nil, func() (err error) {
		data, err = send(ctx, &s.flows, &Data{Method: in.Method, Bytes: out.Data})
		return err
	})
	if failed != nil {
		_ = s.visible(ctx, in.Method, nil, fmt.Errorf("send a refusal: %w", failed))
		return out
	}
	out.Data = data
	return out
}

// errorOut encodes an error. One that cannot be encoded becomes an internal error.
func (s *Server) errorOut(codec Codec, ret *Return) Outbound {
	data, err := codec.Append(nil, ret)
	if err != nil { // it is in the error's own Data
		s.Logger().Error("rpcgen: encode an error", "error", err)
		ret = &Return{Err: errInternal()}
		data, _ = codec.Append(nil, ret) // which holds nothing but texts
	}
	return Outbound{Data: data, Err: ret.Err, Cookie: ret.Cookie != nil}
}

func errStopping() *Error {
	return &Error{Message: "the server is stopping", Type: ServerError, Code: CodeUnavailable}
}

func errNoMethod(name string) *Error {
	return &Error{Message: "Invalid api path: " + name, Type: ServerError, Code: CodeInputData}
}

// inputError is the refusal of a request that the codec could not read.
func inputError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Message: err.Error(), Type: ServerError, Code: CodeInputData}
}
