package runtime

import (
	"context"
	"errors"
	"fmt"
)

// An Outbound is an answer that a transport is to send.
type Outbound struct {
	// Data is the encoded [Return], in [Inbound.Buffer] or in new memory.
	Data []byte
	// Err is the error in Data, nil on success.
	Err *Error
	// Refused says that there was no call: the method is unknown, the request
	// could not be read, or the server is stopping.
	Refused bool
	// Cookie says that Data carries a cookie, so that it must not be cached.
	Cookie bool
}

// encode turns the call's answer, which is failure if that is not nil, into
// bytes. An answer that cannot be encoded is an internal error.
func (s *Server) encode(ctx context.Context, call *Call, failure *Error, in Inbound) Outbound {
	call.ret = Return{Response: call.Response}
	if failure != nil {
		call.ret = Return{Err: failure, Cookie: call.errCookie}
	}
	var data []byte
	err := s.safely(call, func() (err error) {
		if data, err = in.Codec.Append(in.Buffer, &call.ret); err == nil && !s.flows.PreSend.empty() { // a type's own marshaler may panic
			data, err = s.flows.send(withCall(ctx, call), call.Method, data, call)
		}
		return err
	})
	if err != nil {
		failure = s.fail(ctx, call, fmt.Errorf("encode the answer: %w", err))
		return s.errorOut(in.Codec, &Return{Err: failure, Cookie: call.errCookie})
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
		data, err = s.flows.send(ctx, in.Method, out.Data, nil)
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
