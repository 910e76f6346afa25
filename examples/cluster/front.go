package main

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/http/httputil"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/codec"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
)

// A front gives each call to the next machine in turn.
type front struct {
	transport *http.Transport

	mu      sync.Mutex
	members []*member // those in rotation
	turn    int
}

// A member is a machine as the front sees it.
type member struct {
	name, addr string
	calls      sync.WaitGroup // those that it has in hand
	sent       atomic.Int64   // those that have been written to it
}

func newFront() *front {
	dialer := net.Dialer{Timeout: time.Second} // a machine without power refuses nothing
	return &front{transport: &http.Transport{
		DialContext:         dialer.DialContext,
		MaxIdleConnsPerHost: 100,
		IdleConnTimeout:     httprpc.IdleTimeout / 2, // sooner than the machines, which would close it under a call
	}}
}

// handler returns what answers the clients.
func (f *front) handler() http.Handler {
	proxy := &httputil.ReverseProxy{
		// The Host stays the one that the client has called. The client's address goes
		// into X-Forwarded-For; what it has sent there itself does not get through.
		Rewrite:      func(r *httputil.ProxyRequest) { r.SetXForwarded() },
		Transport:    f,
		ErrorHandler: fail,
	}
	return http.MaxBytesHandler(proxy, runtime.DefaultMaxRequest)
}

// add takes a machine into rotation, in place of an earlier one of that name.
func (f *front) add(m *member) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if i := slices.IndexFunc(f.members, func(other *member) bool { return other.name == m.name }); i >= 0 {
		f.members[i] = m
		return
	}
	f.members = append(f.members, m)
}

// remove takes a machine out of rotation and waits for the calls that it has: then
// it can be stopped, and no client notices.
func (f *front) remove(m *member) {
	f.mu.Lock()
	f.members = slices.DeleteFunc(f.members, func(other *member) bool { return other == m })
	f.mu.Unlock()
	m.calls.Wait()
}

// next returns whose turn it is, nil if all have been tried.
func (f *front) next(tried []*member) *member {
	f.mu.Lock()
	defer f.mu.Unlock()
	for range f.members {
		m := f.members[f.turn%len(f.members)]
		f.turn++
		if !slices.Contains(tried, m) {
			m.calls.Add(1)
			return m
		}
	}
	return nil
}

// errNobody is a call that no machine has taken.
var errNobody = errors.New("no machine is there")

// RoundTrip gives a call to a machine, and to the next one if, and only if, that has
// surely done nothing with it: there was no connection, or it has said that it stops.
// If the connection breaks later, the call may have been carried out. Whether it may
// be carried out twice, the client knows.
func (f *front) RoundTrip(req *http.Request) (*http.Response, error) {
	var body []byte
	if req.Body != nil {
		var err error
		if body, err = io.ReadAll(req.Body); err != nil {
			return nil, err
		}
	}
	var tried []*member
	for {
		m := f.next(tried)
		if m == nil {
			return nil, errNobody
		}
		tried = append(tried, m)
		res, err := f.send(m, req, body)
		var broken *net.OpError
		switch {
		case errors.As(err, &broken) && broken.Op == "dial":
		case err == nil && res.StatusCode == http.StatusServiceUnavailable:
			res.Body.Close()
		default:
			return res, err
		}
	}
}

func (f *front) send(m *member, req *http.Request, body []byte) (*http.Response, error) {
	defer m.calls.Done()
	trace := &httptrace.ClientTrace{WroteRequest: func(httptrace.WroteRequestInfo) { m.sent.Add(1) }}
	out := req.Clone(httptrace.WithClientTrace(req.Context(), trace))
	out.URL.Scheme, out.URL.Host = "http", m.addr
	out.ContentLength, out.Body = int64(len(body)), io.NopCloser(bytes.NewReader(body))
	out.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	return f.transport.RoundTrip(out)
}

// fail answers a call that no machine has answered, in the form in which one would.
func fail(w http.ResponseWriter, _ *http.Request, err error) {
	status := http.StatusBadGateway
	refusal := &runtime.Error{Message: "the machine went away during the call", Type: runtime.NetworkError, Code: runtime.CodeUnknown}
	var large *http.MaxBytesError
	switch {
	case errors.Is(err, errNobody):
		status = http.StatusServiceUnavailable
		refusal = &runtime.Error{Message: err.Error(), Type: runtime.ServerError, Code: runtime.CodeUnavailable}
	case errors.As(err, &large):
		status = http.StatusRequestEntityTooLarge
		refusal = &runtime.Error{Message: err.Error(), Type: runtime.ServerError, Code: runtime.CodeTooLarge}
	}
	text, err := codec.JSON.Append(nil, &runtime.Return{Err: refusal})
	if err != nil {
		http.Error(w, refusal.Message, status)
		return
	}
	w.Header().Set("Content-Type", codec.JSON.ContentType())
	w.WriteHeader(status)
	_, _ = w.Write(text) // a client that has gone needs no answer
}
