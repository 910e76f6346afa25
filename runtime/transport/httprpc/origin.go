package httprpc

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"

	"github.com/rpcgen/rpcgen/runtime/cookie"
)

// checkOrigin returns an error for what no browser sends as an origin, since it
// would never match: that is, scheme and host in lower case, the host in ASCII, an
// address in its usual form, and a port only if it is not the scheme's own. The
// origin of an app, such as "capacitor://localhost", is one too; "null", which
// many pages share, is not.
func checkOrigin(origin string) error {
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" || u.Host == ":" || strings.ContainsAny(u.Host, "*@") || !strings.EqualFold(origin, u.Scheme+"://"+u.Host) {
		return fmt.Errorf("httprpc: %q is not an origin; write it like https://example.com or http://localhost:8080", origin)
	}
	sent, err := sentOrigin(u)
	if err != nil {
		return fmt.Errorf("httprpc: no browser sends the origin %q: %w", origin, err)
	}
	if sent != origin {
		return fmt.Errorf("httprpc: no browser sends the origin %q; write it as they do: %s", origin, sent)
	}
	return nil
}

// sentOrigin returns an origin as browsers send it.
func sentOrigin(u *url.URL) (string, error) {
	if u.Scheme != "http" && u.Scheme != "https" {
		host := strings.ToLower(u.Host)
		if strings.ContainsFunc(host, func(r rune) bool { return r > '~' }) {
			return "", errors.New("its host is not in ASCII")
		}
		return u.Scheme + "://" + host, nil
	}
	origin, err := cookie.NormalOrigin(u.Scheme + "://" + u.Host)
	if err != nil {
		return "", err
	}
	if err := checkAddress(u.Hostname()); err != nil {
		return "", err
	}
	own := map[string]string{"http": ":80", "https": ":443"}[u.Scheme]
	return strings.TrimSuffix(origin, own), nil
}

// checkAddress refuses ways to write an address that browsers replace: a host whose
// last part is a number is an IPv4 address to them, such as 127.1, and an IPv4
// address in IPv6 is written in hexadecimal.
func checkAddress(host string) error {
	addr, err := netip.ParseAddr(host)
	last := host[strings.LastIndexByte(host, '.')+1:]
	number := last != "" && (strings.Trim(last, "0123456789") == "" || strings.HasPrefix(strings.ToLower(last), "0x"))
	if err == nil && addr.Is4In6() || err != nil && number {
		return errors.New("they have another way to write this address; use its usual one, like 127.0.0.1")
	}
	return nil
}
