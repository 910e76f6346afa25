package httprpc

import (
	"net/http"

	"github.com/rpcgen/rpcgen/runtime"
)

// binderCookie is the HTTP cookie that holds the client's half of a bound session.
// Browsers take a name that begins with __Host- only over TLS, for the whole host
// and for no other.
const binderCookie = "__Host-rb"

// WithBinder keeps the half of a bound session at the client, in an HTTP cookie
// that scripts cannot read (sessions 2.3). It is for servers whose sessions have
// session.WithBinder. The cookie, __Host-rb, is the only one that is ever read or
// set; it is nothing without the session id, which stays in the body, and a request
// with two of that name has none.
//
// Calls have to come over TLS then, directly or through [TrustProxies], and are
// refused with 403 otherwise, as with [RequireTLS]. Calls to this machine's own
// names that arrive on a loopback address pass, for development: browsers, except
// Safari, take such cookies from http://localhost.
//
// Pages of the origins in [AllowOrigins] may send the cookie (their requests need
// credentials: "include"), so "*" cannot go with this option. Browsers send it to
// the same site only: a page of https://www.example.com has its cookie at
// https://api.example.com, one of another site has none, and its sessions end with
// each call. Scripts of the server's own origin need nothing. A client in Go
// needs [KeepBinder].
func WithBinder() HandlerOption {
	return func(o *handlerOptions) error { o.binder = true; return nil }
}

// keepsSecrets reports whether a browser takes the cookie over this connection.
func (h *Handler) keepsSecrets(r *http.Request) bool {
	return h.secure(r) || onLoopback(r) && loopbackName(hostName(r.Host))
}

// A keeper is the cookie of one call; see [runtime.Keeper].
type keeper struct{ kept, keep string }

var _ runtime.Keeper = (*keeper)(nil)

// keeper returns what keeps secrets for a call, nil if nothing does.
func (h *Handler) keeper(r *http.Request) *keeper {
	if !h.options.binder {
		return nil
	}
	k := &keeper{}
	if cookies := r.CookiesNamed(binderCookie); len(cookies) == 1 && !cookies[0].Quoted {
		k.kept = cookies[0].Value
	}
	return k
}

func (k *keeper) Kept() string       { return k.kept }
func (k *keeper) Keep(secret string) { k.keep = secret }

// write puts the secret, if there is a new one, into an answer.
func (k *keeper) write(w http.ResponseWriter) {
	if k == nil || k.keep == "" {
		return
	}
	http.SetCookie(w, &http.Cookie{
		Name: binderCookie, Value: k.keep, Path: "/", MaxAge: int(BinderMaxAge.Seconds()),
		Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	})
	w.Header().Set("Cache-Control", "no-store")
}
