package httprpc

import (
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/codec"
	"github.com/rpcgen/rpcgen/runtime/internal/buffers"
)

// A Handler answers calls over HTTP. It may be mounted in a mux; the prefix is
// then that of the whole path.
//
// The name in the path is matched to the letter: no other case, no slash at the
// end, nothing percent-encoded that need not be. Of the query only type=msg counts,
// which asks for a message.
//
// As in TSRPC, the status is 200 for a response, for an error of type ApiError,
// and for a request that the server cannot read (INPUT_DATA_ERR); 500 for any
// other error of a call. Where HTTP itself has the word it is used: 403 for an
// origin that may not call, for a host that is not the server's (see [AllowHosts])
// and for a plain connection where TLS is required, 405
// for a method that is not POST, 413 for a body over the limit, 415 for one that
// is not JSON or is compressed, 400 and 408 for one that breaks off, 503 while the server stops. Every answer has a JSON body.
type Handler struct {
	server  *runtime.Server
	options handlerOptions
	guard   *http.CrossOriginProtection
	unknown sync.Once // for reporting a host that is refused
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
	if h.options.anyOrigin && h.options.binder {
		return nil, errors.New("httprpc: the pages of every origin cannot be given credentials: name those that WithBinder is for")
	}
	if h.options.anyOrigin {
		server.Logger().Warn("rpcgen: pages of every origin may call this server")
	}
	return h, nil
}

// ServeHTTP implements [http.Handler].
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.allowOrigin(w, r)
	h.announceTLS(w, r)
	if refusal := h.check(r); refusal != nil {
		refusal.write(w)
		return
	}
	if r.Method == http.MethodOptions {
		h.preflight(w, r)
		return
	}
	arrived, sent := buffers.Get(), buffers.Get()
	in := runtime.Inbound{Codec: codec.JSON, Buffer: sent.Bytes, Peer: h.peer(r), Timeout: timeout(r), Header: fields(r.Header)}
	name, ok := h.name(r)
	if ok {
		var refusal *refusal
		if in.Data, refusal = h.read(w, r, name, arrived.Bytes); refusal != nil {
			refusal.write(w)
			return
		}
		in.Method = name
	} else {
		in.Unknown = "Invalid URL path: " + clip(r.URL.EscapedPath())
	}
	ctx, clearing := withClear(r.Context())
	kept := h.keeper(r)
	if kept != nil {
		in.Keeper = kept
	}
	var data []byte
	err := h.server.Serve(ctx, in, func(out runtime.Outbound) error {
		data = out.Data
		if clearing.Load() {
			w.Header()["Clear-Site-Data"] = clearStorage
		}
		kept.write(w)
		return answer(w, out)
	})
	arrived.Put(in.Data)
	if err != nil {
		// The client has gone. The call was carried out and there is nobody to tell.
		h.server.Logger().DebugContext(r.Context(), "rpcgen: send an answer", "method", name, "error", err)
		return // and net/http may still be about to write the answer: nobody else gets its memory
	}
	sent.Put(data)
}

// check refuses what HTTP itself can tell to be wrong.
func (h *Handler) check(r *http.Request) *refusal {
	switch {
	case !h.knownHost(r):
		return h.refuseHost(r)
	case h.options.requireTLS && !h.secure(r), h.options.binder && !h.keepsSecrets(r):
		return refuse(http.StatusForbidden, runtime.CodeForbidden, "this server answers over TLS only; if a proxy does the TLS, see httprpc.TrustProxies")
	case !h.mayCall(r):
		return refuseOrigin()
	case r.Method == http.MethodOptions:
		return nil
	case r.Method != http.MethodPost:
		return refuse(http.StatusMethodNotAllowed, runtime.CodeInputData, "calls are POST requests")
	case !isJSON(r.Header.Values("Content-Type")):
		return refuse(http.StatusUnsupportedMediaType, runtime.CodeInputData, "the Content-Type must be application/json")
	case !identity(r.Header.Values("Content-Encoding")) && !h.compressed(r):
		return h.refuseEncoding()
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

// isJSON decides as TSRPC does (tsrpc-wire 2.1), but for the types that a page
// may send to any site without asking: "text/plain; application/json" is text.
func isJSON(types []string) bool {
	if len(types) != 1 {
		return false
	}
	if types[0] == jsonType[0] { // most are
		return true
	}
	t := strings.ToLower(strings.TrimSpace(types[0]))
	for _, simple := range []string{"text/plain", "multipart/form-data", "application/x-www-form-urlencoded"} {
		if strings.HasPrefix(t, simple) {
			return false
		}
	}
	return strings.Contains(t, "application/json")
}

// name returns the method that the path names: what follows the prefix, to the
// letter (tsrpc-wire 2.2). ok is false if there is no such method, and for a
// message (?type=msg), as there are none.
func (h *Handler) name(r *http.Request) (name string, ok bool) {
	if r.URL.RawQuery != "" && slices.Contains(strings.Split(r.URL.RawQuery, "&"), "type=msg") {
		return "", false
	}
	name, ok = strings.CutPrefix(r.URL.EscapedPath(), h.options.prefix)
	if !ok || h.server.Has(name) {
		return name, ok
	}
	// A name with letters that no URL can hold, such as "Größe", has one way to be written.
	if plain, err := url.PathUnescape(name); err == nil && escapeName(plain) == name {
		return plain, h.server.Has(plain)
	}
	return "", false
}

// escapeName returns a method's name as it stands in a URL.
func escapeName(name string) string { return (&url.URL{Path: "/" + name}).EscapedPath()[1:] }

// clip shortens what a stranger has sent, for an error text.
func clip(s string) string {
	const most = 200
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// read returns the body, which has no more bytes than the method allows. It is appended
// to buf, or new memory.
func (h *Handler) read(w http.ResponseWriter, r *http.Request, name string, buf []byte) ([]byte, *refusal) {
	limit := h.server.MaxRequest(name)
	if r.ContentLength > limit {
		return nil, tooLarge(limit) // net/http closes the connection if the rest is long
	}
	in, most := io.Reader(r.Body), limit
	if r.ContentLength < 0 || r.ContentLength >= firstRead {
		in, most = http.MaxBytesReader(w, r.Body, limit), math.MaxInt64 // it also closes the connection
	}
	body, err := readAll(buf, in, r.ContentLength, most)
	switch {
	case err != nil:
		return nil, unread(err, limit)
	case int64(len(body)) > limit: // a middleware's body, which is longer than net/http says
		return nil, tooLarge(limit)
	case h.compressed(r):
		return gunzip(body, limit)
	}
	return body, nil
}

// unread is the refusal of a request that could not be read.
func unread(err error, limit int64) *refusal {
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &over):
		return tooLarge(limit)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return refuse(http.StatusRequestTimeout, runtime.CodeTimeout, "the request took too long to arrive")
	}
	return refuse(http.StatusBadRequest, runtime.CodeLostConn, "the request broke off")
}

func tooLarge(limit int64) *refusal {
	return refuse(http.StatusRequestEntityTooLarge, runtime.CodeTooLarge, fmt.Sprintf("the request has more than %d bytes", limit))
}

// firstRead is what is set aside for a message before any of it has arrived.
const firstRead = 64 << 10

// readAll appends to data, which is empty, a message that says it has length bytes, -1 if
// it does not say. It stops when there are more than most bytes.
func readAll(data []byte, r io.Reader, length, most int64) ([]byte, error) {
	size := int64(512)
	if length >= 0 {
		size = min(length+1, firstRead) // and one to see the end in the first read
	}
	if int64(cap(data)) < size {
		data = make([]byte, 0, size)
	}
	for int64(len(data)) <= most {
		n, err := r.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		if err == io.EOF {
			return data, nil
		}
		if err != nil {
			return data, err
		}
		if len(data) == cap(data) {
			data = slices.Grow(data, len(data))
		}
	}
	return data, nil
}

// fields are the header of a request without HTTP's cookies, which are the transport's
// own business.
type fields http.Header

// Values implements [runtime.Header].
func (f fields) Values(name string) []string {
	if strings.EqualFold(name, "Cookie") {
		return nil
	}
	return http.Header(f).Values(name)
}

// timeout returns how long the client says it waits. Nonsense there is ignored:
// it can only shorten the call.
func timeout(r *http.Request) time.Duration {
	text := r.Header.Get(timeoutHeader)
	if text == "" {
		return 0
	}
	ms, err := strconv.ParseUint(text, 10, 31)
	if err != nil {
		return 0
	}
	return time.Duration(ms) * time.Millisecond
}
