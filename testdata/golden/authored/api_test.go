package authored

import (
	"context"
	"net/http/httptest"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/cookie"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type impl struct{}

// old is the value that the client's cookie has.
func old(c *runtime.Cookie) string {
	if c == nil {
		return "none"
	}
	value, ok := c.Values["value"].(string)
	if !ok {
		return "empty"
	}
	return value
}

func newCookie(value string) *runtime.Cookie {
	return &runtime.Cookie{Values: map[string]any{"value": value}}
}

func set(req *SetRequest) *SetResponse {
	res := &SetResponse{Old: old(req.Cookie)}
	res.Cookie = newCookie(req.Value)
	return res
}

func (impl) Set(_ context.Context, req *SetRequest) (*SetResponse, error)    { return set(req), nil }
func (impl) SetValue(_ context.Context, req SetRequest) (SetResponse, error) { return *set(&req), nil }
func (impl) SetIn(_ context.Context, req *SetRequest) (SetResponse, error)   { return *set(req), nil }
func (impl) SetOut(_ context.Context, req SetRequest) (*SetResponse, error)  { return set(&req), nil }
func (impl) Request(_ context.Context, req *SetRequest) (string, error)      { return old(req.Cookie), nil }
func (impl) Response(_ context.Context, value string, _ int) (*SetResponse, error) {
	return set(&SetRequest{Value: value}), nil
}
func (impl) RequestOnly(context.Context, SetRequest) error { return nil }
func (impl) ResponseOnly(context.Context) (*SetResponse, error) {
	return set(&SetRequest{Value: "only"}), nil
}
func (impl) NoContext(req *SetRequest) (*SetResponse, error) { return set(req), nil }
func (impl) Trace(_ context.Context, req *TraceRequest) (*TraceResponse, error) {
	res := &TraceResponse{Value: req.Value + req.Trace}
	res.Server = old(req.Cookie)
	res.Cookie = newCookie(req.Value)
	return res, nil
}
func (impl) Typed(_ context.Context, req *Typed[Values]) (Values, error) { return req.Value, nil }
func (impl) Clear(_ context.Context, req *SetRequest) (*SetResponse, error) {
	res := &SetResponse{Old: old(req.Cookie)}
	res.Cookie = &runtime.Cookie{}
	return res, nil
}
func (impl) Keep(_ context.Context, req *SetRequest) (*SetResponse, error) {
	return &SetResponse{Old: old(req.Cookie)}, nil
}
func (impl) Nil(context.Context, *SetRequest) (*SetResponse, error) { return nil, nil }
func (impl) Fail(context.Context, *SetRequest) (*SetResponse, error) {
	return nil, &runtime.Error{Message: "no", Type: runtime.APIError}
}

func TestCookies(t *testing.T) {
	roundtrip.Run(t, RegisterCookies, Cookies(impl{}), NewCookiesClient, func(t *testing.T, c *CookiesClient) {
		ctx := t.Context()
		ask := func(value string) *SetRequest { return &SetRequest{Value: value} }

		// Each call sees the cookie that the one before it has set, for the
		// client's jar keeps it.
		res, err := c.Set(ctx, ask("1"))
		roundtrip.Same(t, err, res.Old, "none")
		value, err := c.SetValue(ctx, *ask("2"))
		roundtrip.Same(t, err, value.Old, "1")
		value, err = c.SetIn(ctx, ask("3"))
		roundtrip.Same(t, err, value.Old, "2")
		res, err = c.SetOut(ctx, *ask("4"))
		roundtrip.Same(t, err, res.Old, "3")
		text, err := c.Request(ctx, ask("not stored"))
		roundtrip.Same(t, err, text, "4")
		res, err = c.Response(ctx, "5", 1)
		roundtrip.Same(t, err, res.Old, "none")
		res, err = c.NoContext(ask("6"))
		roundtrip.Same(t, err, res.Old, "5")
		err = c.RequestOnly(ctx, *ask("not stored"))
		roundtrip.Same(t, err, nil, error(nil))
		_, err = c.ResponseOnly(ctx)
		roundtrip.Same(t, err, nil, error(nil))

		req := &TraceRequest{Value: "7"}
		req.Trace = "trace"
		traced, err := c.Trace(ctx, req)
		roundtrip.Same(t, err, roundtrip.List{traced.Value, traced.Server, old(traced.Cookie)}, roundtrip.List{"7trace", "only", "7"})

		values, err := c.Typed(ctx, &Typed[Values]{Value: Values{"v"}})
		roundtrip.Same(t, err, values, Values{"v"})

		res, err = c.Keep(ctx, ask(""))
		roundtrip.Same(t, err, res.Old, "7")
		res, err = c.Clear(ctx, ask(""))
		roundtrip.Same(t, err, res.Old, "7")
		res, err = c.Keep(ctx, nil)
		if err != nil || res.Old == "7" {
			t.Errorf("after Clear: %+v, %v", res, err)
		}

		// Nil without an error is an empty response; with one it is nil.
		res, err = c.Nil(ctx, ask(""))
		roundtrip.Same(t, err, res.Old, "")
		res, err = c.Fail(ctx, ask(""))
		if err == nil || err.Error() == "" || res != nil {
			t.Errorf("Fail: %+v, %v", res, err)
		}
		value, err = c.SetValue(ctx, SetRequest{})
		roundtrip.Same(t, err, value.Old, "empty")
	})
}

// The client's jar has what the server sets, keeps and clears.
func TestJar(t *testing.T) {
	server := runtime.NewServer()
	RegisterCookies(server, impl{})
	handler, err := httprpc.NewHandler(server)
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(handler)
	t.Cleanup(web.Close)
	jar := cookie.NewMemory()
	client, err := httprpc.NewClient(web.URL, httprpc.WithHTTPClient(web.Client()), httprpc.WithJar(jar))
	if err != nil {
		t.Fatal(err)
	}
	c := NewCookiesClient(client)

	steps := []struct {
		name string
		call func(context.Context, *SetRequest) (*SetResponse, error)
		want string
	}{
		{"Keep", c.Keep, "none"},
		{"Set", c.Set, "new"},
		{"Keep", c.Keep, "new"},
		{"Fail", c.Fail, "new"},
		{"Nil", c.Nil, "new"},
		{"Clear", c.Clear, "empty"},
		{"Keep", c.Keep, "empty"},
		{"Set", c.Set, "new"},
	}
	for i, step := range steps {
		_, err := step.call(t.Context(), &SetRequest{Value: "new"})
		if (err != nil) != (step.name == "Fail") {
			t.Errorf("%d, %s: %v", i, step.name, err)
		}
		stored, err := jar.Load(t.Context(), web.URL)
		if got := old(stored); err != nil || got != step.want {
			t.Errorf("%d, after %s the jar has %q (%v), want %q", i, step.name, got, err, step.want)
		}
	}
}
