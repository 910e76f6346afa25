package httprpc

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// peer returns the client's address without the port, "" if it has none.
//
// Behind trusted proxies that is the last address in X-Forwarded-For that is not
// a proxy of ours: what stands before it can be anybody's invention.
func (h *Handler) peer(r *http.Request) string {
	addr, ok := socketPeer(r)
	if !ok {
		return ""
	}
	if len(h.options.proxies) == 0 || !h.options.trusts(addr) {
		return addressText(addr, r.RemoteAddr)
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, ok := parseHop(hops[i])
		if !ok {
			break
		}
		if addr = hop; !h.options.trusts(hop) {
			break
		}
	}
	return addr.String()
}

// addressText returns an address as text. An IPv4 address has one way to be written, so
// that it is what source, which it was read from, begins with.
func addressText(addr netip.Addr, source string) string {
	text, _, _ := strings.Cut(source, ":")
	if addr.Is4() && text != "" && strings.Trim(text, "0123456789.") == "" {
		return text
	}
	return addr.String()
}

// secure reports whether the client is behind TLS.
func (h *Handler) secure(r *http.Request) bool {
	if r.TLS != nil {
		return true
	}
	addr, ok := socketPeer(r)
	protocols := r.Header.Values("X-Forwarded-Proto")
	return ok && h.options.trusts(addr) && len(protocols) == 1 && strings.EqualFold(protocols[0], "https")
}

// socketPeer is the other end of the connection.
func socketPeer(r *http.Request) (netip.Addr, bool) {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}, false // a Unix socket
	}
	if addr, err := netip.ParseAddr(host); err == nil { // as it is but for a zone or a space
		return addr.Unmap(), true
	}
	return parseHop(host)
}

// parseHop reads an address, with or without a port.
func parseHop(text string) (netip.Addr, bool) {
	text = strings.TrimSpace(text)
	if withPort, err := netip.ParseAddrPort(text); err == nil {
		return withPort.Addr().Unmap(), true
	}
	addr, err := netip.ParseAddr(strings.Trim(text, "[]"))
	return addr.Unmap(), err == nil
}

// parseNetwork reads an address or a network. One of IPv4 that is written in IPv6
// becomes one of IPv4, as all addresses of peers do.
func parseNetwork(text string) (netip.Prefix, error) {
	if addr, err := netip.ParseAddr(text); err == nil {
		return netip.PrefixFrom(addr.Unmap(), addr.Unmap().BitLen()), nil
	}
	p, err := netip.ParsePrefix(text)
	const mapped = 96 // the bits before the IPv4 address
	switch {
	case err != nil:
		return p, fmt.Errorf("httprpc: %q is neither an address nor a network", text)
	case !p.Addr().Is4In6():
		return p, nil
	case p.Bits() < mapped:
		return p, fmt.Errorf("httprpc: the network %q is larger than all of IPv4, which it is written for", text)
	}
	return netip.PrefixFrom(p.Addr().Unmap(), p.Bits()-mapped), nil
}

// trusts reports whether addr is that of a trusted proxy.
func (o *handlerOptions) trusts(addr netip.Addr) bool {
	return slices.ContainsFunc(o.proxies, func(p netip.Prefix) bool { return p.Contains(addr.WithZone("")) })
}
