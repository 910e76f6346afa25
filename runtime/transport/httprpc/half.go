package httprpc

import (
	"net/http"
	"sync"
)

// A half is a client's half of a bound session; see [KeepBinder]. Methods of nil
// do nothing.
type half struct {
	mu    sync.Mutex
	value string
}

// learn keeps what an answer sets. As browsers do, it takes the cookie only if it
// is of the whole host and of no other, as its name promises.
func (h *half) learn(res *http.Response) {
	if h == nil {
		return
	}
	for _, c := range res.Cookies() {
		if c.Name == binderCookie && c.Secure && c.Path == "/" && c.Domain == "" && c.Valid() == nil {
			h.mu.Lock()
			h.value = c.Value
			h.mu.Unlock()
		}
	}
}

// send puts the half into a request.
func (h *half) send(header http.Header) {
	if h == nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.value != "" {
		header.Set("Cookie", binderCookie+"="+h.value)
	}
}
