package session_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/session"
	"github.com/rpcgen/rpcgen/runtime/session/memstore"
)

type (
	doRequest struct {
		runtime.BaseRequest
		Arg int
		do  func(ctx context.Context, res *doResponse) error
	}
	doResponse struct {
		runtime.BaseResponse
		Out string
	}
)

// do is a method whose handler is what the test wants it to be.
var do = runtime.NewMethod[doRequest, doResponse]("do")

// A fixture is a server with sessions, called directly.
type fixture struct {
	testing.TB
	store   *watched
	manager *session.Manager
	server  *runtime.Server
	log     *logBuffer
}

// newFixture starts a server on a new store.
func newFixture(t testing.TB, opts ...session.Option) *fixture {
	store := memstore.New()
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return onStore(t, &watched{Store: store}, opts...)
}

// onStore starts a server on a store that is there.
func onStore(t testing.TB, store *watched, opts ...session.Option) *fixture {
	f := &fixture{TB: t, store: store, log: &logBuffer{}}
	logger := slog.New(slog.NewTextHandler(f.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	f.manager = session.NewManager(store, append([]session.Option{session.WithLogger(logger)}, opts...)...)
	f.server = runtime.NewServer(f.manager.Flow(), runtime.WithLogger(logger), runtime.WithHandlerTimeout(0))
	do.Handle(f.server, func(ctx context.Context, req *doRequest) (*doResponse, error) {
		res := &doResponse{}
		return res, req.do(ctx, res)
	})
	t.Cleanup(func() {
		if err := f.manager.Close(context.Background()); err != nil && store.down.Load() == nil {
			t.Errorf("Manager.Close: %v", err)
		}
	})
	return f
}

// call makes a call with a cookie and returns the cookie that comes back, nil for
// none, and the call's error.
func (f *fixture) call(cookie *runtime.Cookie, h func(ctx context.Context, s *session.Session) error) (*runtime.Cookie, error) {
	return f.respond(cookie, func(ctx context.Context, _ *doResponse) error { return h(ctx, session.From(ctx)) })
}

func (f *fixture) respond(cookie *runtime.Cookie, h func(ctx context.Context, res *doResponse) error) (*runtime.Cookie, error) {
	return f.from("", cookie, h)
}

// from is respond for a call of a client with an address.
func (f *fixture) from(peer string, cookie *runtime.Cookie, h func(ctx context.Context, res *doResponse) error) (*runtime.Cookie, error) {
	req := &doRequest{BaseRequest: runtime.BaseRequest{Cookie: cookie}, do: h}
	ret := f.server.ServeCall(context.Background(), "do", req, peer)
	if ret.Err != nil {
		return ret.Cookie, ret.Err
	}
	return ret.Response.(*doResponse).Cookie, nil
}

// must is call for one that must succeed and return an id.
func (f *fixture) must(cookie *runtime.Cookie, h func(ctx context.Context, s *session.Session) error) *runtime.Cookie {
	f.Helper()
	c, err := f.call(cookie, h)
	if err != nil {
		f.Fatalf("call: %v", err)
	}
	if c == nil || c.SessionID == "" {
		f.Fatal("call: no id came back")
	}
	return c
}

// started returns the cookie of a session that is stored, with n = 1.
func (f *fixture) started() *runtime.Cookie {
	f.Helper()
	return f.must(nil, func(ctx context.Context, s *session.Session) error { return number.Set(ctx, 1) })
}

// number reads the value that started sets.
func (f *fixture) number(cookie *runtime.Cookie) (n int) {
	f.Helper()
	if _, err := f.call(cookie, func(ctx context.Context, s *session.Session) (err error) {
		n, err = number.Get(ctx)
		return err
	}); err != nil {
		f.Errorf("reading the session: %v", err)
	}
	return n
}

var (
	number = session.NewKey[int]("n")
	text   = session.NewKey[string]("text")
)

func nothing(context.Context, *session.Session) error { return nil }

func sameID(a, b *runtime.Cookie) bool { return a.SessionID == b.SessionID }

// A watched store counts what reaches it, and fails when it is told to.
type watched struct {
	session.Store
	loads, applies atomic.Int64
	down           atomic.Pointer[error] // what every operation returns
	full           atomic.Pointer[error] // what every Apply returns
	before, after  func(c session.Change)
}

func (w *watched) Load(ctx context.Context, id session.ID) (session.Record, error) {
	w.loads.Add(1)
	if err := w.down.Load(); err != nil {
		return session.Record{}, *err
	}
	return w.Store.Load(ctx, id)
}

func (w *watched) Apply(ctx context.Context, id session.ID, c session.Change) (uint64, error) {
	w.applies.Add(1)
	for _, p := range []*atomic.Pointer[error]{&w.down, &w.full} {
		if err := p.Load(); err != nil {
			return 0, *err
		}
	}
	if w.before != nil {
		w.before(c)
	}
	rev, err := w.Store.Apply(ctx, id, c)
	if w.after != nil {
		w.after(c)
	}
	return rev, err
}

func (w *watched) ByOwner(ctx context.Context, owner, after string, limit int) ([]session.Summary, string, error) {
	if err := w.down.Load(); err != nil {
		return nil, "", *err
	}
	return w.Store.(session.Index).ByOwner(ctx, owner, after, limit)
}

// counted returns how many operations f causes.
func (w *watched) counted(f func()) (loads, applies int64) {
	l, a := w.loads.Load(), w.applies.Load()
	f()
	return w.loads.Load() - l, w.applies.Load() - a
}

var errDisk = errors.New("the disk is on fire")

type logBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// count returns how many lines hold all of some texts.
func (b *logBuffer) count(texts ...string) (n int) {
next:
	for line := range strings.Lines(b.String()) {
		for _, text := range texts {
			if !strings.Contains(line, text) {
				continue next
			}
		}
		n++
	}
	return n
}

// shortPatience makes a nested Update wait briefly for the lock of the outer one.
const shortPatience = 20 * time.Millisecond

// endedWith is a ctx with the values of one and the end of another.
type endedWith struct {
	context.Context
	end context.Context
}

func callWith(values, end context.Context) context.Context { return endedWith{values, end} }

func (c endedWith) Done() <-chan struct{} { return c.end.Done() }
func (c endedWith) Err() error            { return c.end.Err() }
