package httprpc

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// A HandlerOption sets up a [Handler].
type HandlerOption func(*handlerOptions) error

type handlerOptions struct {
	prefix     string
	origins    []string
	anyOrigin  bool
	requireTLS bool
	proxies    []netip.Prefix
}

// Prefix sets the path before the methods' names, "/" if absent. It is made to
// begin and to end with a slash.
func Prefix(path string) HandlerOption {
	return func(o *handlerOptions) error {
		o.prefix = "/" + strings.Trim(path, "/") + "/"
		if o.prefix == "//" {
			o.prefix = "/"
		}
		if u, err := url.Parse(o.prefix); err != nil || u.EscapedPath() != o.prefix || u.RawQuery != "" {
			return fmt.Errorf("httprpc: %q cannot be the prefix of a path", path)
		}
		return nil
	}
}

// AllowOrigins lets pages of these origins, such as "https://example.com", call
// the server and read its answers. Without it only pages of the server's own
// origin can. Origins match exactly, and "null" never does. A single "*" allows every page, which lets
// any site on the web use the server from its visitors' machines: it is for
// public services, and the server warns of it when it starts.
func AllowOrigins(origins ...string) HandlerOption {
	return func(o *handlerOptions) error {
		for _, origin := range origins {
			if origin == "*" && len(origins) == 1 {
				o.anyOrigin = true
				return nil
			}
			if !validOrigin(origin) {
				return fmt.Errorf("httprpc: %q is not an origin; write it like https://example.com or http://localhost:8080", origin)
			}
			o.origins = append(o.origins, origin)
		}
		return nil
	}
}

// validOrigin reports whether a browser could send origin: scheme and host in
// lower case, and a port only if it is not the scheme's own. The origin of an app,
// such as "capacitor://localhost", is one too; "null", which many pages share, is not.
func validOrigin(origin string) bool {
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" || origin != u.Scheme+"://"+strings.ToLower(u.Host) || strings.Contains(u.Host, "*") {
		return false
	}
	switch {
	case u.Scheme == "http" && u.Port() == "80", u.Scheme == "https" && u.Port() == "443", strings.HasSuffix(u.Host, ":"):
		return false
	}
	return true
}

// RequireTLS refuses calls over plain connections with 403.
func RequireTLS() HandlerOption {
	return func(o *handlerOptions) error { o.requireTLS = true; return nil }
}

// TrustProxies names the proxies, as addresses or networks ("10.0.0.0/8"), whose
// headers X-Forwarded-For and X-Forwarded-Proto are believed. Nobody's are
// without it. A proxy must set both headers itself: what a client has sent in
// X-Forwarded-Proto must not get through, and the client's address must be added at
// the end of X-Forwarded-For.
func TrustProxies(networks ...string) HandlerOption {
	return func(o *handlerOptions) error {
		for _, n := range networks {
			p, err := netip.ParsePrefix(n)
			if err != nil {
				addr, err := netip.ParseAddr(n)
				if err != nil {
					return fmt.Errorf("httprpc: %q is neither an address nor a network", n)
				}
				p = netip.PrefixFrom(addr.Unmap(), addr.Unmap().BitLen())
			}
			o.proxies = append(o.proxies, p)
		}
		return nil
	}
}

// trusts reports whether addr is that of a trusted proxy.
func (o *handlerOptions) trusts(addr netip.Addr) bool {
	return slices.ContainsFunc(o.proxies, func(p netip.Prefix) bool { return p.Contains(addr.WithZone("")) })
}
