package runtime_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
)

// work calls a method whose handler does something to the cookie, and returns
// the cookie that comes back.
func work(t *testing.T, sent *runtime.Cookie, do func(*runtime.CallCookie)) *runtime.Cookie {
	t.Helper()
	server, _ := newServer(func(ctx context.Context, _ *sayRequest) (*sayResponse, error) {
		do(runtime.CookieFrom(ctx))
		return nil, nil
	})
	req := &sayRequest{}
	req.Cookie = sent
	res, err := say.Call(t.Context(), dial(server), req)
	if err != nil {
		t.Fatal(err)
	}
	return res.Cookie
}

func TestCallCookie(t *testing.T) {
	sent := func() *runtime.Cookie {
		return &runtime.Cookie{SessionID: "s", Values: map[string]any{"a": "1", "b": "2"}}
	}
	for _, c := range []struct {
		name string
		sent *runtime.Cookie
		do   func(*runtime.CallCookie)
		want string
	}{
		{"left alone", sent(), func(*runtime.CallCookie) {}, "none"},
		{"read only", sent(), func(c *runtime.CallCookie) {
			if c.SessionID() != "s" || c.Get("a") != "1" || c.Get("z") != nil || c.Get("sessionId") != nil {
				t.Errorf("read %q, %v, %v, %v", c.SessionID(), c.Get("a"), c.Get("z"), c.Get("sessionId"))
			}
		}, "none"},
		{"set", sent(), func(c *runtime.CallCookie) {
			c.Set("c", true)
			if c.Get("c") != true || c.Get("a") != "1" || c.SessionID() != "s" {
				t.Error("what was set cannot be read")
			}
		}, `{"a":"1","b":"2","c":true,"sessionId":"s"}`},
		{"set on nothing", nil, func(c *runtime.CallCookie) { c.Set("c", nil) }, `{"c":null}`},
		{"set the id", sent(), func(c *runtime.CallCookie) { c.Set("sessionId", "mine") }, "none"},
		{"delete", sent(), func(c *runtime.CallCookie) { c.Delete("a") }, `{"b":"2","sessionId":"s"}`},
		{"delete what is not there", sent(), func(c *runtime.CallCookie) { c.Delete("z") }, `{"a":"1","b":"2","sessionId":"s"}`},
		{"delete on nothing", nil, func(c *runtime.CallCookie) { c.Delete("a") }, `{}`},
		{"clear", sent(), func(c *runtime.CallCookie) {
			c.Clear()
			if c.SessionID() != "" || c.Get("a") != nil {
				t.Error("something is left after Clear")
			}
		}, `{}`},
		{"clear, then set", sent(), func(c *runtime.CallCookie) { c.Clear(); c.Set("a", "3") }, `{"a":"3"}`},
		{"set, then clear", sent(), func(c *runtime.CallCookie) { c.Set("a", "3"); c.Clear() }, `{}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := "none"
			if back := work(t, c.sent, c.do); back != nil {
				b, err := back.MarshalJSON()
				if err != nil {
					t.Fatal(err)
				}
				got = string(b)
			}
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// The cookie of the request stays what the client sent.
func TestCallCookieLeavesTheRequest(t *testing.T) {
	server, _ := newServer(func(ctx context.Context, req *sayRequest) (*sayResponse, error) {
		c := runtime.CookieFrom(ctx)
		c.Set("a", "2")
		c.Get("list").([]any)[0] = "changed" // a mistake, but in the handler's copy only
		c.Clear()
		if req.Cookie.Values["a"] != "1" || req.Cookie.Values["list"].([]any)[0] != "x" {
			t.Errorf("the request's cookie is now %v", req.Cookie.Values)
		}
		return nil, nil
	})
	req := &sayRequest{}
	req.Cookie = &runtime.Cookie{Values: map[string]any{"a": "1", "list": []any{"x"}}}
	if _, err := say.Call(t.Context(), dial(server), req); err != nil {
		t.Fatal(err)
	}
}

// A response whose cookie the handler sets itself goes back as it is.
func TestAuthoredCookieWins(t *testing.T) {
	for _, own := range []*runtime.Cookie{{}, {Values: map[string]any{"own": true}}} {
		server, _ := newServer(func(ctx context.Context, _ *sayRequest) (*sayResponse, error) {
			runtime.CookieFrom(ctx).Set("other", true)
			res := &sayResponse{}
			res.Cookie = own
			return res, nil
		})
		res, err := say.Call(t.Context(), dial(server), nil)
		if err != nil || res.Cookie == nil || res.Cookie.Values["own"] != own.Values["own"] || res.Cookie.Values["other"] != nil {
			t.Errorf("got %v, %v", res.Cookie, err)
		}
	}
}

func TestCallCookieConcurrently(t *testing.T) {
	back := work(t, nil, func(c *runtime.CallCookie) {
		var all sync.WaitGroup
		for i := range 30 {
			all.Go(func() {
				key := fmt.Sprint(i)
				c.Set(key, i)
				if c.Get(key) != i || c.SessionID() != "" {
					t.Errorf("%s is lost", key)
				}
				if i%2 == 0 {
					c.Delete(key)
				}
			})
		}
		all.Wait()
	})
	if len(back.Values) != 15 {
		t.Errorf("%d values came back", len(back.Values))
	}
}

func TestCookieFromOutside(t *testing.T) {
	c := runtime.CookieFrom(t.Context())
	if c.Get("a") != nil || c.SessionID() != "" {
		t.Error("there is a cookie outside of calls")
	}
	c.Set("a", 1)
	c.Delete("b")
	if c.Get("a") != 1 || runtime.CookieFrom(t.Context()).Get("a") != nil {
		t.Error("the cookie outside of calls is shared, or forgets")
	}
	c.Clear()
	if runtime.CallFrom(t.Context()) != nil {
		t.Error("there is a call outside of calls")
	}
}
