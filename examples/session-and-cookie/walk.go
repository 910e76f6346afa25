package main

import (
	"context"
	"fmt"
	"io"

	"github.com/rpcgen/rpcgen/examples/session-and-cookie/api"
	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/codec"
	"github.com/rpcgen/rpcgen/runtime/cookie"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
)

// walk calls the four methods and shows what happens to the cookie and to the
// session.
func walk(ctx context.Context, server *runtime.Server, base string, out io.Writer) error {
	// The session is on the server, where no client can see it. This node of the
	// server's flow looks at it after each call, for the reader of the walk.
	var held string
	server.Flows().PreReturn.Use(func(ctx context.Context, call *runtime.Call) (_ *runtime.Call, err error) {
		held, err = testSession.Get(ctx)
		return call, err
	})

	jar := cookie.NewMemory()
	client, err := httprpc.NewClient(base, httprpc.WithJar(jar), httprpc.With(runtime.WithClientInterceptors(show(out))))
	if err != nil {
		return err
	}
	demo := api.NewDemoClient(client)

	steps := []struct {
		title string
		call  func(context.Context) error
	}{
		{"Test: the first call has no cookie, so the server mints a session id", func(ctx context.Context) error {
			_, err := demo.Test(ctx)
			return err
		}},
		{"SetSession: the value stays on the server", demo.SetSession},
		{"Test: the id finds the session again", func(ctx context.Context) error {
			_, err := demo.Test(ctx)
			return err
		}},
		{"SetCookie: the server returns a field, the client stores it", demo.SetCookie},
		{"Test: the client sends it, the server echoes it", func(ctx context.Context) error {
			_, err := demo.Test(ctx)
			return err
		}},
		{"Clear: an empty cookie empties the client's", func(ctx context.Context) error {
			_, err := demo.Clear(ctx, &api.ClearRequest{})
			return err
		}},
		{"Test: a new id, and a new session with nothing in it", func(ctx context.Context) error {
			_, err := demo.Test(ctx)
			return err
		}},
	}
	for i, step := range steps {
		fmt.Fprintf(out, "%d. %s\n", i+1, step.title)
		if err := step.call(ctx); err != nil {
			return fmt.Errorf("step %d: %w", i+1, err)
		}
		stored, err := jar.Load(ctx, client.Origin())
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "   cookie    %s\n", text(stored))
		fmt.Fprintf(out, "   session   testSession = %q\n\n", held)
	}
	return nil
}

// show prints each call's messages as they are on the wire. They hold session
// ids, which a real program must keep out of its output.
func show(out io.Writer) runtime.Interceptor {
	return func(next runtime.CallFunc) runtime.CallFunc {
		return func(ctx context.Context, call *runtime.Call) error {
			err := next(ctx, call)
			fmt.Fprintf(out, "   request   POST /%s %s\n", call.Method, text(call.Request))
			if err != nil {
				fmt.Fprintf(out, "   error     %v\n", err)
				return err
			}
			fmt.Fprintf(out, "   response  %s\n", text(call.Response))
			return nil
		}
	}
}

// text returns a value as JSON.
func text(v any) string {
	if c, ok := v.(*runtime.Cookie); ok && c == nil {
		return "none"
	}
	data, err := codec.JSON.Append(nil, v)
	if err != nil {
		return err.Error()
	}
	return string(data)
}
