package httprpc_test

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/memstore"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
	"github.com/rpcgen/rpcgen/runtime/transport/inproc"
)

var visits = session.NewKey[int]("visits")

// newBoundServer returns a server with bound sessions, whose method Hello does
// what its argument says, and answers with the number of visits and the owner.
func newBoundServer(t testing.TB) *runtime.Server {
	store := memstore.New()
	manager := session.NewManager(store, session.WithBinder())
	t.Cleanup(func() {
		if err := manager.Close(context.Background()); err != nil {
			t.Error(err)
		}
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	server := runtime.NewServer(quiet(t), manager.Flow())
	hello.Handle(server, func(ctx context.Context, req *helloRequest) (*helloResponse, error) {
		s := session.From(ctx)
		var err error
		switch req.Name {
		case "nothing":
			return nil, nil
		case "visit":
			_, err = visits.Update(ctx, func(n int) (int, error) { return n + 1, nil })
		case "login":
			err = s.Login(ctx, "ada")
		case "renew":
			err = s.Renew(ctx)
		case "logout":
			err = s.Destroy(ctx)
		}
		if err != nil {
			return nil, err
		}
		n, err := visits.Get(ctx)
		if err != nil {
			return nil, err
		}
		owner, err := s.Owner(ctx)
		return &helloResponse{Reply: fmt.Sprint(n, " ", owner)}, err
	})
	return server
}

// A browser keeps what answers set, in the body and in the header.
type browser struct {
	t       *testing.T
	handler http.Handler
	id      string   // JSON, of __cookie
	cookies []string // Cookie headers, whole
	prepare func(*http.Request)
}

func newBrowser(t *testing.T, handler http.Handler) *browser {
	return &browser{t: t, handler: handler, prepare: func(r *http.Request) { r.TLS = &tls.ConnectionState{} }}
}

func setBody(req *http.Request, body string) {
	req.Body, req.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
}

var wantSetCookie = regexp.MustCompile(`^__Host-rb=([A-Za-z0-9_-]{22}); Path=/; Max-Age=34560000; HttpOnly; Secure; SameSite=Strict$`)

// call makes a call and returns the reply, or the error's code.
func (b *browser) call(name string) (string, *httptest.ResponseRecorder) {
	b.t.Helper()
	body := fmt.Sprintf(`{"name":%q}`, name)
	if b.id != "" {
		body = fmt.Sprintf(`{"name":%q,"__cookie":%s}`, name, b.id)
	}
	req := post()
	setBody(req, body)
	if len(b.cookies) > 0 {
		req.Header["Cookie"] = b.cookies
	}
	b.prepare(req)
	rec := record(b.handler, req)
	var ret struct {
		Res struct {
			Reply  string
			Cookie json.RawMessage `json:"__cookie"`
		}
		Err    struct{ Code string }
		Cookie json.RawMessage `json:"__cookie"`
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &ret); err != nil {
		b.t.Fatalf("%d %s: %v", rec.Code, rec.Body, err)
	}
	if id := string(ret.Res.Cookie) + string(ret.Cookie); id != "" {
		b.id = id
	}
	if set := rec.Header()["Set-Cookie"]; len(set) > 0 {
		match := wantSetCookie.FindStringSubmatch(set[0])
		if match == nil || len(set) > 1 {
			b.t.Fatalf("%s: Set-Cookie: %q", name, set)
		}
		if rec.Header().Get("Cache-Control") != "no-store" {
			b.t.Errorf("%s: an answer with a secret may be cached", name)
		}
		b.cookies = []string{"__Host-rb=" + match[1]}
	}
	return ret.Res.Reply + ret.Err.Code, rec
}

func (b *browser) want(name, want string) {
	b.t.Helper()
	if got, _ := b.call(name); got != want {
		b.t.Errorf("%s: got %q, want %q", name, got, want)
	}
}

// as returns a browser that has this one's id, and other cookies.
func (b *browser) as(cookies ...string) *browser {
	other := *b
	other.cookies = cookies
	return &other
}

func TestBinder(t *testing.T) {
	server := newBoundServer(t)
	handler := newHandler(t, server, httprpc.WithBinder())
	b, other := newBrowser(t, handler), newBrowser(t, handler)
	other.want("visit", "1 ")
	b.want("nothing", "")
	first := b.cookies[0]
	b.want("visit", "1 ")
	b.want("visit", "2 ")
	if b.cookies[0] != first {
		t.Error("the half changed without need")
	}
	for name, cookies := range map[string][]string{
		"none":               nil,
		"another session's":  other.cookies,
		"garbled":            {strings.Replace(b.cookies[0], "rb=", "rb=!", 1)},
		"quoted":             {strings.Replace(b.cookies[0], "rb=", `rb="`, 1) + `"`},
		"empty":              {"__Host-rb="},
		"other name":         {strings.Replace(b.cookies[0], "__Host-rb", "rb", 1)},
		"other case":         {strings.Replace(b.cookies[0], "__Host-rb", "__host-rb", 1)},
		"twice":              {b.cookies[0] + "; " + b.cookies[0]},
		"two, the right one": {b.cookies[0] + "; " + other.cookies[0]},
		"two, another first": {other.cookies[0] + "; " + b.cookies[0]},
		"two headers":        {b.cookies[0], other.cookies[0]},
	} {
		t.Run(name, func(t *testing.T) {
			thief := b.as(cookies...)
			thief.t = t
			thief.want("read", "0 ")
			if strings.Contains(thief.id, "sessionId") {
				t.Error("the client was not told to forget the id")
			}
			thief = b.as(cookies...)
			thief.want("visit", "SESSION_RETIRED")
			thief = b.as(cookies...)
			thief.want("logout", "0 ")
		})
	}
	// The cookie without the id is nobody.
	b.want("read", "2 ")
	stranger := newBrowser(t, handler)
	stranger.cookies = b.cookies
	stranger.want("read", "0 ")

	before := b.cookies[0]
	b.want("login", "2 ada")
	if b.cookies[0] == before {
		t.Error("a login kept the half")
	}
	b.as(before).want("read", "0 ")
	before = b.cookies[0]
	b.want("renew", "2 ada")
	if b.cookies[0] == before {
		t.Error("a renewal kept the half")
	}
	b.as("a=b; c", b.cookies[0]).want("read", "2 ada") // cookies of other names do no harm
	b.want("logout", "0 ")
	b.want("visit", "1 ")
	b.want("visit", "2 ")
	// A new client starts anew after it was told to forget.
	thief := b.as()
	thief.want("read", "0 ")
	thief.want("visit", "1 ")
	thief.want("visit", "2 ")
	b.want("visit", "3 ")
}

// Without the option of the handler nothing is read and nothing is set.
func TestBinderIsOptIn(t *testing.T) {
	server := newBoundServer(t)
	b := newBrowser(t, newHandler(t, server))
	b.want("visit", "1 ")
	b.want("login", "1 ada")
	if b.cookies != nil {
		t.Errorf("the browser has %q", b.cookies)
	}
	bound := newBrowser(t, newHandler(t, server, httprpc.WithBinder()))
	bound.want("visit", "1 ")
	// Other ways to the same server have no half: they see a session that has ended.
	b.as(bound.cookies...).want("visit", "2 ada")
	plain := newBrowser(t, b.handler)
	plain.id, plain.cookies = bound.id, bound.cookies
	plain.want("read", "0 ")
	var cookie runtime.Cookie
	if err := json.Unmarshal([]byte(bound.id), &cookie); err != nil {
		t.Fatal(err)
	}
	req := &helloRequest{Name: "visit"}
	req.Cookie = &cookie
	_, err := hello.Call(t.Context(), inproc.NewClient(server, inproc.WithJar(nil)), req)
	if runtime.CodeOf(err) != session.CodeRetired {
		t.Errorf("in process: %v", err)
	}
	bound.want("visit", "2 ")
}

// The half travels over TLS, and within this machine.
func TestBinderNeedsTLS(t *testing.T) {
	handler := newHandler(t, newBoundServer(t), httprpc.WithBinder(), httprpc.TrustProxies("10.0.0.1"))
	for _, test := range []struct {
		name    string
		prepare func(*http.Request) *http.Request
		ok      bool
	}{
		{"plain", func(r *http.Request) *http.Request { return r }, false},
		{"said to be TLS", func(r *http.Request) *http.Request { r.Header.Set("X-Forwarded-Proto", "https"); return r }, false},
		{"TLS", func(r *http.Request) *http.Request { r.TLS = &tls.ConnectionState{}; return r }, true},
		{"TLS at a trusted proxy", func(r *http.Request) *http.Request {
			r.RemoteAddr = "10.0.0.1:4711"
			r.Header.Set("X-Forwarded-Proto", "https")
			return r
		}, true},
		{"this machine", func(*http.Request) *http.Request { return arriving("127.0.0.1", "localhost:3000") }, true},
		{"through a proxy on this machine", func(*http.Request) *http.Request { return arriving("127.0.0.1", "shop.example") }, false},
		{"localhost from afar", func(*http.Request) *http.Request { return arriving("192.0.2.1", "localhost:3000") }, false},
	} {
		rec := record(handler, test.prepare(post()))
		if set := rec.Header().Get("Set-Cookie") != ""; set != test.ok || (rec.Code == http.StatusForbidden) == test.ok {
			t.Errorf("%s: %d, Set-Cookie: %t", test.name, rec.Code, set)
		}
	}
}

// Pages of listed origins may send the cookie, and nobody else's.
func TestBinderAndCORS(t *testing.T) {
	const page = "https://www.shop.example"
	server := newBoundServer(t)
	if _, err := httprpc.NewHandler(server, httprpc.AllowOrigins("*"), httprpc.WithBinder()); err == nil {
		t.Error("every page was given credentials")
	}
	if _, err := httprpc.NewHandler(server, httprpc.WithBinder(), httprpc.AllowOrigins("*")); err == nil {
		t.Error("every page was given credentials")
	}
	for _, test := range []struct {
		name   string
		opts   []httprpc.HandlerOption
		origin string
		want   string
	}{
		{"listed", []httprpc.HandlerOption{httprpc.WithBinder(), httprpc.AllowOrigins(page)}, page, "true"},
		{"not listed", []httprpc.HandlerOption{httprpc.WithBinder(), httprpc.AllowOrigins(page)}, "https://evil.example", ""},
		{"no list", []httprpc.HandlerOption{httprpc.WithBinder()}, page, ""},
		{"no binder", []httprpc.HandlerOption{httprpc.AllowOrigins(page)}, page, ""},
		{"everyone", []httprpc.HandlerOption{httprpc.AllowOrigins("*")}, page, ""},
	} {
		for _, method := range []string{http.MethodPost, http.MethodOptions} {
			req := post("Origin", test.origin, "Access-Control-Request-Method", "POST")
			req.Method, req.TLS = method, &tls.ConnectionState{}
			rec := record(newHandler(t, server, test.opts...), req)
			if got := rec.Header()["Access-Control-Allow-Credentials"]; strings.Join(got, "|") != test.want {
				t.Errorf("%s, %s: got %q, want %q", test.name, method, got, test.want)
			}
		}
	}
}

// A Go program can hold its half, if it wants to.
func TestKeepBinder(t *testing.T) {
	handler := newHandler(t, newBoundServer(t), httprpc.WithBinder())
	secure := httptest.NewTLSServer(handler)
	defer secure.Close()
	visit := func(client *runtime.Client) string {
		res, err := hello.Call(t.Context(), client, &helloRequest{Name: "visit"})
		if err != nil {
			return fmt.Sprint(runtime.CodeOf(err))
		}
		return res.Reply
	}
	for name, base := range map[string]string{"TLS": secure.URL, "loopback": listen(t, handler)} {
		over := httprpc.WithHTTPClient(secure.Client())
		client := dial(t, base, over, httprpc.KeepBinder())
		login := func() (string, error) {
			res, err := hello.Call(t.Context(), client, &helloRequest{Name: "login"})
			return res.Reply, err
		}
		if got := visit(client) + visit(client); got != "1 2 " {
			t.Errorf("%s: got %q", name, got)
		}
		if got, err := login(); got != "2 ada" || err != nil {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
		if got := visit(client); got != "3 ada" {
			t.Errorf("%s: got %q", name, got)
		}
		without := dial(t, base, over)
		if got := visit(without) + visit(without) + visit(without); got != "1 SESSION_RETIRED1 " {
			t.Errorf("%s: without the option: got %q", name, got)
		}
	}
}

// A client takes what its name promises and nothing else, and gives it to nobody else.
func TestKeepBinderIsStrict(t *testing.T) {
	const good = "__Host-rb=half; Path=/; Secure; HttpOnly"
	for name, test := range map[string]struct {
		base string
		set  string
		opts []httprpc.ClientOption
		want string
	}{
		"good":           {"https://shop.example", good, nil, "__Host-rb=half"},
		"not secure":     {"https://shop.example", "__Host-rb=half; Path=/", nil, ""},
		"other path":     {"https://shop.example", "__Host-rb=half; Path=/api; Secure", nil, ""},
		"no path":        {"https://shop.example", "__Host-rb=half; Secure", nil, ""},
		"of a domain":    {"https://shop.example", "__Host-rb=half; Path=/; Secure; Domain=shop.example", nil, ""},
		"other name":     {"https://shop.example", "rb=half; Path=/; Secure", nil, ""},
		"in the clear":   {"http://shop.example", good, nil, ""},
		"allowed to be":  {"http://shop.example", good, []httprpc.ClientOption{httprpc.AllowPlaintext()}, "__Host-rb=half"},
		"on the machine": {"http://localhost:3000", good, nil, "__Host-rb=half"},
	} {
		c := &canned{status: 200, body: worldAnswer, header: http.Header{"Set-Cookie": {"a=b", test.set}}}
		client := c.client(t, test.base, append(test.opts, httprpc.KeepBinder())...)
		for range 2 {
			if _, err := hello.Call(t.Context(), client, nil); err != nil {
				t.Fatal(err)
			}
		}
		if got := c.last.Header.Get("Cookie"); got != test.want {
			t.Errorf("%s: sent %q, want %q", name, got, test.want)
		}
		if _, err := hello.Call(t.Context(), c.client(t, test.base, append(test.opts, httprpc.KeepBinder())...), nil); err != nil || c.last.Header.Get("Cookie") != "" {
			t.Errorf("%s: another client sent %q, %v", name, c.last.Header.Get("Cookie"), err)
		}
		if _, err := hello.Call(t.Context(), c.client(t, test.base, test.opts...), nil); err != nil || c.last.Header.Get("Cookie") != "" {
			t.Errorf("%s: without the option a client sent %q, %v", name, c.last.Header.Get("Cookie"), err)
		}
	}
}
