package httprpc

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/codec"
	"github.com/rpcgen/rpcgen/runtime/cookie"
	"github.com/rpcgen/rpcgen/runtime/internal/buffers"
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
		return nil, errors.New("httprpc: the URL of a server looks like https://example.com/api/")
	}
	if base.RawQuery != "" || base.Fragment != "" {
		return nil, errors.New("httprpc: the URL of a server has no query and no fragment")
	}
	origin, err := cookie.NormalOrigin(baseURL)
	if err != nil {
		return nil, fmt.Errorf("httprpc: %w", err)
	}
	o := clientOptions{jar: cookie.NewMemory(), maxResponse: DefaultMaxResponse}
	for _, opt := range opts {
		opt(&o)
	}
	t := &transport{
		base:        *base,
		origin:      origin,
		http:        ownClient(o.http),
		plain:       base.Scheme == "http" && !loopback(base.Hostname()) && !o.plaintext,
		maxResponse: o.maxResponse,
	}
	if o.http == nil {
		t.direct, _ = t.http.Transport.(*http.Transport)
	}
	if o.binder && !t.plain {
		t.half = &half{}
	}
	t.base.RawPath = strings.TrimSuffix(base.EscapedPath(), "/") + "/"
	t.base.Path = strings.TrimSuffix(base.Path, "/") + "/"
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
		own.MaxResponseHeaderBytes = maxResponseHeader
		c.Transport = own
	}
	c.Jar = nil
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &c
}

type transport struct {
	base        url.URL // ends with a slash
	origin      string
	http        *http.Client
	direct      *http.Transport // that of http, nil if the caller has given it
	plain       bool            // the connection can be listened to
	maxResponse int64
	half        *half // nil if it is not to be kept
	urls        urls
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
	body, err := encode(ctx, call)
	if err != nil {
		return err
	}
	res, err := t.send(t.request(ctx, call, body))
	if err != nil {
		return networkError(ctx, err)
	}
	defer res.Body.Close()
	t.half.learn(res)
	buf := buffers.Get()
	data, err := t.read(ctx, res, buf.Bytes)
	if err != nil {
		return err
	}
	err = t.decode(ctx, call, res, data)
	buf.Put(data)
	if err != nil && runtime.CodeOf(err) == runtime.CodeServerTimeout && late(ctx) {
		return context.DeadlineExceeded // the server was faster to notice that the caller's time is over
	}
	return err
}

// send sends a request. What an [http.Client] adds to its transport, it adds to one that
// the caller has given: it copies each request's headers for redirects, to begin with.
func (t *transport) send(req *http.Request) (*http.Response, error) {
	if t.direct == nil {
		return t.http.Do(req)
	}
	res, err := t.direct.RoundTrip(req)
	if err != nil {
		return nil, plainAnswer(err)
	}
	return res, nil
}

// plainAnswer says what it is if a server answers in the clear where TLS was meant, as
// an [http.Client] does.
func plainAnswer(err error) error {
	var broken tls.RecordHeaderError
	if errors.As(err, &broken) && string(broken.RecordHeader[:]) == "HTTP/" {
		return http.ErrSchemeMismatch
	}
	return err
}

// encode returns the body of a request. It is not lent out again: see outgoing.
func encode(ctx context.Context, call *runtime.Call) ([]byte, error) {
	buf := buffers.Get()
	data, err := call.Encode(ctx, codec.JSON, buf.Bytes)
	if err != nil {
		return nil, err
	}
	body := slices.Clone(data)
	buf.Put(data)
	return body, nil
}

// request returns a POST request. It can be sent again (see http.Request.GetBody),
// and net/http does so only where it knows that the server has not begun with it,
// such as on a connection that turns out to be closed.
func (t *transport) request(ctx context.Context, call *runtime.Call, body []byte) *http.Request {
	o := &outgoing{url: *t.urls.of(&t.base, call.Method), body: body}
	o.reader.Reset(body)
	header := http.Header{"Content-Type": jsonType}
	for name, value := range call.SentHeader() {
		if !ownField[name] {
			header.Set(name, value)
		}
	}
	if deadline, ok := ctx.Deadline(); ok {
		ms := max(1, time.Until(deadline).Milliseconds()+1) // not before the client's own
		o.timeout[0] = strconv.FormatInt(ms, 10)
		header[timeoutHeader] = o.timeout[:]
	}
	t.half.send(header)
	inBrowser(header, t.half != nil)
	req := http.Request{
		Method: http.MethodPost, URL: &o.url, Host: o.url.Host, Header: header,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Body: io.NopCloser(&o.reader), ContentLength: int64(len(body)), // a type that net/http knows to wait for nothing
		GetBody: o.again,
	}
	return req.WithContext(ctx)
}

// ownField has the fields that a call is not a call without, in lower case.
var ownField = map[string]bool{
	"content-type": true, "content-encoding": true, "content-length": true, "transfer-encoding": true, "host": true,
	strings.ToLower(timeoutHeader): true,
}

// jsonType is shared by all requests: nobody changes it.
var jsonType = []string{codec.JSON.ContentType()}

// late reports whether the caller's time is over, even if nobody has noticed yet.
func late(ctx context.Context) bool {
	deadline, ok := ctx.Deadline()
	return ok && time.Until(deadline) <= 0
}

// read returns the answer's body, which has no more bytes than the limit. It is appended
// to buf, or new memory.
func (t *transport) read(ctx context.Context, res *http.Response, buf []byte) ([]byte, error) {
	in, most := io.Reader(res.Body), t.maxResponse
	if res.ContentLength < 0 || res.ContentLength >= firstRead {
		in, most = io.LimitReader(res.Body, t.maxResponse+1), math.MaxInt64
	}
	data, err := readAll(buf, in, res.ContentLength, most)
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
	switch {
	case len(data) == 0 && res.Header.Get(closeReason) != "":
		return &runtime.Error{Message: clip(res.Header.Get(closeReason)), Type: runtime.NetworkError, Code: runtime.CodeLostConn}
	case res.StatusCode == http.StatusOK || res.StatusCode == http.StatusInternalServerError:
		return call.Decode(ctx, codec.JSON, data)
	case res.StatusCode >= 300 && res.StatusCode < 400:
		return &runtime.Error{
			Message: fmt.Sprintf("the server redirects (%d) to %s; redirects are not followed", res.StatusCode, target(res)),
			Type:    runtime.NetworkError, Code: runtime.CodeForbidden,
		}
	}
	var ret runtime.Return
	if err := codec.JSON.Decode(data, &ret); err != nil || ret.Err == nil {
		return &runtime.Error{Message: "HTTP Error " + strconv.Itoa(res.StatusCode), Type: runtime.NetworkError, Code: res.StatusCode}
	}
	return call.Answer(nil, &ret)
}

// closeReason is the header in which a TSRPC server says why it answers nothing
// (tsrpc-wire 2.3).
const closeReason = "X-Tsrpc-Close-Reason"

// target names the host that a redirect points to, without the rest of the URL.
func target(res *http.Response) string {
	u, err := res.Location()
	if err != nil {
		return "nowhere"
	}
	return clip(u.Scheme + "://" + u.Host)
}

// loopback reports whether host is this machine.
func loopback(host string) bool {
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.Unmap().IsLoopback()
	}
	return strings.EqualFold(host, "localhost")
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
