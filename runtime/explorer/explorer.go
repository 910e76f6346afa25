package explorer

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/rpcgen/rpcgen/runtime"
)

// An Option sets up the page of [Handler].
type Option func(*handler)

// Prefix is where calls go: the path given to httprpc.Prefix, "/" without this option.
func Prefix(path string) Option {
	return func(h *handler) {
		prefix := "/" + strings.Trim(path, "/") + "/"
		if prefix == "//" {
			prefix = "/"
		}
		if u, err := url.Parse(prefix); err != nil || u.EscapedPath() != prefix || u.Host != "" || u.RawQuery != "" {
			h.problem("%q cannot be the prefix of a path; give what httprpc.Prefix is given", path)
			return
		}
		h.prefix = prefix
	}
}

// Model gives the page what a program does not know about itself, the documentation
// above all: the JSON file that `rpcgen -json-model` writes. It may be given several
// times. What it says about methods that the server does not have is passed over.
//
//	//go:embed catalog.model.json
//	var model []byte
func Model(json []byte) Option {
	return func(h *handler) {
		if err := h.model.add(json); err != nil {
			h.problem("the model cannot be read; write it anew with rpcgen -json-model: %v", err)
		}
	}
}

// Handler returns a handler that answers every GET with the page for the methods of
// server, including those that are registered later. A mistake in an option is logged,
// and shown on the page.
func Handler(server *runtime.Server, opts ...Option) http.Handler {
	h := &handler{server: server, prefix: "/", model: newModel()}
	for _, opt := range opts {
		opt(h)
	}
	return h
}

type handler struct {
	server   *runtime.Server
	prefix   string
	model    *model
	problems []string

	mu   sync.Mutex
	page *page // of as many methods as it says, nil before the first request
}

func (h *handler) problem(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	h.problems = append(h.problems, text)
	h.server.Logger().Warn("rpcgen: explorer: " + text)
}

// ServeHTTP implements [http.Handler].
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	secure(w.Header())
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "this is a page: only GET and HEAD are answered", http.StatusMethodNotAllowed)
		return
	}
	p, err := h.current()
	if err != nil {
		h.server.Logger().ErrorContext(r.Context(), "rpcgen: explorer: make the page", "error", err)
		http.Error(w, "the page cannot be made; the server's log says why", http.StatusInternalServerError)
		return
	}
	p.serve(w, r)
}

// current returns the page for the methods that there are now.
func (h *handler) current() (*page, error) {
	methods := h.server.Methods()
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.page != nil && h.page.methods == len(methods) {
		return h.page, nil
	}
	d := describe(methods, h.model)
	d.Prefix, d.Problems = h.prefix, h.problems
	p, err := newPage(d)
	if err == nil {
		h.page = p
	}
	return p, err
}
