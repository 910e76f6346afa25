package runtime

import "context"

// A Transport carries a client's calls to a server. It may be used by several
// goroutines at once.
type Transport interface {
	// RoundTrip sends call.Request and makes the answer the call's own, with
	// [Call.Encode] and [Call.Decode] where it sends bytes. It returns the
	// server's error if that is the answer. It returns as soon as ctx ends.
	RoundTrip(ctx context.Context, call *Call) error
	// Origin says which server this is: scheme, host and port in a normal form.
	// Cookies are kept by it and never go to another.
	Origin() string
}
