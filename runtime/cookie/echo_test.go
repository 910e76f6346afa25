package cookie

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
)

// serve makes one call to a server with Echo and returns what comes back.
func serve(t *testing.T, sent string, handler func(context.Context, *askRequest) (*askResponse, error), opts ...runtime.ServerOption) *runtime.Return {
	t.Helper()
	s := runtime.NewServer(append([]runtime.ServerOption{Echo(), runtime.WithLogger(slog.New(slog.DiscardHandler))}, opts...)...)
	ask.Handle(s, handler)
	req := &askRequest{}
	req.Cookie = cookieOf(t, sent)
	return s.ServeCall(t.Context(), "Ask", req, "")
}

func TestEcho(t *testing.T) {
	const sent = `{"a":1,"sessionId":"s1"}`
	set := func(cookie string) func(context.Context, *askRequest) (*askResponse, error) {
		return func(context.Context, *askRequest) (*askResponse, error) {
			res := &askResponse{}
			res.Cookie = cookieOf(t, cookie)
			return res, nil
		}
	}
	for name, c := range map[string]struct {
		sent    string
		handler func(context.Context, *askRequest) (*askResponse, error)
		want    string
	}{
		"no cookie":          {"", set(""), ""},
		"empty":              {`{}`, set(""), `{}`},
		"echo":               {sent, set(""), sent},
		"nil response":       {sent, func(context.Context, *askRequest) (*askResponse, error) { return nil, nil }, sent},
		"set by the handler": {sent, set(`{"b":2}`), `{"b":2}`},
		"cleared":            {sent, set(`{}`), `{}`},
		"set on the call": {sent, func(ctx context.Context, _ *askRequest) (*askResponse, error) {
			runtime.CookieFrom(ctx).Set("b", 2)
			return nil, nil
		}, `{"a":1,"b":2,"sessionId":"s1"}`},
		"request's own, changed": {sent, func(_ context.Context, req *askRequest) (*askResponse, error) {
			req.Cookie.Values["b"] = 2
			res := &askResponse{}
			res.Cookie = req.Cookie
			return res, nil
		}, `{"a":1,"b":2,"sessionId":"s1"}`},
	} {
		t.Run(name, func(t *testing.T) {
			ret := serve(t, c.sent, c.handler)
			if ret.Err != nil {
				t.Fatal(ret.Err)
			}
			if got := text(t, ret.Response.(*askResponse).Cookie); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestErrorsCarryNoCookie(t *testing.T) {
	ret := serve(t, `{"a":1}`, func(ctx context.Context, _ *askRequest) (*askResponse, error) {
		runtime.CookieFrom(ctx).Set("b", 2)
		return nil, errors.New("failed")
	})
	if ret.Err == nil || ret.Cookie != nil {
		t.Errorf("%v with %v", ret.Err, ret.Cookie)
	}
}

func TestOversizeCookieIsNotSent(t *testing.T) {
	var log bytes.Buffer
	ret := serve(t, `{"a":1}`, func(ctx context.Context, _ *askRequest) (*askResponse, error) {
		runtime.CookieFrom(ctx).Set("b", strings.Repeat("canary", 1000))
		return nil, nil
	}, runtime.WithLogger(slog.New(slog.NewTextHandler(&log, nil))))
	if ret.Err != nil {
		t.Fatal(ret.Err)
	}
	if got := text(t, ret.Response.(*askResponse).Cookie); got != `{"a":1}` {
		t.Errorf("got %s", got)
	}
	if !strings.Contains(log.String(), "not sent") || strings.Contains(log.String(), "canary") {
		t.Errorf("the log says %s", &log)
	}
}
