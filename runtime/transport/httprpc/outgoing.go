package httprpc

import (
	"bytes"
	"io"
	"maps"
	"net/url"
	"sync"
	"sync/atomic"
)

// An outgoing is what one request consists of, in one piece. It is not used again, as
// net/http may go on reading after the answer has come.
type outgoing struct {
	url     url.URL
	body    []byte
	reader  bytes.Reader
	timeout [1]string
}

// again is the request's GetBody.
func (o *outgoing) again() (io.ReadCloser, error) {
	return io.NopCloser(bytes.NewReader(o.body)), nil
}

// maxURLs is how many methods' URLs a client remembers.
const maxURLs = 1000

// urls are those of the methods that have been called.
type urls struct {
	mu    sync.Mutex                          // held while adding
	known atomic.Pointer[map[string]*url.URL] // replaced, never changed
}

// of returns a method's URL, below base. It belongs to all calls and must not be changed.
func (u *urls) of(base *url.URL, method string) *url.URL {
	known := u.known.Load()
	if known != nil && (*known)[method] != nil {
		return (*known)[method]
	}
	own := *base
	own.Path += method
	own.RawPath += escapeName(method)
	u.add(method, &own)
	return &own
}

func (u *urls) add(method string, own *url.URL) {
	u.mu.Lock()
	defer u.mu.Unlock()
	all := map[string]*url.URL{}
	if known := u.known.Load(); known != nil {
		if len(*known) >= maxURLs {
			return
		}
		all = maps.Clone(*known)
	}
	all[method] = own
	u.known.Store(&all)
}
