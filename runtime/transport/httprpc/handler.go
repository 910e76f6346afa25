package httprpc

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/codec"
)

// A Handler answers calls over HTTP. It may be mounted in a mux; the prefix is
// then that of the whole path.
//
// As in TSRPC, the status is 200 for a response, for an error of type ApiError,
// and for a request that the server cannot read (INPUT_DATA_ERR); 500 for any
// other error of a call. Where HTTP itself has the word it is used: 403 for an
// origin that may not call and for a plain connection where TLS is required, 405
// for a method that is not POST, 413 for a body over the limit, 415 for one that
// is not JSON, 503 while the server stops. Every answer has a JSON body.
type Handler struct {
	server  *runtime.Server
	options handlerOptions
	guard   *http.CrossOriginProtection
}

// NewHandler returns a handler for the methods of server. An origin or a prefix
// that cannot be is an error.
func NewHandler(server *runtime.Server, opts ...HandlerOption) (*Handler, error) {
	h := &Handler{server: server, options: handlerOptions{prefix: "/"}, guard: http.NewCrossOriginProtection()}
	for _, opt := range opts {
		if err := opt(&h.options); err != nil {
			return nil, err
		}
	}
	for _, origin := range h.options.origins {
		if err := h.guard.AddTrustedOrigin(origin); err != nil {
			return nil, err
		}
	}
	if h.options.anyOrigin {
		server.Logger().Warn("rpcgen: pages of every origin may call this server")
	}
	return h, nil
}

// ServeHTTP implements [http.Handler].
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.allowOrigin(w, r)
	if refusal := h.check(r); refusal != nil {
		refusal.write(w)
		return
	}
	if r.Method == http.MethodOptions {
		h.preflight(w, r)
		return
	}
	name, ok := h.name(r)
	if !ok || !h.server.Has(name) {
		refuse(http.StatusOK, runtime.CodeInputData, "Invalid URL path: "+r.URL.Path).write(w)
		return
	}
	body, refusal := h.read(w, r, name)
	if refusal != nil {
		refusal.write(w)
		return
	}
	ctx, cancel := h.deadline(r)
	defer cancel()
	in := runtime.Inbound{Method: name, Codec: codec.JSON, Data: body, Peer: h.peer(r)}
	err := h.server.Serve(ctx, in, func(out runtime.Outbound) error { return answer(w, out) })
	if err != nil {
		// The client has gone. The call was carried out and there is nobody to tell.
		h.server.Logger().DebugContext(ctx, "rpcgen: send an answer", "method", name, "error", err)
	}
}

// check refuses what HTTP itself can tell to be wrong.
func (h *Handler) check(r *http.Request) *refusal {
	switch {
	case h.options.requireTLS && !h.secure(r):
		return refuse(http.StatusForbidden, runtime.CodeForbidden, "this server answers over TLS only")
	case !h.options.anyOrigin && h.guard.Check(r) != nil:
		return refuse(http.StatusForbidden, runtime.CodeForbidden, "pages of this origin may not call this server")
	case r.Method == http.MethodOptions:
		return nil
	case r.Method != http.MethodPost:
		return refuse(http.StatusMethodNotAllowed, runtime.CodeInputData, "calls are POST requests")
	case !strings.Contains(strings.ToLower(r.Header.Get("Content-Type")), "application/json"):
		return refuse(http.StatusUnsupportedMediaType, runtime.CodeInputData, "the Content-Type must be application/json")
	case !identity(r.Header.Values("Content-Encoding")):
		return refuse(http.StatusUnsupportedMediaType, runtime.CodeInputData, "the body must not be compressed")
	}
	return nil
}

func identity(encodings []string) bool {
	for _, e := range encodings {
		if e != "" && !strings.EqualFold(strings.TrimSpace(e), "identity") {
			return false
		}
	}
	return true
}

// name returns the method that the path names: what follows the prefix, to the
// letter (tsrpc-wire 2.2). ok is false for a path without the prefix, and for a
// message (?type=msg), as there are none.
func (h *Handler) name(r *http.Request) (name string, ok bool) {
	for item := range strings.SplitSeq(r.URL.RawQuery, "&") {
		if item == "type=msg" {
			return "", false
		}
	}
	return strings.CutPrefix(r.URL.EscapedPath(), h.options.prefix)
}

// read returns the body, which has no more bytes than the method allows.
func (h *Handler) read(w http.ResponseWriter, r *http.Request, name string) ([]byte, *refusal) {
	limit := h.server.MaxRequest(name)
	tooLarge := refuse(http.StatusRequestEntityTooLarge, runtime.CodeTooLarge,
		"the request has more than "+strconv.FormatInt(limit, 10)+" bytes")
	if r.ContentLength > limit {
		w.Header().Set("Connection", "close") // the body stays unread
		return nil, tooLarge
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &over):
		return nil, tooLarge
	case err != nil:
		return nil, refuse(http.StatusBadRequest, runtime.CodeLostConn, "the request broke off")
	}
	return body, nil
}

// deadline returns the request's context, which ends when the client goes away,
// with the time that the client says it waits. Nonsense there is ignored: it
// can only shorten the call.
func (h *Handler) deadline(r *http.Request) (context.Context, context.CancelFunc) {
	ms, err := strconv.ParseInt(r.Header.Get(timeoutHeader), 10, 32)
	if err != nil || ms <= 0 {
		return r.Context(), func() {}
	}
	return context.WithTimeout(r.Context(), time.Duration(ms)*time.Millisecond)
}

// peer returns the client's address without the port.
func (h *Handler) peer(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	if h.options.trusts(host) {
		if first, _, _ := strings.Cut(r.Header.Get("X-Forwarded-For"), ","); strings.TrimSpace(first) != "" {
			return strings.TrimSpace(first)
		}
	}
	return strings.TrimPrefix(host, "::ffff:")
}

// secure reports whether the client is behind TLS.
func (h *Handler) secure(r *http.Request) bool {
	if r.TLS != nil {
		return true
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	return err == nil && h.options.trusts(host) && strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https")
}
