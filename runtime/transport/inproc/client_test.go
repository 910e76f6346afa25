package inproc_test

import (
	"context"
	"errors"
	goruntime "runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/cookie"
	"github.com/rpcgen/rpcgen/runtime/transport/inproc"
)

type greetRequest struct {
	runtime.BaseRequest
	Names []string `json:"names"`
}

type greetResponse struct {
	runtime.BaseResponse
	Names []string `json:"names"`
}

var greet = runtime.NewMethod[greetRequest, greetResponse]("Greeter/Greet")

func serve(handler func(context.Context, *greetRequest) (*greetResponse, error), opts ...runtime.ServerOption) *runtime.Server {
	server := runtime.NewServer(opts...)
	greet.Handle(server, handler)
	return server
}

func same(_ context.Context, req *greetRequest) (*greetResponse, error) {
	return &greetResponse{Names: req.Names}, nil
}

func TestOrigin(t *testing.T) {
	a, b := serve(same), serve(same)
	origin := func(s *runtime.Server) string { return inproc.NewClient(s).Origin() }
	first, again := origin(a), origin(a)
	if first != again || first == origin(b) || !strings.HasPrefix(first, "inproc://") {
		t.Errorf("origins are %s, %s and %s", first, again, origin(b))
	}
	if normal, err := cookie.NormalOrigin(origin(a)); err != nil || normal != origin(a) {
		t.Errorf("%s is not normal: %s, %v", origin(a), normal, err)
	}
}

// Two clients that share a jar share the server's cookie, and no other server sees it.
func TestSharedJar(t *testing.T) {
	seen := func(ctx context.Context, _ *greetRequest) (*greetResponse, error) {
		c := runtime.CookieFrom(ctx)
		old, _ := c.Get("k").(string)
		c.Set("k", "v")
		return &greetResponse{Names: []string{old}}, nil
	}
	jar := cookie.NewMemory()
	a, b := serve(seen, cookie.Echo()), serve(seen, cookie.Echo())
	for i, step := range []struct {
		server *runtime.Server
		want   string
	}{{a, ""}, {a, "v"}, {b, ""}, {a, "v"}} {
		res, err := greet.Call(t.Context(), inproc.NewClient(step.server, inproc.WithJar(jar)), nil)
		if err != nil || res.Names[0] != step.want {
			t.Errorf("call %d: the server got %q, %v, want %q", i, res.Names, err, step.want)
		}
	}
}

// A client has a jar of its own unless told otherwise.
func TestOwnJar(t *testing.T) {
	server := serve(func(ctx context.Context, _ *greetRequest) (*greetResponse, error) {
		c := runtime.CookieFrom(ctx)
		n, _ := c.Get("n").(float64)
		c.Set("n", n+1)
		return nil, nil
	}, cookie.Echo())
	for _, opts := range [][]inproc.Option{nil, {inproc.Direct()}} {
		client := inproc.NewClient(server, opts...)
		for want := range 3 {
			res, err := greet.Call(t.Context(), client, nil)
			if err != nil || res.Cookie.Values["n"] != float64(want+1) {
				t.Errorf("got %v, %v", res.Cookie, err)
			}
		}
	}
}

// What a direct call shares and what it does not.
func TestDirect(t *testing.T) {
	var seen *greetRequest
	server := serve(func(ctx context.Context, req *greetRequest) (*greetResponse, error) {
		seen = req
		return same(ctx, req)
	}, cookie.Echo())
	client := inproc.NewClient(server, inproc.Direct(), inproc.WithJar(nil))
	req := &greetRequest{Names: []string{"Ada"}}
	req.Cookie = &runtime.Cookie{Values: map[string]any{"m": map[string]any{"x": "old"}}}
	res, err := greet.Call(t.Context(), client, req)
	if err != nil {
		t.Fatal(err)
	}
	if &res.Names[0] != &req.Names[0] {
		t.Error("the slice was copied")
	}
	if seen == req || seen.Cookie == req.Cookie || res.Cookie == seen.Cookie {
		t.Error("the messages or their cookies are shared")
	}
	res.Cookie.Values["m"].(map[string]any)["x"] = "new"
	for _, c := range []*runtime.Cookie{req.Cookie, seen.Cookie} {
		if c.Values["m"].(map[string]any)["x"] != "old" {
			t.Error("cookies share their values")
		}
	}
}

type key struct{}

// The handler's context ends with the caller's and holds none of its values.
func TestContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(context.WithValue(t.Context(), key{}, "client"), time.Hour)
		defer cancel()
		want, _ := ctx.Deadline()
		server := serve(func(ctx context.Context, _ *greetRequest) (*greetResponse, error) {
			if got, _ := ctx.Deadline(); !got.Equal(want) || ctx.Value(key{}) != nil {
				t.Errorf("the handler sees deadline %v and value %v", got, ctx.Value(key{}))
			}
			<-ctx.Done()
			return nil, ctx.Err()
		}, runtime.WithHandlerTimeout(0))
		for _, opts := range [][]inproc.Option{nil, {inproc.Direct()}} {
			_, err := greet.Call(ctx, inproc.NewClient(server, opts...), nil)
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v", err)
			}
		}
		if err := server.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
}

// The two default times: the client's holds if the caller gives none, and the
// handler's is longer.
func TestDefaultTimes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := serve(func(ctx context.Context, _ *greetRequest) (*greetResponse, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		})
		start := time.Now()
		_, err := greet.Call(context.Background(), inproc.NewClient(server), nil)
		if runtime.CodeOf(err) != runtime.CodeTimeout || time.Since(start) != runtime.DefaultCallTimeout {
			t.Errorf("got %v after %v", err, time.Since(start))
		}
		start = time.Now()
		patient := inproc.NewClient(server, inproc.With(runtime.WithCallTimeout(0)))
		_, err = greet.Call(context.Background(), patient, nil) // in this goroutine
		if runtime.CodeOf(err) != runtime.CodeServerTimeout || time.Since(start) != runtime.DefaultHandlerTimeout {
			t.Errorf("got %v after %v", err, time.Since(start))
		}
	})
}

// With Inline an answer that comes too late is an answer, and the caller's goroutine ends
// with the handler's.
func TestInline(t *testing.T) {
	for _, opts := range [][]inproc.Option{{inproc.Inline()}, {inproc.Inline(), inproc.Direct()}} {
		synctest.Test(t, func(t *testing.T) {
			late := serve(func(ctx context.Context, req *greetRequest) (*greetResponse, error) {
				time.Sleep(runtime.DefaultCallTimeout + time.Second)
				if !errors.Is(ctx.Err(), context.DeadlineExceeded) || ctx.Value(key{}) != nil {
					t.Errorf("the handler sees %v and value %v", ctx.Err(), ctx.Value(key{}))
				}
				return same(ctx, req)
			})
			ctx := context.WithValue(context.Background(), key{}, "client")
			res, err := greet.Call(ctx, inproc.NewClient(late, opts...), &greetRequest{Names: []string{"Ada"}})
			if err != nil || len(res.Names) != 1 {
				t.Errorf("got %v, %v", res, err)
			}
		})
		exits := serve(func(context.Context, *greetRequest) (*greetResponse, error) {
			goruntime.Goexit()
			return nil, nil
		})
		ended := make(chan struct{})
		returned := false
		go func() {
			defer close(ended)
			_, _ = greet.Call(context.Background(), inproc.NewClient(exits, opts...), nil)
			returned = true
		}()
		<-ended
		if returned {
			t.Error("the caller goes on")
		}
		if err := exits.Stop(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

// A handler that ends its goroutine, as t.Fatal does, ends the call as well.
func TestGoexit(t *testing.T) {
	server := serve(func(context.Context, *greetRequest) (*greetResponse, error) {
		goruntime.Goexit()
		return nil, nil
	})
	_, err := greet.Call(t.Context(), inproc.NewClient(server), nil)
	if runtime.CodeOf(err) != runtime.CodeInternal {
		t.Errorf("got %v", err)
	}
	if err := server.Stop(t.Context()); err != nil {
		t.Error(err)
	}
}
