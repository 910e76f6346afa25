package httprpc

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/rpcgen/rpcgen/runtime"
)

// allowOrigin tells a browser that the page may read the answer, if its origin
// is on the list (https://fetch.spec.whatwg.org/#http-cors-protocol). Without a
// list there are no such headers.
func (h *Handler) allowOrigin(w http.ResponseWriter, r *http.Request) {
	switch {
	case h.options.anyOrigin:
		w.Header().Set("Access-Control-Allow-Origin", "*")
	case len(h.options.origins) > 0:
		w.Header().Add("Vary", "Origin")
		if origin := r.Header.Get("Origin"); h.listed(origin) {
			w.Header().Set("Access-Control-Allow-Origin", origin)
			if h.options.binder {
				w.Header().Set("Access-Control-Allow-Credentials", "true")
			}
		}
	}
}

func (h *Handler) listed(origin string) bool { return slices.Contains(h.options.origins, origin) }

// mayCall reports whether the page that a request comes from, if any, may call:
// it is the server's own or on the list, which the guard knows. The guard lets
// every OPTIONS pass; see preflight.
func (h *Handler) mayCall(r *http.Request) bool {
	if h.options.anyOrigin {
		return r.Header.Get("Origin") != "null" // a sandbox or a file: it can be anybody
	}
	return h.guard.Check(r) == nil
}

// allowedHeaders are those that a page may send beside what every page may.
func (h *Handler) allowedHeaders() string {
	if h.options.gzip {
		return "Content-Type, Content-Encoding, " + timeoutHeader
	}
	return "Content-Type, " + timeoutHeader
}

// refuseOrigin also says what to do for the server's own pages, behind a proxy that
// puts another Host into the requests.
func refuseOrigin() *refusal {
	return refuse(http.StatusForbidden, runtime.CodeForbidden,
		"pages of this origin may not call this server; see httprpc.AllowOrigins, or let the proxy pass on the Host")
}

// preflight answers the question whether a page may call. POST needs no
// permission of its own.
func (h *Handler) preflight(w http.ResponseWriter, r *http.Request) {
	origin := r.Header.Get("Origin")
	header := w.Header()
	switch {
	case h.options.anyOrigin || h.listed(origin):
		header.Set("Access-Control-Allow-Headers", h.allowedHeaders())
		header.Set("Access-Control-Max-Age", strconv.Itoa(int(PreflightMaxAge.Seconds())))
	case origin != "":
		refuseOrigin().write(w)
		return
	}
	header.Set("Allow", allowedMethods)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Content-Length", "0")
	w.WriteHeader(http.StatusOK) // and not 204, as TSRPC
}
