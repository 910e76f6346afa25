package httprpc

import (
	"fmt"
	"net/netip"
	"net/url"
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
	hosts      []string
	gzip       bool
	binder     bool
	hsts       []string
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
			if err := checkOrigin(origin); err != nil {
				return err
			}
			o.origins = append(o.origins, origin)
		}
		return nil
	}
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
			p, err := parseNetwork(n)
			if err != nil {
				return err
			}
			o.proxies = append(o.proxies, p)
		}
		return nil
	}
}
