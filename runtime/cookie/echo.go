package cookie

import (
	"context"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/codec"
)

// Echo makes a server return a cookie with every response: the one that the
// handler has left, or else the request's own. No cookie stays no cookie, and
// an empty one stays an empty one. Errors carry none.
//
// A handler's cookie that is over the limits (see [codec.CheckCookie]) is
// reported to the server's log, and the client keeps the one it has.
//
// The package session does this too: a server with sessions needs no Echo.
func Echo() runtime.ServerOption {
	return func(s *runtime.Server) { s.Flows().PreReturn.Use(EchoNode(s)) }
}

// EchoNode returns the node that [Echo] adds at PreReturn, for flows that have
// more to do there. It leaves alone what an error carries.
func EchoNode(s *runtime.Server) runtime.Node[*runtime.Call] {
	return func(_ context.Context, call *runtime.Call) (*runtime.Call, error) {
		if call.Err != nil {
			return call, nil
		}
		set := call.ReturnCookie()
		if set != nil && set != call.RequestCookie() {
			err := codec.CheckCookie(set)
			if err == nil {
				return call, nil
			}
			s.Logger().Error("rpcgen: the handler's cookie is not sent", "method", call.Method, "error", err)
		}
		call.SetReturnCookie(call.RequestCookie())
		return call, nil
	}
}
