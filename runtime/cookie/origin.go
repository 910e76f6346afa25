package cookie

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// inprocScheme is the scheme of servers in the same program.
const inprocScheme = "inproc"

// NormalOrigin returns the origin of a server's URL in the form that jars keep
// cookies under: "https://example.com:443". Two URLs have the same origin where
// scheme, host and port are the same; the path does not count. A WebSocket has
// the origin of the HTTP server it is on: ws is http and wss is https.
//
// The host is in lower case and in its ASCII form (xn--), the port is always
// there. A server in the same program is "inproc://" and its name, case and all.
//
// A URL with a user or a password in it is refused: it would end up in jars and
// in logs. Errors do not quote the URL.
func NormalOrigin(rawURL string) (string, error) {
	scheme, rest, ok := strings.Cut(rawURL, "://")
	if scheme = strings.ToLower(scheme); ok && scheme == inprocScheme {
		return inprocOrigin(rest)
	}
	u, err := url.Parse(rawURL)
	if err != nil || !ok || u.Opaque != "" {
		return "", errors.New("the server's URL cannot be read: it must look like https://example.com/api/")
	}
	if u.User != nil {
		return "", errors.New("the server's URL must hold neither user nor password")
	}
	scheme, port, err := schemeAndPort(u)
	if err != nil {
		return "", err
	}
	host, err := normalHost(u.Hostname())
	if err != nil {
		return "", err
	}
	if strings.HasPrefix(u.Host, "[") != strings.HasPrefix(host, "[") {
		return "", errors.New("the host in the server's URL cannot be read: only IPv6 addresses stand in brackets")
	}
	return scheme + "://" + host + ":" + port, nil
}

// schemeAndPort returns the scheme of HTTP and the port, the scheme's own if the
// URL names none.
func schemeAndPort(u *url.URL) (scheme, port string, err error) {
	switch u.Scheme { // in lower case already
	case "http", "ws":
		scheme, port = "http", "80"
	case "https", "wss":
		scheme, port = "https", "443"
	default:
		return "", "", errors.New("the server's URL must begin with http, https, ws, wss or inproc")
	}
	if p := u.Port(); p != "" {
		n, err := strconv.ParseUint(p, 10, 16)
		if err != nil || n == 0 {
			return "", "", errors.New("the port in the server's URL must be between 1 and 65535")
		}
		port = strconv.FormatUint(n, 10)
	}
	return scheme, port, nil
}

// normalHost returns a host as it stands in an origin.
func normalHost(host string) (string, error) {
	if host == "" {
		return "", errors.New("the server's URL names no host")
	}
	if strings.Contains(host, ":") {
		ip, err := netip.ParseAddr(host)
		if err != nil || strings.ContainsFunc(ip.Zone(), func(r rune) bool { return !inHostName(r) }) {
			return "", errors.New("the server's URL holds an IPv6 address that cannot be read")
		}
		return "[" + strings.Replace(ip.String(), "%", "%25", 1) + "]", nil
	}
	host, err := asciiHost(host)
	if err != nil {
		return "", err
	}
	for _, r := range host {
		if !inHostName(r) {
			return "", fmt.Errorf("the host in the server's URL holds %q, which no host name does", r)
		}
	}
	return host, nil
}

func inHostName(r rune) bool {
	return 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '-' || r == '.' || r == '_'
}

// inprocOrigin returns the origin of a server in this program.
func inprocOrigin(name string) (string, error) {
	name, _, _ = strings.Cut(name, "/")
	if name == "" {
		return "", errors.New("the server's URL names no server after inproc://")
	}
	for _, c := range []byte(name) {
		if c <= ' ' || c > '~' || c == '@' || c == '?' || c == '#' {
			return "", fmt.Errorf("the server's name after inproc:// holds %q", c)
		}
	}
	return inprocScheme + "://" + name, nil
}
