package httprpc

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/cookie"
)

// AllowHosts names the hosts, such as "example.com", that the server is called by.
// Requests with another Host are refused with 403, whoever sends them; those with
// a name of this machine itself (see below) pass if they arrive on a loopback
// address. A name is given without a port, and any port will do.
//
// It is the defence against DNS rebinding, in which the name of a hostile page is
// made to lead to this server, so that the page becomes one of the server's own.
//
// Without this option the server defends itself where it can tell: what arrives on
// a loopback address must be for "localhost", a name below it, 127.0.0.0/8 or
// [::1], if a page has sent it over plain HTTP. Programs that are no browsers pass,
// for they name no Origin. So do the pages of an https origin, for behind a
// proxy on this machine that speaks TLS they have shown that they own the name;
// those of [AllowOrigins]; and what comes from [TrustProxies]. A proxy on this
// machine that speaks plain HTTP to browsers has to be named there, or its host here.
func AllowHosts(hosts ...string) HandlerOption {
	return func(o *handlerOptions) error {
		for _, host := range hosts {
			name, err := allowedName(host)
			if err != nil {
				return fmt.Errorf("httprpc: %q is not a host; write it like example.com, without a port: %w", host, err)
			}
			o.hosts = append(o.hosts, name)
		}
		return nil
	}
}

// allowedName returns a host as it arrives, in lower case and in ASCII.
func allowedName(host string) (string, error) {
	if strings.Contains(host, ":") {
		addr, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(host, "["), "]"))
		if err != nil {
			return "", errors.New("it has a colon and is no IPv6 address")
		}
		return addr.String(), nil
	}
	origin, err := cookie.NormalOrigin("http://" + host)
	if err != nil {
		return "", err
	}
	name := hostName(strings.TrimPrefix(origin, "http://"))
	if strings.ContainsAny(host, "/?#") || name == "" {
		return "", errors.New("it is more than a host")
	}
	return name, nil
}

// knownHost reports whether a request is for a host that the server answers for.
func (h *Handler) knownHost(r *http.Request) bool {
	local := onLoopback(r)
	if !local && len(h.options.hosts) == 0 {
		return true
	}
	name := hostName(r.Host)
	switch {
	case local && loopbackName(name):
		return true
	case len(h.options.hosts) > 0:
		return slices.Contains(h.options.hosts, name)
	}
	return !h.mayBeRebound(r)
}

// refuseHost also tells the operator, once, who may have forgotten a proxy.
func (h *Handler) refuseHost(r *http.Request) *refusal {
	host := clip(r.Host)
	h.unknown.Do(func() {
		h.server.Logger().Warn("rpcgen: a call for an unknown host was refused; if it is this server's, see httprpc.AllowHosts", "host", host)
	})
	return refuse(http.StatusForbidden, runtime.CodeForbidden, fmt.Sprintf("this server does not answer for the host %q; see httprpc.AllowHosts", host))
}

// mayBeRebound reports whether a request can come from a page whose name has been
// made to lead here. A browser names the Origin of every POST, and the page has
// come in the clear, as nobody here has a certificate for its name. What a script
// can add to its requests, such as X-Forwarded-For, shows nothing.
func (h *Handler) mayBeRebound(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" || strings.HasPrefix(origin, "https://") || h.options.anyOrigin || h.listed(origin) {
		return false
	}
	peer, ok := socketPeer(r)
	return !ok || !h.options.trusts(peer)
}

// onLoopback reports whether a request has arrived on a loopback address, of TCP or
// UDP. Others, such as a Unix socket, no browser can reach.
func onLoopback(r *http.Request) bool {
	local, ok := r.Context().Value(http.LocalAddrContextKey).(interface{ AddrPort() netip.AddrPort })
	return ok && local.AddrPort().Addr().Unmap().IsLoopback()
}

// hostName returns the name in a Host header: without the port, in lower case.
func hostName(host string) string {
	name := strings.ToLower(strings.TrimSuffix((&url.URL{Host: host}).Hostname(), "."))
	if addr, err := netip.ParseAddr(name); err == nil {
		return addressText(addr, name)
	}
	return name
}

// loopbackName reports whether a name means this machine to every browser.
func loopbackName(name string) bool { return loopback(name) || strings.HasSuffix(name, ".localhost") }
