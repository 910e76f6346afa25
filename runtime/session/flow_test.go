package session_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/codec"
	"github.com/rpcgen/rpcgen/runtime/session"
)

func TestNewClientGetsAnID(t *testing.T) {
	f := newFixture(t)
	seen := ""
	got := f.must(nil, func(ctx context.Context, s *session.Session) error {
		seen = runtime.CookieFrom(ctx).SessionID()
		if !s.IsNew() {
			t.Error("the session of a client without a cookie is not new")
		}
		return nil
	})
	if seen != got.SessionID || len(seen) != 52 {
		t.Errorf("handler saw %d characters, equal to the returned id: %t", len(seen), seen == got.SessionID)
	}
	again := f.must(got, func(ctx context.Context, s *session.Session) error {
		if s.IsNew() {
			t.Error("the session is new although the client brought an id")
		}
		return nil
	})
	if !sameID(got, again) {
		t.Error("the id was not echoed")
	}
}

func TestOtherFieldsSurvive(t *testing.T) {
	f := newFixture(t)
	for _, id := range []string{"", "unknown"} {
		got := f.must(&runtime.Cookie{SessionID: id, Values: map[string]any{"theme": "dark"}}, func(ctx context.Context, _ *session.Session) error {
			if v := runtime.CookieFrom(ctx).Get("theme"); v != "dark" {
				t.Errorf("handler saw %v", v)
			}
			return nil
		})
		if got.Values["theme"] != "dark" {
			t.Errorf("client got %v", got.Values)
		}
	}
}

func TestHandlersCookie(t *testing.T) {
	f := newFixture(t)
	mine := f.started()
	other := f.started()
	tests := map[string]struct {
		res    *runtime.Cookie
		wantID string
	}{
		"none: the request's":       {nil, mine.SessionID},
		"with the id":               {&runtime.Cookie{SessionID: mine.SessionID, Values: map[string]any{"a": 1.0}}, mine.SessionID},
		"with a made-up id":         {&runtime.Cookie{SessionID: "planted", Values: map[string]any{"a": 1.0}}, mine.SessionID},
		"with another's id":         {&runtime.Cookie{SessionID: other.SessionID}, mine.SessionID},
		"without id":                {&runtime.Cookie{Values: map[string]any{"a": 1.0}}, ""},
		"empty, which is the clear": {&runtime.Cookie{}, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := f.respond(mine, func(_ context.Context, res *doResponse) error {
				res.Cookie = tt.res
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if got == nil || got.SessionID != tt.wantID {
				t.Errorf("got %v, want an id: %t", got, tt.wantID != "")
			}
			if tt.res != nil && len(got.Values) != len(tt.res.Values) {
				t.Errorf("got %d values, want %d", len(got.Values), len(tt.res.Values))
			}
		})
	}
	t.Run("set through the call", func(t *testing.T) {
		got := f.must(mine, func(ctx context.Context, _ *session.Session) error {
			runtime.CookieFrom(ctx).Set("a", true)
			return nil
		})
		if !sameID(got, mine) || got.Values["a"] != true {
			t.Error("the field or the id is missing")
		}
	})
	t.Run("set before a renewal", func(t *testing.T) {
		mine := f.started()
		got := f.must(mine, func(ctx context.Context, s *session.Session) error {
			runtime.CookieFrom(ctx).Set("a", true)
			return s.Renew(ctx)
		})
		if sameID(got, mine) || got.Values["a"] != true || f.number(got) != 1 {
			t.Error("the answer does not have the new id, or not the field")
		}
	})
	t.Run("without id after a renewal", func(t *testing.T) {
		mine := f.started()
		got, err := f.respond(mine, func(ctx context.Context, res *doResponse) error {
			res.Cookie = &runtime.Cookie{Values: map[string]any{"a": 1.0}}
			return session.From(ctx).Login(ctx, "ada")
		})
		if err != nil || got.SessionID == "" || sameID(got, mine) {
			t.Error("a renewed id was lost")
		}
	})
	t.Run("another node answers before the session", func(t *testing.T) {
		server := runtime.NewServer(func(s *runtime.Server) {
			s.Flows().PreCall.Use(func(_ context.Context, call *runtime.Call) (*runtime.Call, error) {
				call.Response = &doResponse{BaseResponse: runtime.BaseResponse{Cookie: &runtime.Cookie{SessionID: "planted"}}}
				return call, runtime.ErrStop
			})
		}, f.manager.Flow())
		do.Handle(server, nil)
		ret := server.ServeCall(t.Context(), "do", &doRequest{BaseRequest: runtime.BaseRequest{Cookie: mine}}, "")
		if ret.Err != nil || ret.Response.(*doResponse).Cookie.SessionID != mine.SessionID {
			t.Error("a planted id was let through")
		}
	})
}

func TestCookieOfErrors(t *testing.T) {
	f := newFixture(t)
	failed := errors.New("failed")
	fail := func(what func(ctx context.Context, s *session.Session) error) func(context.Context, *session.Session) error {
		return func(ctx context.Context, s *session.Session) error {
			if err := what(ctx, s); err != nil {
				t.Error(err)
			}
			return failed
		}
	}
	login := func(ctx context.Context, s *session.Session) error { return s.Login(ctx, "ada") }
	renew := func(ctx context.Context, s *session.Session) error { return s.Renew(ctx) }
	destroy := func(ctx context.Context, s *session.Session) error { return s.Destroy(ctx) }
	write := func(ctx context.Context, _ *session.Session) error { return number.Set(ctx, 7) }

	with := func(c *runtime.Cookie) *runtime.Cookie {
		c.Values = map[string]any{"theme": "dark"}
		return c
	}
	if c, err := f.call(with(&runtime.Cookie{}), fail(nothing)); err == nil || c == nil || c.SessionID == "" || c.Values["theme"] != "dark" {
		t.Errorf("minted: got %v, want a cookie with an id and the fields", c)
	}
	if c, err := f.call(with(&runtime.Cookie{SessionID: "x"}), fail(nothing)); err == nil || c == nil || len(c.SessionID) != 52 {
		t.Errorf("minted for a bad id: got %v, want a cookie with an id", c)
	}
	for name, h := range map[string]func(context.Context, *session.Session) error{"nothing": nothing, "write": write} {
		if c, err := f.call(with(f.started()), fail(h)); err == nil || c != nil {
			t.Errorf("%s: got %v, want no cookie", name, c)
		}
	}
	for name, h := range map[string]func(context.Context, *session.Session) error{"login": login, "renew": renew} {
		mine := with(f.started())
		c, err := f.call(mine, fail(h))
		if err == nil || c == nil || c.SessionID == "" || sameID(c, mine) || c.Values["theme"] != "dark" {
			t.Errorf("%s: got %v, want a cookie with the new id", name, c)
		}
		if f.number(c) != 1 {
			t.Errorf("%s: the new id has no data", name)
		}
	}
	if c, err := f.call(with(f.started()), fail(destroy)); err == nil || c == nil || c.SessionID != "" || c.Values["theme"] != "dark" {
		t.Errorf("destroy: got %v, want a cookie without an id", c)
	}
	t.Run("a failing handler does not roll back", func(t *testing.T) {
		mine := f.started()
		if _, err := f.call(mine, fail(write)); err == nil || f.number(mine) != 7 {
			t.Error("the write is gone")
		}
	})
	t.Run("a later node fails the call", func(t *testing.T) {
		f := newFixture(t)
		f.server.Flows().PreReturn.Use(func(_ context.Context, call *runtime.Call) (*runtime.Call, error) { return call, failed })
		if c, err := f.call(nil, login); err == nil || c == nil || c.SessionID == "" {
			t.Errorf("got %v, want a cookie with the new id", c)
		}
		if c, err := f.call(f.mint(), nothing); err == nil || c != nil {
			t.Errorf("got %v, want no cookie", c)
		}
	})
	t.Run("a panic", func(t *testing.T) {
		mine := f.started()
		c, err := f.call(mine, func(ctx context.Context, s *session.Session) error {
			if err := s.Login(ctx, "ada"); err != nil {
				t.Error(err)
			}
			panic("oh no")
		})
		if err == nil || c == nil || f.number(c) != 1 {
			t.Errorf("got %v, want a cookie with the new id", c)
		}
	})
}

// mint returns the cookie of a client that has an id and nothing stored.
func (f *fixture) mint() *runtime.Cookie {
	f.Helper()
	c, _ := f.call(nil, nothing)
	if c == nil {
		f.Fatal("no id was minted")
	}
	return c
}

func TestRetryKeepsTheSession(t *testing.T) {
	f := newFixture(t)
	tries := 0
	server := runtime.NewServer(f.manager.Flow(), runtime.WithInterceptors(func(next runtime.CallFunc) runtime.CallFunc {
		return func(ctx context.Context, call *runtime.Call) error {
			for err := next(ctx, call); ; err = next(ctx, call) {
				if tries++; err == nil || tries > 2 {
					return err
				}
			}
		}
	}))
	do.Handle(server, func(ctx context.Context, _ *doRequest) (*doResponse, error) {
		n, err := number.Update(ctx, func(n int) (int, error) { return n + 1, nil })
		if err == nil && tries == 0 {
			err = errors.New("again")
		}
		return &doResponse{Out: strings.Repeat("i", n)}, err
	})
	ret := server.ServeCall(t.Context(), "do", &doRequest{}, "")
	if ret.Err != nil || ret.Response.(*doResponse).Out != "ii" {
		t.Fatalf("got %+v", ret)
	}
	if f.number(ret.Response.(*doResponse).Cookie) != 2 {
		t.Error("the second try was in another session")
	}
}

func TestNoSession(t *testing.T) {
	ctx := t.Context()
	s := session.From(ctx)
	_, ownerErr := s.Owner(ctx)
	_, getErr := number.Get(ctx)
	_, updateErr := number.Update(ctx, func(n int) (int, error) { return n, nil })
	_, _, takeErr := number.Take(ctx)
	_, absentErr := number.SetIfAbsent(ctx, 1)
	for i, err := range []error{
		ownerErr, getErr, updateErr, takeErr, absentErr,
		number.Set(ctx, 1), number.Delete(ctx), s.Login(ctx, "a"), s.Renew(ctx), s.Destroy(ctx), s.Reload(ctx),
		s.Remember(ctx), s.SetLifetime(ctx, 1, 1), s.Batch(ctx, func(*session.Tx) error { return nil }),
	} {
		if !errors.Is(err, session.ErrNoSession) {
			t.Errorf("%d: got %v, want ErrNoSession", i, err)
		}
	}
	if s.IsNew() || s.Mark() != "none" {
		t.Error("there is something about no session")
	}
}

// A cookie that is full of other things is refused before the handler runs: with
// the id in it, no answer could carry it.
func TestNoRoomForTheID(t *testing.T) {
	f := newFixture(t)
	full := &runtime.Cookie{Values: map[string]any{}}
	for i := range codec.MaxCookieKeys {
		full.Values[fmt.Sprint("k", i)] = true
	}
	ran := func(context.Context, *session.Session) error { t.Error("the handler ran"); return nil }
	for name, c := range map[string]*runtime.Cookie{
		"fields": full,
		"bytes":  {Values: map[string]any{"k": strings.Repeat("x", codec.MaxCookieBytes-len(`{"k":""}`))}},
	} {
		if got, err := f.call(c, ran); runtime.CodeOf(err) != runtime.CodeInputData || got != nil {
			t.Errorf("%s: got %v, %v, want INPUT_DATA_ERR and no cookie", name, got, err)
		}
	}
	if log := f.log.String(); log != "" {
		t.Errorf("a client filled the log: %s", log)
	}
}

// A handler's cookie that has no room for a renewed id is not sent. The id is.
func TestNoRoomForARenewedID(t *testing.T) {
	f := newFixture(t)
	old := f.started()
	old.Values = map[string]any{"mine": true}
	got, err := f.respond(old, func(ctx context.Context, res *doResponse) error {
		res.Cookie = &runtime.Cookie{Values: map[string]any{}}
		for i := range codec.MaxCookieKeys {
			res.Cookie.Values[fmt.Sprint("k", i)] = true
		}
		return session.From(ctx).Renew(ctx)
	})
	if err != nil || codec.CheckCookie(got) != nil || sameID(got, old) || got.Values["mine"] != true {
		t.Errorf("got %v, %v, want the client's own cookie with the new id", got, err)
	}
	if f.number(got) != 1 {
		t.Error("the new id does not lead to the session")
	}
}
