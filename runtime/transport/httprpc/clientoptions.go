package httprpc

import (
	"net/http"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/cookie"
)

// A ClientOption sets up a client; see [NewClient].
type ClientOption func(*clientOptions)

type clientOptions struct {
	jar         cookie.Jar
	http        *http.Client
	plaintext   bool
	maxResponse int64
	binder      bool
	options     []runtime.ClientOption
}

// WithJar keeps cookies in jar, and nowhere if it is nil. Without this option the client
// has a memory jar of its own.
func WithJar(jar cookie.Jar) ClientOption {
	return func(o *clientOptions) { o.jar = jar }
}

// WithHTTPClient sends over a copy of client: its transport and its timeout hold,
// its cookie jar and its redirects do not.
func WithHTTPClient(client *http.Client) ClientOption {
	return func(o *clientOptions) { o.http = client }
}

// AllowPlaintext lets the client send session ids over plain HTTP to other
// machines. Whoever can listen on the way can then use the session. It is for
// networks where TLS is done by something else.
func AllowPlaintext() ClientOption {
	return func(o *clientOptions) { o.plaintext = true }
}

// WithMaxResponse sets how many bytes an answer may have, [DefaultMaxResponse]
// if absent.
func WithMaxResponse(bytes int64) ClientOption {
	return func(o *clientOptions) { o.maxResponse = bytes }
}

// KeepBinder keeps the cookie __Host-rb of a server with [WithBinder], as a browser
// would, and sends it with the calls of this client. It stays in memory: a session
// that is bound ends for a program that ends, even if its jar is a file. It goes
// where session ids may go, see [AllowPlaintext]. In a browser, the browser keeps it.
//
// Without this option the client knows no HTTP cookies, and each call that uses a
// bound session finds that it has ended.
func KeepBinder() ClientOption {
	return func(o *clientOptions) { o.binder = true }
}

// With sets up the [runtime.Client].
func With(opts ...runtime.ClientOption) ClientOption {
	return func(o *clientOptions) { o.options = append(o.options, opts...) }
}
