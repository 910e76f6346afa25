package runtime

import "context"

// A CallFunc carries out a call: it leaves the answer in [Call.Response], or
// returns an error.
type CallFunc func(ctx context.Context, call *Call) error

// An Interceptor wraps whole calls, on a client or on a server: it may look at
// a call before and after, carry it out again, or answer it itself. The flows
// PreCall and PreReturn are inside. It is called once, when the client or server is made, and what it
// returns must be ready for several calls at once.
type Interceptor func(next CallFunc) CallFunc

// chain wraps last in the interceptors, the first one outermost.
func chain(interceptors []Interceptor, last CallFunc) CallFunc {
	for i := len(interceptors) - 1; i >= 0; i-- {
		last = interceptors[i](last)
	}
	return last
}
