package transporttest

import (
	"context"
	"errors"
	"reflect"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/cookie"
)

// sent is the cookie of the requests in these tests.
func sent() *runtime.Cookie {
	return &runtime.Cookie{SessionID: "s-1", Values: map[string]any{"a": 1.0, "deep": map[string]any{"x": []any{"y", nil}}}}
}

func (s suite) cookies(t *testing.T) {
	for _, test := range []struct {
		name    string
		send    *runtime.Cookie
		handler func(context.Context, *echoRequest) *runtime.Cookie // what it puts into the response
		want    *runtime.Cookie
	}{
		{"none", nil, nil, nil},
		{"left alone", sent(), nil, nil},
		{"authored", sent(), func(_ context.Context, req *echoRequest) *runtime.Cookie { return req.Cookie }, sent()},
		{"authored empty", sent(), func(context.Context, *echoRequest) *runtime.Cookie { return &runtime.Cookie{} }, &runtime.Cookie{}},
		{"set", sent(), func(ctx context.Context, _ *echoRequest) *runtime.Cookie {
			c := runtime.CookieFrom(ctx)
			if c.Get("a") != 1.0 || c.SessionID() != "s-1" || c.Get("b") != nil {
				t.Errorf("the handler sees %v %v", c.Get("a"), c.Get("b"))
			}
			c.Set("b", "new")
			c.Set("sessionId", "forged")
			return nil
		}, &runtime.Cookie{SessionID: "s-1", Values: map[string]any{"a": 1.0, "b": "new", "deep": map[string]any{"x": []any{"y", nil}}}}},
		{"set without one", nil, func(ctx context.Context, _ *echoRequest) *runtime.Cookie {
			runtime.CookieFrom(ctx).Set("b", true)
			return nil
		}, &runtime.Cookie{Values: map[string]any{"b": true}}},
		{"delete", sent(), func(ctx context.Context, _ *echoRequest) *runtime.Cookie {
			runtime.CookieFrom(ctx).Delete("deep")
			return nil
		}, &runtime.Cookie{SessionID: "s-1", Values: map[string]any{"a": 1.0}}},
		{"clear", sent(), func(ctx context.Context, _ *echoRequest) *runtime.Cookie {
			c := runtime.CookieFrom(ctx)
			c.Set("b", 1)
			c.Clear()
			return nil
		}, &runtime.Cookie{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			client := s.echo(t, func(ctx context.Context, req *echoRequest) (*echoResponse, error) {
				if !sameCookie(req.Cookie, test.send) {
					t.Error("the request's cookie has not arrived as it was sent")
				}
				res := &echoResponse{}
				if test.handler != nil {
					res.Cookie = test.handler(ctx, req)
				}
				return res, nil
			})
			req := &echoRequest{}
			req.Cookie = test.send.Clone()
			res, err := echo.Call(t.Context(), client, req)
			if err != nil || !sameCookie(res.Cookie, test.want) {
				t.Errorf("got %v, want %v, %v", res.Cookie, test.want, err)
			}
			if !sameCookie(req.Cookie, test.send) {
				t.Error("the caller's own cookie has changed")
			}
		})
	}
}

// sameCookie tells none, empty and filled apart.
func sameCookie(a, b *runtime.Cookie) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.SessionID == b.SessionID && len(a.Values) == len(b.Values) && (len(a.Values) == 0 || reflect.DeepEqual(a.Values, b.Values))
}

// cookieOnError: a cookie goes with an error only if a node at PreReturn says so.
func (s suite) cookieOnError(t *testing.T) {
	for _, minted := range []bool{false, true} {
		server := s.server(t)
		server.Flows().PreReturn.Use(func(_ context.Context, call *runtime.Call) (*runtime.Call, error) {
			if minted {
				call.SetReturnCookie(&runtime.Cookie{SessionID: "minted"})
			}
			return call, nil
		})
		refused := runtime.Errorf("NO", "no")
		echo.Handle(server, func(ctx context.Context, _ *echoRequest) (*echoResponse, error) {
			runtime.CookieFrom(ctx).Set("lost", true)
			return nil, refused
		})
		client := s.dial(t, server)
		var got *runtime.Cookie
		client.Flows().PreReturn.Use(func(_ context.Context, call *runtime.Call) (*runtime.Call, error) {
			got = call.ReturnCookie()
			return call, nil
		})
		_, err := echo.Call(t.Context(), client, &echoRequest{})
		if !errors.Is(err, refused) {
			t.Errorf("got %v", err)
		}
		want := &runtime.Cookie{SessionID: "minted"}
		if !minted {
			want = nil
		}
		if !sameCookie(got, want) {
			t.Errorf("minted %v: the error came with cookie %v", minted, got)
		}
	}
}

// cookieJar walks through a client's life with a jar and a server that echoes.
func (s suite) cookieJar(t *testing.T) {
	server := s.server(t, cookie.Echo())
	echo.Handle(server, func(ctx context.Context, req *echoRequest) (*echoResponse, error) {
		c := runtime.CookieFrom(ctx)
		switch req.Text {
		case "set":
			c.Set("k", "v")
		case "clear":
			c.Clear()
		case "fail":
			c.Set("k", "lost")
			return nil, runtime.Errorf("NO", "no")
		}
		v, _ := c.Get("k").(string)
		return &echoResponse{Text: v}, nil
	})
	jar := cookie.NewMemory()
	client := s.dial(t, server, cookie.WithJar(jar))
	for _, step := range []struct{ do, want string }{
		{"look", ""}, {"set", "v"}, {"look", "v"}, {"fail", ""}, {"look", "v"}, {"clear", ""}, {"look", ""},
	} {
		res, err := echo.Call(t.Context(), client, &echoRequest{Text: step.do})
		if res.Text != step.want || (err != nil) != (step.do == "fail") {
			t.Errorf("%s: got %q, %v, want %q", step.do, res.Text, err, step.want)
		}
	}
	kept, err := jar.Load(t.Context(), client.Origin())
	if err != nil || kept == nil || !kept.IsEmpty() {
		t.Errorf("in the end the jar holds %v, %v, not an empty cookie", kept, err)
	}
}
