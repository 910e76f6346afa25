package httprpc_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/cookie"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
)

// A canned transport answers without a network, and remembers what it was asked.
type canned struct {
	status int
	header http.Header
	body   string
	err    error

	asked int
	last  *http.Request
	sent  string
}

func (c *canned) RoundTrip(req *http.Request) (*http.Response, error) {
	c.asked, c.last = c.asked+1, req
	sent, _ := io.ReadAll(req.Body)
	c.sent = string(sent)
	if c.err != nil {
		return nil, c.err
	}
	res := &http.Response{StatusCode: c.status, Header: c.header, Request: req, ContentLength: int64(len(c.body)), Body: io.NopCloser(strings.NewReader(c.body))}
	if res.Header == nil {
		res.Header = http.Header{}
	}
	return res, nil
}

func (c *canned) client(t *testing.T, base string, opts ...httprpc.ClientOption) *runtime.Client {
	return dial(t, base, append(opts, httprpc.WithHTTPClient(&http.Client{Transport: c}))...)
}

func TestRequest(t *testing.T) {
	c := &canned{status: 200, body: worldAnswer}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	u, _ := url.Parse("https://Shop.example/x/")
	jar.SetCookies(u, []*http.Cookie{{Name: "k", Value: "v"}})
	given := &http.Client{Transport: c, Jar: jar}
	client := dial(t, "https://Shop.example/x", httprpc.WithHTTPClient(given))
	if _, err := hello.Call(t.Context(), client, &helloRequest{Name: "World"}); err != nil {
		t.Fatal(err)
	}
	if c.last.Method != "POST" || c.last.URL.String() != "https://Shop.example/x/Hello" || c.sent != worldBody || c.last.ContentLength != int64(len(worldBody)) {
		t.Errorf("got %s %s %s", c.last.Method, c.last.URL, c.sent)
	}
	if len(c.last.Header) != 2 || c.last.Header.Get("Content-Type") != "application/json" || c.last.Header.Get("Rpc-Timeout-Ms") == "" {
		t.Errorf("headers %v", c.last.Header)
	}
	if given.Jar != jar || given.CheckRedirect != nil {
		t.Error("the caller's HTTP client has changed")
	}
	if client.Origin() != "https://shop.example:443" {
		t.Errorf("origin %s", client.Origin())
	}
	patient := dial(t, "https://shop.example", httprpc.WithHTTPClient(given), httprpc.With(runtime.WithCallTimeout(0)))
	if _, err := login.Call(context.Background(), patient, nil); err != nil && c.last.Header.Get("Rpc-Timeout-Ms") != "" {
		t.Error("a deadline was sent where there is none")
	}
	if c.last.URL.Path != "/user/Login" {
		t.Errorf("path %s", c.last.URL.Path)
	}
}

func TestBadURLs(t *testing.T) {
	for _, base := range []string{"", "shop.example", "/api", "ftp://shop.example", "ws://shop.example", "inproc://1", "http://", "http://shop.example?x=1",
		"http://shop.example/#x", "http://user:hunter2@shop.example", "http://shop.example:port", "http://[::1", "mailto:x@shop.example"} {
		_, err := httprpc.NewClient(base)
		if err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: %v", base, err)
		}
	}
}

// What a server says in headers is bounded as its answers are.
func TestLongHeaders(t *testing.T) {
	long := strings.Repeat("x", 1<<15)
	for status, header := range map[int]http.Header{
		200: {"X-Tsrpc-Close-Reason": {long}},
		302: {"Location": {"https://" + long}},
	} {
		c := &canned{status: status, header: header}
		_, err := hello.Call(t.Context(), c.client(t, "https://shop.example"), nil)
		if text := fmt.Sprint(err); err == nil || len(text) > 500 {
			t.Errorf("%d: the error has %d bytes: %.50s", status, len(text), text)
		}
	}
}

func TestStatuses(t *testing.T) {
	const business = `{"isSucc":false,"err":{"message":"no","type":"ApiError","code":"BIZ"}}`
	for _, test := range []struct {
		name   string
		status int
		body   string
		header http.Header
		want   runtime.Error // "" is success
	}{
		{"success", 200, worldAnswer, nil, runtime.Error{}},
		{"success as TSRPC's clients judge it", 500, worldAnswer, nil, runtime.Error{}},
		{"error", 200, business, nil, runtime.Error{Message: "no", Type: runtime.APIError, Code: "BIZ"}},
		{"error of a call", 500, business, nil, runtime.Error{Message: "no", Type: runtime.APIError, Code: "BIZ"}},
		{"refusal", 413, business, nil, runtime.Error{Message: "no", Type: runtime.APIError, Code: "BIZ"}},
		{"proxy's page", 502, "<html>bad gateway</html>", nil, runtime.Error{Message: "HTTP Error 502", Type: runtime.NetworkError, Code: 502}},
		{"success that cannot be", 404, worldAnswer, nil, runtime.Error{Message: "HTTP Error 404", Type: runtime.NetworkError, Code: 404}},
		{"empty 503 of TSRPC", 503, "", nil, runtime.Error{Message: "HTTP Error 503", Type: runtime.NetworkError, Code: 503}},
		{"page", 200, "<html>log in</html>", nil, runtime.Error{Message: "Parse server output error", Type: runtime.ClientError, Code: "INPUT_DATA_ERR"}},
		{"nothing", 200, "", nil, runtime.Error{Message: "Parse server output error", Type: runtime.ClientError, Code: "INPUT_DATA_ERR"}},
		{"neither", 200, `{"isSucc":true}`, nil, runtime.Error{Message: "Parse server output error", Type: runtime.ClientError, Code: "INPUT_DATA_ERR"}},
		{"TSRPC's close reason", 200, "", http.Header{"X-Tsrpc-Close-Reason": {"not today"}}, runtime.Error{Message: "not today", Type: runtime.NetworkError, Code: "LOST_CONN"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := &canned{status: test.status, body: test.body, header: test.header}
			res, err := hello.Call(t.Context(), c.client(t, "https://shop.example"), nil)
			if test.want.Message == "" {
				if err != nil || res.Reply != "Hello, World" {
					t.Errorf("got %q, %v", res.Reply, err)
				}
				return
			}
			var e *runtime.Error
			if !errors.As(err, &e) || e.Message != test.want.Message || e.Type != test.want.Type || e.Code != test.want.Code {
				t.Errorf("got %#v", e)
			}
		})
	}
}

// A refusal of the transport may come with a cookie, like any error.
func TestCookieOfRefusal(t *testing.T) {
	jar := cookie.NewMemory()
	c := &canned{status: 503, body: `{"isSucc":false,"err":{"message":"no"},"__cookie":{"a":1}}`}
	client := c.client(t, "https://shop.example", httprpc.WithJar(jar))
	if _, err := hello.Call(t.Context(), client, nil); err == nil {
		t.Error("no error")
	}
	kept, err := jar.Load(t.Context(), client.Origin())
	if err != nil || kept == nil || kept.Values["a"] != 1.0 {
		t.Errorf("the jar holds %v, %v", kept, err)
	}
}

// A redirect leads nowhere: the other server sees nothing, least of all a session id.
func TestRedirects(t *testing.T) {
	var seen atomic.Int64
	count := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { seen.Add(1) })
	other, secure := httptest.NewServer(count), httptest.NewTLSServer(count)
	defer other.Close()
	defer secure.Close()
	mux := http.NewServeMux()
	mux.HandleFunc("POST /{status}/Hello", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", r.Header.Get("X-To"))
		status, _ := strconv.Atoi(r.PathValue("status"))
		w.WriteHeader(status)
	})
	mux.Handle("/", count)
	from := map[string]string{"http": listen(t, mux)}
	tlsFrom := httptest.NewTLSServer(mux)
	defer tlsFrom.Close()
	from["https"] = tlsFrom.URL
	byName := strings.Replace(other.URL, "127.0.0.1", "localhost", 1)
	trusting := secure.Client().Transport.(*http.Transport)
	defer trusting.CloseIdleConnections()

	for _, status := range []int{301, 302, 303, 307, 308} {
		for scheme, base := range from {
			for name, to := range map[string]string{
				"other port":      other.URL + "/Hello",
				"other host":      byName + "/Hello",
				"other scheme":    secure.URL + "/Hello",
				"a secret in it":  strings.Replace(other.URL, "://", "://u:hunter2@", 1) + "/Hello?token=hunter3",
				"without scheme":  strings.TrimPrefix(other.URL, "http:") + "/Hello",
				"the same server": base + "/elsewhere",
				"a path":          "/elsewhere",
			} {
				eager := &http.Client{
					Transport:     withHeader{trusting, "X-To", to},
					CheckRedirect: func(*http.Request, []*http.Request) error { return nil },
				}
				req := &helloRequest{Name: "x"}
				req.Cookie = &runtime.Cookie{SessionID: "canary"}
				client := dial(t, fmt.Sprintf("%s/%d", base, status), httprpc.WithHTTPClient(eager), httprpc.WithJar(nil), httprpc.KeepBinder())
				_, err := hello.Call(t.Context(), client, req)
				var e *runtime.Error
				if !errors.As(err, &e) || e.Type != runtime.NetworkError || !strings.Contains(e.Message, fmt.Sprint("redirects (", status)) || strings.Contains(e.Message, "hunter") {
					t.Errorf("%d from %s to %s: got %v", status, scheme, name, err)
				}
				if u, parseErr := url.Parse(to); parseErr == nil && u.Host != "" && !strings.Contains(err.Error(), u.Host) {
					t.Errorf("%d to %s: the error does not name the host: %v", status, name, err)
				}
			}
		}
	}
	if seen.Load() > 0 {
		t.Errorf("%d requests came where redirects point", seen.Load())
	}
}

// withHeader adds a header to each request, also to those that follow a redirect.
type withHeader struct {
	http.RoundTripper
	key, value string
}

func (w withHeader) RoundTrip(req *http.Request) (*http.Response, error) {
	req = req.Clone(req.Context())
	req.Header.Set(w.key, w.value)
	return w.RoundTripper.RoundTrip(req)
}

// So it is with the client's own connections.
func TestRedirectOfOwnClient(t *testing.T) {
	var seen atomic.Int64
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { seen.Add(1) }))
	defer other.Close()
	base := listen(t, http.RedirectHandler(other.URL, http.StatusTemporaryRedirect))
	if _, err := hello.Call(t.Context(), dial(t, base), nil); err == nil || seen.Load() > 0 {
		t.Errorf("%d requests were redirected, %v", seen.Load(), err)
	}
}

func TestPlaintext(t *testing.T) {
	for _, test := range []struct {
		base string
		opts []httprpc.ClientOption
		sent bool
	}{
		{"https://shop.example", nil, true},
		{"http://shop.example", nil, false},
		{"http://192.0.2.1:80", nil, false},
		{"http://0.0.0.0", nil, false},
		{"http://localhost.shop.example", nil, false},
		{"http://127.0.0.1.shop.example", nil, false},
		{"http://shop.example", []httprpc.ClientOption{httprpc.AllowPlaintext()}, true},
		{"http://localhost:3000", nil, true},
		{"http://LOCALHOST", nil, true},
		{"http://127.0.0.1:3000", nil, true},
		{"http://127.9.9.9", nil, true},
		{"http://[::1]:3000", nil, true},
	} {
		for _, id := range []string{"canary", ""} {
			c := &canned{status: 200, body: worldAnswer}
			req := &helloRequest{}
			req.Cookie = &runtime.Cookie{SessionID: id, Values: map[string]any{"a": 1.0}}
			_, err := hello.Call(t.Context(), c.client(t, test.base, append(test.opts, httprpc.WithJar(nil))...), req)
			want := test.sent || id == ""
			if (err == nil) != want || (c.asked == 1) != want {
				t.Errorf("%s with id %q: %d requests, %v", test.base, id, c.asked, err)
			}
			if err != nil && (!strings.Contains(err.Error(), "AllowPlaintext") || strings.Contains(err.Error(), "canary")) {
				t.Errorf("%s: %v", test.base, err)
			}
		}
	}
}

func TestNetworkErrors(t *testing.T) {
	check := func(name string, err error, code any) {
		t.Helper()
		var e *runtime.Error
		if !errors.As(err, &e) || e.Type != runtime.NetworkError || e.Code != code {
			t.Errorf("%s: got %#v", name, err)
		}
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	base := "http://" + listener.Addr().String()
	listener.Close()
	_, err = hello.Call(t.Context(), dial(t, base), nil)
	check("nobody listens", err, "ECONNREFUSED")

	for name, end := range map[string]func(*net.TCPConn){
		"LOST_CONN":  func(c *net.TCPConn) { c.CloseWrite(); io.Copy(io.Discard, c); c.Close() },
		"ECONNRESET": func(c *net.TCPConn) { c.SetLinger(0); c.Close() },
	} {
		var requests atomic.Int64
		base := serveConns(t, func(c *net.TCPConn) {
			requests.Add(1)
			readRequest(c)
			end(c)
		})
		_, err = hello.Call(t.Context(), dial(t, base), nil)
		check(name, err, name)
		if requests.Load() != 1 {
			t.Errorf("%s: the request was sent %d times", name, requests.Load())
		}
	}
	base = serveConns(t, func(c *net.TCPConn) {
		readRequest(c)
		io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"isSucc\":")
		c.Close()
	})
	_, err = hello.Call(t.Context(), dial(t, base), nil)
	check("half an answer", err, "LOST_CONN")

	_, err = hello.Call(t.Context(), (&canned{err: &net.DNSError{Err: "no such host", Name: "shop.example", IsNotFound: true}}).client(t, "https://shop.example"), nil)
	check("no such host", err, "LOST_CONN")
	slow := &http.Client{Transport: (&canned{err: timeoutError{}})}
	_, err = hello.Call(t.Context(), dial(t, "https://shop.example", httprpc.WithHTTPClient(slow)), nil)
	check("the HTTP client's own timeout", err, "TIMEOUT")
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a timeout that is not context.DeadlineExceeded: %v", err)
	}
}

type timeoutError struct{}

func (timeoutError) Error() string   { return "too slow" }
func (timeoutError) Timeout() bool   { return true }
func (timeoutError) Temporary() bool { return true }

// serveConns serves connections with handle, and returns the URL.
func serveConns(t *testing.T, handle func(*net.TCPConn)) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			handle(c.(*net.TCPConn))
		}
	}()
	t.Cleanup(func() { listener.Close(); <-done })
	return "http://" + listener.Addr().String()
}

// readRequest reads the headers and the short body of a request, if there is one.
func readRequest(c net.Conn) bool {
	var all []byte
	buf := make([]byte, 4096)
	for !bytes.HasSuffix(all, []byte("}")) {
		n, err := c.Read(buf)
		if err != nil {
			return false
		}
		all = append(all, buf[:n]...)
	}
	return true
}

// A connection that turns out to be dead is no error where nothing was sent, and
// calls share connections.
func TestConnectionReuse(t *testing.T) {
	var conns atomic.Int64
	web := httptest.NewUnstartedServer(newHandler(t, newServer(t)))
	web.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			conns.Add(1)
		}
	}
	web.Start()
	defer web.Close()
	client := dial(t, web.URL)
	for i := range 20 {
		if _, err := hello.Call(t.Context(), client, &helloRequest{Name: fmt.Sprint(i)}); err != nil {
			t.Fatal(err)
		}
		hello.Call(t.Context(), client, nil) // an empty name is fine
		fail.Call(t.Context(), client, &failRequest{Kind: "server"})
	}
	if conns.Load() != 1 {
		t.Errorf("60 calls took %d connections", conns.Load())
	}
}

// The time that is sent is never shorter than the client's own.
func TestTimeoutIsSent(t *testing.T) {
	c := &canned{status: 200, body: worldAnswer}
	ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	if _, err := hello.Call(ctx, c.client(t, "https://shop.example"), nil); err != nil {
		t.Fatal(err)
	}
	ms, err := time.ParseDuration(c.last.Header.Get("Rpc-Timeout-Ms") + "ms")
	if err != nil || ms > time.Hour+time.Millisecond || ms < 59*time.Minute {
		t.Errorf("sent %v, %v", ms, err)
	}
}

// A connection that breaks after it has carried a call is no reason to send the
// next one twice: it may have been carried out.
func TestNothingIsSentTwice(t *testing.T) {
	var requests atomic.Int64
	base := serveConns(t, func(c *net.TCPConn) {
		defer c.Close()
		for readRequest(c) {
			if requests.Add(1) == 1 {
				fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(worldAnswer), worldAnswer)
				continue
			}
			return
		}
	})
	client := dial(t, base)
	if _, err := hello.Call(t.Context(), client, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := hello.Call(t.Context(), client, nil); runtime.CodeOf(err) != runtime.CodeLostConn {
		t.Errorf("got %v", err)
	}
	if requests.Load() != 2 {
		t.Errorf("two calls made %d requests", requests.Load())
	}
}
