package httprpc_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
)

// serveOnce answers the first request of each connection. With the second it
// does what end says.
func serveOnce(t *testing.T, requests, conns *atomic.Int64, end func(c *net.TCPConn, r *bufio.Reader)) string {
	return serveConns(t, func(c *net.TCPConn) {
		defer c.Close()
		conns.Add(1)
		r := bufio.NewReader(c)
		req, err := http.ReadRequest(r)
		if err != nil {
			return
		}
		io.Copy(io.Discard, req.Body)
		requests.Add(1)
		io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 48\r\n\r\n"+`{"isSucc":true,"res":{"reply":"Hello, W"}}      `)
		end(c, r)
	})
}

// A call that the server may have read is not sent again, not even on a
// connection that was in use before, where net/http would send a GET again.
func TestNoRetryOnReusedConnection(t *testing.T) {
	for name, reset := range map[string]bool{"closed": false, "reset": true} {
		var requests, conns atomic.Int64
		base := serveOnce(t, &requests, &conns, func(c *net.TCPConn, r *bufio.Reader) {
			req, err := http.ReadRequest(r)
			if err != nil {
				return // the client has closed the connection
			}
			io.Copy(io.Discard, req.Body)
			requests.Add(1)
			if reset {
				c.SetLinger(0)
			}
		})
		client := dial(t, base)
		if _, err := hello.Call(t.Context(), client, nil); err != nil {
			t.Fatal(err)
		}
		_, err := hello.Call(t.Context(), client, nil)
		var e *runtime.Error
		if !errors.As(err, &e) || e.Type != runtime.NetworkError {
			t.Errorf("%s: got %v", name, err)
		}
		if requests.Load() != 2 || conns.Load() != 1 {
			t.Errorf("%s: 2 calls made %d requests on %d connections", name, requests.Load(), conns.Load())
		}
	}
}

// An idle connection that the server has closed is no reason for a call to fail:
// nothing has been sent on it.
func TestClosedIdleConnection(t *testing.T) {
	var requests, conns atomic.Int64
	base := serveOnce(t, &requests, &conns, func(c *net.TCPConn, _ *bufio.Reader) { c.Close() })
	client := dial(t, base)
	for i := range 3 {
		// The end of the connection may reach the client while it sends; then, and
		// only then, the call fails.
		_, err := hello.Call(t.Context(), client, nil)
		if err != nil && runtime.CodeOf(err) != runtime.CodeLostConn && runtime.CodeOf(err) != "EPIPE" && runtime.CodeOf(err) != "ECONNRESET" {
			t.Errorf("call %d: %v", i, err)
		}
	}
	if n := requests.Load(); n > 3 {
		t.Errorf("3 calls made %d requests", n)
	}
}
