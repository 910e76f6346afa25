package httprpc

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/codec"
	"github.com/rpcgen/rpcgen/runtime/cookie"
)

// NewClient returns a client of the server at baseURL, which ends with the
// server's prefix: "https://example.com/api/". It has a memory jar of its own
// unless an option says otherwise.
//
// The client follows no redirect: one is an error that names where it points.
// It sends a session id over plain HTTP to loopback addresses only; see
// [AllowPlaintext]. A call that may have reached the server is never sent again.
func NewClient(baseURL string, opts ...ClientOption) (*runtime.Client, error) {
	base, err := url.Parse(baseURL)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return nil, fmt.Errorf("httprpc: %q is not the URL of a server; write it like https://example.com/api/", redactURL(baseURL))
	}
	if base.RawQuery != "" || base.Fragment != "" {
		return nil, errors.New("httprpc: the URL of a server has no query and no fragment")
	}
	origin, err := cookie.NormalOrigin(baseURL)
	if err != nil {
		return nil, err
	}
	o := clientOptions{jar: cookie.NewMemory(), maxResponse: DefaultMaxResponse}
	for _, opt := range opts {
		opt(&o)
	}
	t := &transport{
		base:        strings.TrimSuffix(base.Scheme+"://"+base.Host+base.EscapedPath(), "/") + "/",
		origin:      origin,
		http:        ownClient(o.http),
		plain:       base.Scheme == "http" && !loopback(base.Hostname()) && !o.plaintext,
		maxResponse: o.maxResponse,
	}
	return runtime.NewClient(t, append([]runtime.ClientOption{cookie.WithJar(o.jar)}, o.options...)...), nil
}

// ownClient returns a copy of the caller's HTTP client that follows no redirect
// and knows no HTTP cookies.
func ownClient(given *http.Client) *http.Client {
	var c http.Client
	if given != nil {
		c = *given
	} else if standard, ok := http.DefaultTransport.(*http.Transport); ok {
		own := standard.Clone()
		own.MaxIdleConnsPerHost = own.MaxIdleConns // all of them go to one host
		own.DisableCompression = true              // answers are bounded in bytes as they arrive
		c.Transport = own
	}
	c.Jar = nil
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &c
}

type transport struct {
	base        string
	origin      string
	http        *http.Client
	plain       bool // the connection can be listened to
	maxResponse int64
}

func (t *transport) Origin() string { return t.origin }

// CloseIdleConnections closes the connections that no call uses.
func (t *transport) CloseIdleConnections() { t.http.CloseIdleConnections() }

// RoundTrip implements [runtime.Transport].
func (t *transport) RoundTrip(ctx context.Context, call *runtime.Call) error {
	if c := call.RequestCookie(); t.plain && c != nil && c.SessionID != "" {
		return &runtime.Error{
			Message: "the session id is not sent to " + t.origin + " in the clear; use https, or allow it with httprpc.AllowPlaintext",
			Type:    runtime.ClientError, Code: runtime.CodeForbidden,
		}
	}
	body, err := call.Encode(ctx, codec.JSON, nil)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, t.base+call.Method, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.GetBody = nil // what may have arrived is not sent again
	req.Header.Set("Content-Type", codec.JSON.ContentType())
	if deadline, ok := ctx.Deadline(); ok {
		req.Header.Set(timeoutHeader, strconv.FormatInt(max(1, time.Until(deadline).Milliseconds()), 10))
	}
	res, err := t.http.Do(req)
	if err != nil {
		return networkError(ctx, err)
	}
	defer res.Body.Close()
	data, err := t.read(ctx, res)
	if err != nil {
		return err
	}
	return t.decode(ctx, call, res, data)
}

// read returns the answer's body, which has no more bytes than the limit.
func (t *transport) read(ctx context.Context, res *http.Response) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(res.Body, t.maxResponse+1))
	if err != nil {
		return nil, networkError(ctx, err)
	}
	if int64(len(data)) > t.maxResponse {
		return nil, &runtime.Error{
			Message: fmt.Sprintf("the response has more than %d bytes", t.maxResponse),
			Type:    runtime.ClientError, Code: runtime.CodeTooLarge,
		}
	}
	return data, nil
}

// decode makes the body the call's answer. A status that a call does not end
// with is an error, the server's own if the body holds one.
func (t *transport) decode(ctx context.Context, call *runtime.Call, res *http.Response, data []byte) error {
	if res.StatusCode == http.StatusOK || res.StatusCode == http.StatusInternalServerError {
		return call.Decode(ctx, codec.JSON, data)
	}
	if res.StatusCode >= 300 && res.StatusCode < 400 {
		return &runtime.Error{
			Message: fmt.Sprintf("the server redirects (%d) to %s; redirects are not followed", res.StatusCode, target(res)),
			Type:    runtime.NetworkError, Code: runtime.CodeForbidden,
		}
	}
	var ret runtime.Return
	var known *runtime.Error
	if err := codec.JSON.Decode(data, &ret); err == nil && ret.Err != nil {
		known = ret.Err
	} else {
		known = &runtime.Error{Message: "HTTP Error " + strconv.Itoa(res.StatusCode), Type: runtime.NetworkError, Code: res.StatusCode}
	}
	return known
}

// target names the host that a redirect points to, without the rest of the URL.
func target(res *http.Response) string {
	u, err := res.Location()
	if err != nil {
		return "nowhere"
	}
	return u.Scheme + "://" + u.Host
}

// loopback reports whether host is this machine.
func loopback(host string) bool {
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.IsLoopback()
	}
	return strings.EqualFold(host, "localhost")
}

// redactURL leaves out what may be a password.
func redactURL(raw string) string {
	if u, err := url.Parse(raw); err == nil {
		return u.Redacted()
	}
	if strings.Contains(raw, "@") {
		return "…"
	}
	return raw
}

// networkError is a call that did not get there and back.
func networkError(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		return context.DeadlineExceeded
	}
	var outer *url.Error
	if errors.As(err, &outer) {
		err = outer.Err // the URL adds nothing
	}
	return (&runtime.Error{Message: err.Error(), Type: runtime.NetworkError, Code: networkCode(err)}).WithCause(err)
}
