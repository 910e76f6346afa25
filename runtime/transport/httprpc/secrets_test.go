package httprpc_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/memstore"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
	"github.com/rpcgen/rpcgen/runtime/transport/inproc"
)

// A spill collects what is printed anywhere.
type spill struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *spill) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *spill) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// logger prints all there is, in both of slog's forms.
func (s *spill) logger() *slog.Logger {
	all := &slog.HandlerOptions{Level: slog.LevelDebug, AddSource: true}
	return slog.New(slog.NewMultiHandler(slog.NewTextHandler(s, all), slog.NewJSONHandler(s, all)))
}

// show prints values in every way that fmt and slog have for values and errors.
func (s *spill) show(values ...any) {
	for _, v := range values {
		fmt.Fprintf(s, "%v %+v %#v %s %q %x %d\n", v, v, v, v, v, v, v)
		if err, ok := v.(error); ok {
			s.logger().Error("failed", "error", err)
			s.show(errors.Unwrap(err))
		}
	}
}

// A brokenStore fails when it is told to, and quotes what it was asked for.
type brokenStore struct {
	session.Store
	broken atomic.Bool
}

func (b *brokenStore) Load(ctx context.Context, id session.ID) (session.Record, error) {
	if b.broken.Load() {
		return session.Record{}, fmt.Errorf("no connection, looking for %v", id)
	}
	return b.Store.Load(ctx, id)
}

func (b *brokenStore) Apply(ctx context.Context, id session.ID, c session.Change) (uint64, error) {
	if b.broken.Load() {
		return 0, fmt.Errorf("no connection, changing %v", id)
	}
	return b.Store.Apply(ctx, id, c)
}

// spillRequest is what a careless handler is asked to do.
type (
	spillRequest struct {
		runtime.BaseRequest
		How string `json:"how"`
	}
	spillResponse struct {
		runtime.BaseResponse
		Text string `json:"text"`
		Any  any    `json:"any,omitempty"`
	}
)

var spills = runtime.NewMethod[spillRequest, spillResponse]("Spill")

// careless handlers mistreat the session id that they have in hand.
func careless(store *brokenStore, out *spill) func(context.Context, *spillRequest) (*spillResponse, error) {
	return func(ctx context.Context, req *spillRequest) (*spillResponse, error) {
		id, res := req.Cookie.SessionID, &spillResponse{Text: "fine"}
		out.show(req, res, req.Cookie, *req.Cookie, session.From(ctx))
		out.logger().Info("a call", "cookie", req.Cookie, "value", *req.Cookie, "session", session.From(ctx))
		switch req.How {
		case "error":
			return nil, errors.New("no row for " + id)
		case "wrapped":
			return nil, runtime.Errorf("CODE", "sorry").WithCause(errors.New("no row for " + id))
		case "panic":
			panic("no row for " + id)
		case "panic with an error":
			panic(fmt.Errorf("no row for %s", id))
		case "panic with a request":
			panic(req)
		case "store":
			store.broken.Store(true)
			defer store.broken.Store(false)
			return res, errors.Join(session.From(ctx).Set(ctx, "k", 1), session.From(ctx).Destroy(ctx))
		case "not JSON":
			res.Any = make(chan int)
		case "large cookie":
			runtime.CookieFrom(ctx).Set("k", strings.Repeat("x", 5000))
		case "bad cookie":
			runtime.CookieFrom(ctx).Set("k", func() {})
		case "bad value":
			return res, session.From(ctx).Set(ctx, "k", make(chan int))
		case "login":
			return res, session.From(ctx).Login(ctx, "ada")
		case "logout":
			return res, session.From(ctx).Destroy(ctx)
		}
		return res, nil
	}
}

var misdeeds = []string{"", "error", "wrapped", "panic", "panic with an error", "panic with a request", "store", "not JSON",
	"large cookie", "bad cookie", "bad value", "login", "store", "logout", "error"}

// Whatever goes wrong, no session id gets into what is logged, printed, returned
// as an error or sent outside of __cookie: over HTTP and in the same program.
func TestNoSecretIsShown(t *testing.T) {
	for name, dialer := range map[string]func(*testing.T, *runtime.Server, ...runtime.ClientOption) *runtime.Client{
		"HTTP": func(t *testing.T, server *runtime.Server, opts ...runtime.ClientOption) *runtime.Client {
			return dial(t, serve(t, server), httprpc.WithJar(nil), httprpc.With(opts...))
		},
		"in process, JSON": func(_ *testing.T, server *runtime.Server, opts ...runtime.ClientOption) *runtime.Client {
			return inproc.NewClient(server, inproc.WithJar(nil), inproc.With(opts...))
		},
		"in process, direct": func(_ *testing.T, server *runtime.Server, opts ...runtime.ClientOption) *runtime.Client {
			return inproc.NewClient(server, inproc.Direct(), inproc.WithJar(nil), inproc.With(opts...))
		},
	} {
		t.Run(name, func(t *testing.T) {
			out, server, store := spilling(t)
			spills.Handle(server, careless(store, out))
			client := dialer(t, server, runtime.WithClientLogger(out.logger()))
			ids := map[string]bool{}
			cookie := &runtime.Cookie{Values: map[string]any{"a": 1.0}}
			for _, how := range misdeeds {
				req := &spillRequest{How: how}
				req.Cookie = cookie.Clone()
				res, err := spills.Call(t.Context(), client, req)
				out.show(req, err)
				if res != nil {
					out.show(res, res.Cookie)
					if res.Cookie != nil && res.Cookie.SessionID != "" {
						cookie.SessionID = res.Cookie.SessionID
						ids[cookie.SessionID] = true
					}
				}
			}
			out.mustHide(t, ids)
			if n := len(ids); n < 2 {
				t.Errorf("only %d ids were looked for", n)
			}
			if strings.Count(out.String(), "no row for [redacted") < 6 {
				t.Errorf("nothing happened: %s", out)
			}
		})
	}
}

// A server that cannot read a request does not quote it.
func TestNoSecretOfBadRequests(t *testing.T) {
	out, server, store := spilling(t)
	spills.Handle(server, careless(store, out))
	base := serve(t, server)
	post := func(path, contentType, body string) string {
		res, err := http.Post(base+path, contentType, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		answer, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		out.show(string(answer))
		return string(answer)
	}
	t.Cleanup(http.DefaultClient.CloseIdleConnections)
	const id = "CANARYcanaryCANARYcanaryCANARYcanaryCANARYcanary1234"
	for _, body := range []string{
		`{"__cookie":{"sessionId":"` + id + `"}}`,
		`{"how":1,"__cookie":{"sessionId":"` + id + `"}}`,
		`{"__cookie":{"sessionId":"` + id + `","sessionId":"` + id + `"},"how":""}`,
		`{"__cookie":{"sessionId":["` + id + `"]},"how":""}`,
		`{"__cookie":{"` + id + `":1,"` + id + `":2},"how":""}`,
		`{"__cookie":{"sessionId":"` + id + `",` + id,
		`{"__cookie":"` + id + `","how":""}`,
		`{"__cookie":["` + id + `"],"how":""}`,
		`{"__cookie":{"sessionId":"` + id + "\xff" + `"},"how":""}`,
		`{"__cookie":{"sessionId":"` + strings.Repeat(id, 100) + `"},"how":""}`,
		`{"__cookie":{"` + strings.Repeat(id, 2) + `":1},"how":""}`,
		`{"how":"","__cookie":{"sessionId":"` + id + `"}} trailing`,
		strings.Repeat(`{"__cookie":{"sessionId":"`+id+`"}`, 30_000),
	} {
		if answer := post("/Spill", "application/json", body); !strings.Contains(answer, `"isSucc":false`) {
			t.Errorf("%.80s: %s", body, answer)
		}
	}
	good := `{"how":"","__cookie":{"sessionId":"` + id + `"}}`
	post("/Nothing", "application/json", good)
	post("/Spill", "text/plain", good)
	store.broken.Store(true)
	post("/Spill", "application/json", good)
	out.mustHide(t, map[string]bool{id: true})
}

// spilling returns a server with sessions that logs to a spill.
func spilling(t *testing.T) (*spill, *runtime.Server, *brokenStore) {
	out, store := &spill{}, &brokenStore{Store: memstore.New()}
	manager := session.NewManager(store, session.WithLogger(out.logger()))
	t.Cleanup(func() {
		store.broken.Store(false)
		if err := errors.Join(manager.Close(context.WithoutCancel(t.Context())), store.Close()); err != nil {
			t.Error(err)
		}
	})
	return out, runtime.NewServer(manager.Flow(), runtime.WithLogger(out.logger())), store
}

// mustHide fails the test if one of the ids is to be seen, or what JSON or %x makes
// of it.
func (s *spill) mustHide(t *testing.T, ids map[string]bool) {
	t.Helper()
	text := s.String()
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		for _, form := range []string{id, fmt.Sprintf("%x", id)} {
			if at := strings.Index(text, form); at >= 0 {
				t.Errorf("an id is shown: …%s…", text[max(0, at-300):min(len(text), at+100)])
				return
			}
		}
	}
}
