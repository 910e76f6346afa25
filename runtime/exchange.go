package runtime

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
)

// An endpoint is one method of a server with its handler.
type endpoint struct {
	name   string
	kind   messages
	handle CallFunc
	check  func(Request) error // says what is wrong with a request; nil if nothing can be
}

// messages makes and copies the messages of one method. It is an interface as a Call
// does not know their types.
type messages interface {
	// newCall returns a call of a server and an empty request, which is made with it.
	newCall() (*Call, Request)
	// copyToCall does so with a shallow copy of a request, if it is of the method's type.
	copyToCall(Request) (*Call, Request, bool)
	newResponse() Response
	copyRequest(Request) (Request, bool)
	copyResponse(Response) (Response, bool)
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
		err = call.endpoint.handle(ctx, call)
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
	if s.flows.PostReturn.empty() {
		return
	}
	report := func(err error) {
		s.Logger().Error("rpcgen: PostReturn failed", "method", call.Method, "error", call.scrub(err.Error()))
	}
	guard := func(node func() error) error { return s.safely(call, node) }
	s.flows.PostReturn.runAll(withCall(ctx, call), call, guard, report)
}

// fail makes what the caller may see of err the call's answer.
func (s *Server) fail(ctx context.Context, call *Call, err error) *Error {
	e := s.visible(ctx, call.Method, call, err)
	call.fail(e)
	return e
}

// visible turns an error into what the caller may see of it. An error that is
// not for the caller is logged here and nowhere else, and so is a fault of the
// server that says more than the caller learns, such as why a store is not there.
func (s *Server) visible(ctx context.Context, method string, call *Call, err error) *Error {
	level, answer, text := slog.LevelError, errInternal(), err.Error()
	e, ok := outgoing(err)
	if ok {
		if text = withheld(err); e.Type != ServerError || text == "" {
			return e
		}
		level, answer = slog.LevelWarn, e
	}
	switch {
	case !ok && errors.Is(err, context.DeadlineExceeded) && ctx.Err() != nil:
		level, answer = slog.LevelWarn, &Error{Message: "Server Timeout", Type: ServerError, Code: CodeServerTimeout}
	case errors.Is(err, context.Canceled) && ctx.Err() != nil:
		level = slog.LevelDebug // the caller has gone and reads no answer
	}
	s.Logger().Log(ctx, level, "rpcgen: call failed", "method", method, "error", call.scrub(text))
	return answer
}
