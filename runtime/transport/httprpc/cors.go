package httprpc

import (
	"net/http"
	"slices"
	"strconv"
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
		if origin := r.Header.Get("Origin"); slices.Contains(h.options.origins, origin) {
			w.Header().Set("Access-Control-Allow-Origin", origin)
		}
	}
}

// preflight answers the question whether a page may call. POST needs no
// permission of its own.
func (h *Handler) preflight(w http.ResponseWriter, r *http.Request) {
	if w.Header().Get("Access-Control-Allow-Origin") != "" {
		w.Header().Set("Access-Control-Allow-Headers", "Content-Type, "+timeoutHeader)
		w.Header().Set("Access-Control-Max-Age", strconv.Itoa(int(PreflightMaxAge.Seconds())))
	} else if r.Header.Get("Origin") != "" {
		refuse(http.StatusForbidden, "FORBIDDEN", "pages of this origin may not call this server").write(w)
		return
	}
	w.Header().Set("Content-Length", "0")
	w.WriteHeader(http.StatusOK)
}
