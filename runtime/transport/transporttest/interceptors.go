package transporttest

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
)

// interceptors wraps a call twice on either side.
func (s suite) interceptors(t *testing.T) {
	here, there := newTrace(), newTrace()
	around := func(tr *trace, name string) runtime.Interceptor {
		return func(next runtime.CallFunc) runtime.CallFunc {
			return func(ctx context.Context, call *runtime.Call) error {
				if runtime.CallFrom(ctx) != call {
					t.Errorf("%s: the context is not that of the call", name)
				}
				tr.add(name + " in")
				err := next(ctx, call)
				tr.add(name + " out")
				return err
			}
		}
	}
	server := s.server(t, runtime.WithInterceptors(around(there, "a"), around(there, "b")))
	echo.Handle(server, func(ctx context.Context, req *echoRequest) (*echoResponse, error) {
		there.add("handler")
		return back(ctx, req)
	})
	client := s.dial(t, server, runtime.WithClientInterceptors(around(here, "a"), around(here, "b")))
	mustEcho(t, client, "x")
	if want := []string{"a in", "b in", "b out", "a out"}; !slices.Equal(here.steps, want) {
		t.Errorf("client: %v", here.steps)
	}
	there.mu.Lock()
	defer there.mu.Unlock()
	if want := []string{"a in", "b in", "handler", "b out", "a out"}; !slices.Equal(there.steps, want) {
		t.Errorf("server: %v", there.steps)
	}
}

// retry calls again after a failure, on the client and on the server.
func (s suite) retry(t *testing.T) {
	again := func(next runtime.CallFunc) runtime.CallFunc {
		return func(ctx context.Context, call *runtime.Call) error {
			if err := next(ctx, call); runtime.CodeOf(err) != "AGAIN" {
				return err
			}
			return next(ctx, call)
		}
	}
	for _, side := range []string{"client", "server"} {
		var calls, flows int
		server := s.server(t)
		opts := []runtime.ClientOption{runtime.WithClientInterceptors(again)}
		if side == "server" {
			server, opts = s.server(t, runtime.WithInterceptors(again)), nil
		}
		server.Flows().PreCall.Use(asNode(func(*runtime.Call) error { flows++; return nil }))
		echo.Handle(server, func(ctx context.Context, req *echoRequest) (*echoResponse, error) {
			if calls++; calls == 1 {
				return nil, runtime.Errorf("AGAIN", "busy")
			}
			return back(ctx, req)
		})
		mustEcho(t, s.dial(t, server, opts...), "x")
		if calls != 2 || flows != 2 {
			t.Errorf("%s: %d calls, %d times through PreCall", side, calls, flows)
		}
	}
	stubborn := errors.New("no server needed")
	client := s.echo(t, back, runtime.WithClientInterceptors(func(runtime.CallFunc) runtime.CallFunc {
		return func(context.Context, *runtime.Call) error { return stubborn }
	}))
	if _, err := echo.Call(t.Context(), client, nil); !errors.Is(err, stubborn) {
		t.Errorf("got %v", err)
	}
}
