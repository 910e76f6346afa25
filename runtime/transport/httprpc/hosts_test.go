package httprpc_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
)

// arriving returns a request for host that has arrived on a local address.
func arriving(local, host string, headers ...string) *http.Request {
	req := post(headers...)
	req.Host = host
	req.RemoteAddr = "127.0.0.1:4711"
	var addr net.Addr = &net.TCPAddr{IP: net.ParseIP(local), Port: 3000}
	if local == "unix" {
		addr = &net.UnixAddr{Name: "/run/x"}
		req.RemoteAddr = "@"
	}
	return req.WithContext(context.WithValue(req.Context(), http.LocalAddrContextKey, addr))
}

// A page whose name has been made to lead here is of the server's own origin to
// its browser. It is told by its Host.
func TestHosts(t *testing.T) {
	allow := func(hosts ...string) []httprpc.HandlerOption {
		return []httprpc.HandlerOption{httprpc.AllowHosts(hosts...)}
	}
	shop := allow("Shop.example", "bücher.example", "192.0.2.1", "2001:db8::1", "[2001:db8::2]")
	with := func(opts ...httprpc.HandlerOption) []httprpc.HandlerOption { return opts }
	for _, test := range []struct {
		name        string
		opts        []httprpc.HandlerOption
		local, host string
		origin      string // of a page, "" for a program
		ok          bool
	}{
		{"rebound", nil, "127.0.0.1", "evil.example:3000", "http://evil.example:3000", false},
		{"rebound, port 80", nil, "127.0.0.1", "evil.example", "http://evil.example", false},
		{"rebound, IPv6", nil, "::1", "evil.example:3000", "http://evil.example:3000", false},
		{"rebound, mapped", nil, "::ffff:127.0.0.1", "evil.example:3000", "http://evil.example:3000", false},
		{"rebound, another loopback address", nil, "127.1.2.3", "evil.example:3000", "http://evil.example:3000", false},
		{"looks like localhost", nil, "127.0.0.1", "localhost.evil.example", "http://localhost.evil.example", false},
		{"ends like localhost", nil, "127.0.0.1", "evillocalhost", "http://evillocalhost", false},
		{"begins like loopback", nil, "127.0.0.1", "127.0.0.1.evil.example", "http://127.0.0.1.evil.example", false},
		{"all addresses", nil, "127.0.0.1", "0.0.0.0:3000", "http://0.0.0.0:3000", false},

		{"localhost", nil, "127.0.0.1", "localhost:3000", "http://localhost:3000", true},
		{"localhost with a dot", nil, "127.0.0.1", "localhost.", "http://localhost.", true},
		{"below localhost", nil, "127.0.0.1", "app.localhost:3000", "http://app.localhost:3000", true},
		{"127.0.0.1", nil, "127.0.0.1", "127.0.0.1:3000", "http://127.0.0.1:3000", true},
		{"127.9.9.9", nil, "127.9.9.9", "127.9.9.9", "http://127.9.9.9", true},
		{"[::1]", nil, "::1", "[::1]:3000", "http://[::1]:3000", true},

		{"a program", nil, "127.0.0.1", "anything.example", "", true},
		{"another address", nil, "192.0.2.1", "evil.example", "http://evil.example", true},
		{"a Unix socket", nil, "unix", "shop.example", "http://shop.example", true},
		{"behind a proxy with TLS", nil, "127.0.0.1", "shop.example", "https://shop.example", true},
		{"behind a plain proxy", nil, "127.0.0.1", "shop.example", "http://shop.example", false},
		{"behind a trusted plain proxy", with(httprpc.TrustProxies("127.0.0.1")), "127.0.0.1", "shop.example", "http://shop.example", true},
		{"beside a trusted proxy", with(httprpc.TrustProxies("127.0.0.2")), "127.0.0.1", "shop.example", "http://shop.example", false},
		{"a listed origin", with(httprpc.AllowOrigins("http://page.example")), "127.0.0.1", "shop.example", "http://page.example", true},
		{"not the listed origin", with(httprpc.AllowOrigins("http://page.example")), "127.0.0.1", "evil.example", "http://evil.example", false},

		{"allowed", shop, "127.0.0.1", "shop.example:3000", "http://shop.example:3000", true},
		{"allowed, far", shop, "192.0.2.1", "SHOP.example.", "", true},
		{"allowed in ASCII", shop, "192.0.2.1", "xn--bcher-kva.example", "", true},
		{"allowed address", shop, "192.0.2.1", "192.0.2.1:80", "", true},
		{"allowed IPv6", shop, "192.0.2.1", "[2001:db8::1]:80", "", true},
		{"allowed IPv6 in brackets", shop, "192.0.2.1", "[2001:DB8:0::2]", "", true},
		{"not allowed", shop, "127.0.0.1", "evil.example", "http://evil.example", false},
		{"not allowed, far", shop, "192.0.2.1", "evil.example", "http://evil.example", false},
		{"not allowed, a program", shop, "192.0.2.1", "evil.example", "", false},
		{"not allowed, TLS", shop, "127.0.0.1", "evil.example", "https://evil.example", false},
		{"not allowed, a Unix socket", shop, "unix", "evil.example", "", false},
		{"not allowed below", shop, "192.0.2.1", "www.shop.example", "", false},
		{"none", shop, "192.0.2.1", "", "", false},
		{"localhost beside the list", shop, "127.0.0.1", "localhost", "http://localhost", true},
		{"localhost from afar", shop, "192.0.2.1", "localhost", "", false},
		{"not allowed, trusted proxy", append(with(httprpc.TrustProxies("127.0.0.1")), shop...), "127.0.0.1", "evil.example", "", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			// Whatever a script can add shows nothing.
			headers := []string{"X-Forwarded-For", "192.0.2.7", "Forwarded", "for=192.0.2.7", "X-Forwarded-Host", "localhost", "X-Forwarded-Proto", "https"}
			if test.origin != "" {
				headers = append(headers, "Origin", test.origin)
			}
			rec := record(newHandler(t, newServer(t), test.opts...), arriving(test.local, test.host, headers...))
			if test.ok && rec.Body.String() != worldAnswer {
				t.Errorf("got %d %s", rec.Code, rec.Body)
			}
			if !test.ok {
				isRefusal(t, rec.Code, rec.Body.String(), "FORBIDDEN", http.StatusForbidden)
			}
		})
	}
}

// No method is an exception, so that no preflight is answered either.
func TestHostsOfOtherMethods(t *testing.T) {
	for _, method := range []string{http.MethodOptions, http.MethodGet, http.MethodHead, http.MethodPut} {
		req := arriving("127.0.0.1", "evil.example", "Origin", "http://evil.example")
		req.Method = method
		rec := record(newHandler(t, newServer(t)), req)
		isRefusal(t, rec.Code, rec.Body.String(), "FORBIDDEN", http.StatusForbidden)
	}
}

// Who has forgotten a proxy learns why its calls fail: from the answer, and once
// from the log.
func TestUnknownHostIsReported(t *testing.T) {
	var log bytes.Buffer
	handler := newHandler(t, runtime.NewServer(runtime.WithLogger(slog.New(slog.NewTextHandler(&log, nil)))))
	for i := range 3 {
		rec := record(handler, arriving("127.0.0.1", fmt.Sprintf("shop%d.example", i), "Origin", "http://shop.example"))
		if !strings.Contains(rec.Body.String(), "AllowHosts") {
			t.Errorf("got %s", rec.Body)
		}
	}
	if strings.Count(log.String(), "level=WARN") != 1 || !strings.Contains(log.String(), "host=shop0.example") {
		t.Errorf("the log is %s", log.String())
	}
}

func TestBadHosts(t *testing.T) {
	for _, host := range []string{"", "*", "*.example", "shop.example:443", "https://shop.example", "shop.example/", "shop.example?x", "u@shop.example", "a b", "ﬁ.example", "::1:x", "[::1]:80", "."} {
		if _, err := httprpc.NewHandler(runtime.NewServer(), httprpc.AllowHosts(host)); err == nil {
			t.Errorf("%q was taken", host)
		}
	}
}

// The server that is reached over a loopback address knows so by itself.
func TestReboundPageOverTheWire(t *testing.T) {
	base := serve(t, newServer(t))
	w := connect(t, base)
	w.send(strings.Replace(hellos("Origin: http://evil.example\r\n"), "Host: x", "Host: evil.example", 1))
	got := w.read()
	isRefusal(t, got.StatusCode, got.body, "FORBIDDEN", http.StatusForbidden)
	w = connect(t, base)
	host := strings.TrimPrefix(base, "http://")
	w.send(strings.Replace(hellos("Origin: "+base+"\r\n"), "Host: x", "Host: "+host, 1))
	w.wantWorld()
}
