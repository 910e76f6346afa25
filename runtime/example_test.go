package runtime_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"strings"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/cookie"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
	"github.com/rpcgen/rpcgen/runtime/transport/inproc"
)

// What follows, up to greet, is what rpcgen writes for
//
//	type Greeter interface {
//		Greet(ctx context.Context, name string) (string, error)
//	}
//
// with a client type and a function RegisterGreeter on top.

type GreeterGreetRequest struct {
	runtime.BaseRequest
	Name string `json:"name"`
}

type GreeterGreetResponse struct {
	runtime.BaseResponse
	Result string `json:"result"`
}

var greet = runtime.NewMethod[GreeterGreetRequest, GreeterGreetResponse]("Greeter/Greet")

// serveGreeter is a server with one method.
func serveGreeter(handler func(ctx context.Context, name string) (string, error), opts ...runtime.ServerOption) *runtime.Server {
	server := runtime.NewServer(opts...)
	greet.Handle(server, func(ctx context.Context, req *GreeterGreetRequest) (*GreeterGreetResponse, error) {
		result, err := handler(ctx, req.Name)
		return &GreeterGreetResponse{Result: result}, err
	})
	return server
}

func hello(_ context.Context, name string) (string, error) { return "Hello, " + name, nil }

// A server answers over HTTP as soon as it is in a handler. To listen, use
// httprpc.ListenAndServe, which sets safe timeouts.
func ExampleServer() {
	server := runtime.NewServer()
	greet.Handle(server, func(_ context.Context, req *GreeterGreetRequest) (*GreeterGreetResponse, error) {
		return &GreeterGreetResponse{Result: "Hello, " + req.Name}, nil
	})
	handler, err := httprpc.NewHandler(server, httprpc.Prefix("/api/"))
	if err != nil {
		fmt.Println(err)
		return
	}

	request := httptest.NewRequest("POST", "/api/Greeter/Greet", strings.NewReader(`{"name":"Ada"}`))
	request.Header.Set("Content-Type", "application/json")
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, request)
	fmt.Println(answer.Code, answer.Body)
	// Output:
	// 200 {"isSucc":true,"res":{"result":"Hello, Ada"}}
}

// A client over HTTP is made with httprpc.NewClient, one within a program as
// here. Generated code wraps it, so that a call reads like that of any method.
func ExampleClient() {
	client := inproc.NewClient(serveGreeter(hello))
	res, err := greet.Call(context.Background(), client, &GreeterGreetRequest{Name: "Ada"})
	fmt.Println(res.Result, err)
	// Output:
	// Hello, Ada <nil>
}

// A handler reads and writes the client's cookie. The client stores what comes
// back and sends it with its next call.
func ExampleCookieFrom() {
	server := serveGreeter(func(ctx context.Context, name string) (string, error) {
		c := runtime.CookieFrom(ctx)
		last, ok := c.Get("last").(string) // written by the client, so it may be anything
		c.Set("last", name)
		if !ok {
			return "Hello, " + name, nil
		}
		return fmt.Sprintf("Hello, %s. Before you I met %s", name, last), nil
	}, cookie.Echo())

	client := inproc.NewClient(server)
	for _, name := range []string{"Ada", "Grace"} {
		res, err := greet.Call(context.Background(), client, &GreeterGreetRequest{Name: name})
		fmt.Println(res.Result, err)
	}
	// Output:
	// Hello, Ada <nil>
	// Hello, Grace. Before you I met Ada <nil>
}

// A node of a flow steps into every call at one point. An error stops the call;
// ErrStop with a response answers it.
func ExampleFlows() {
	server := serveGreeter(hello)
	server.Flows().PreCall.Use(func(_ context.Context, call *runtime.Call) (*runtime.Call, error) {
		req, ok := call.Request.(*GreeterGreetRequest)
		switch {
		case !ok:
			return call, nil
		case req.Name == "":
			return nil, runtime.Errorf("NO_NAME", "whom?")
		case req.Name == "everybody":
			call.Response = &GreeterGreetResponse{Result: "Hello, all of you"}
			return nil, runtime.ErrStop
		}
		return call, nil
	})

	client := inproc.NewClient(server)
	for _, name := range []string{"Ada", "", "everybody"} {
		res, err := greet.Call(context.Background(), client, &GreeterGreetRequest{Name: name})
		fmt.Printf("%q %v\n", res.Result, err)
	}
	// Output:
	// "Hello, Ada" <nil>
	// "" whom? (NO_NAME)
	// "Hello, all of you" <nil>
}

// An interceptor is wrapped around whole calls. This one tries again while the
// server is busy; one that logs or measures looks the same.
func ExampleInterceptor() {
	busy := &runtime.Error{Message: "too many visitors", Code: "BUSY"}
	visitors := 3
	server := serveGreeter(func(ctx context.Context, name string) (string, error) {
		if visitors--; visitors > 0 {
			return "", busy
		}
		return hello(ctx, name)
	})

	retry := func(next runtime.CallFunc) runtime.CallFunc {
		return func(ctx context.Context, call *runtime.Call) error {
			for {
				err := next(ctx, call)
				if !errors.Is(err, busy) {
					return err
				}
				fmt.Println(call.Method, "failed:", err)
			}
		}
	}
	client := inproc.NewClient(server, inproc.With(runtime.WithClientInterceptors(retry)))
	res, err := greet.Call(context.Background(), client, &GreeterGreetRequest{Name: "Ada"})
	fmt.Println(res.Result, err)
	// Output:
	// Greeter/Greet failed: too many visitors (BUSY)
	// Greeter/Greet failed: too many visitors (BUSY)
	// Hello, Ada <nil>
}

// ErrAsleep is declared once, in the package of the service, for both sides.
var ErrAsleep = &runtime.Error{Message: "I am asleep", Code: "ASLEEP"}

// An *Error that a handler returns travels, also within another error. Any
// other error stays on the server, in its log.
func ExampleError() {
	server := serveGreeter(func(_ context.Context, name string) (string, error) {
		switch name {
		case "Morpheus":
			return "", fmt.Errorf("cannot greet %s: %w", name, ErrAsleep)
		case "Pythia":
			return "", &runtime.Error{Message: "not now", Code: 503, Data: map[string]any{"hours": 2}}
		}
		return "", errors.New("the disk is full")
	}, runtime.WithLogger(slog.New(slog.DiscardHandler)))

	client := inproc.NewClient(server)
	for _, name := range []string{"Morpheus", "Pythia", "Ada"} {
		_, err := greet.Call(context.Background(), client, &GreeterGreetRequest{Name: name})
		var e *runtime.Error
		if errors.As(err, &e) {
			fmt.Println(e.Type, e.Code, e.Message, e.Data, errors.Is(err, ErrAsleep))
		}
	}
	// Output:
	// ApiError ASLEEP I am asleep map[] true
	// ApiError 503 not now map[hours:2] false
	// ServerError INTERNAL_ERR Internal Server Error map[] false
}

// A cookie can be printed and logged: only a mark stands for the session id.
func ExampleCookie() {
	c := &runtime.Cookie{SessionID: "AQAAAAGd…", Values: map[string]any{"theme": "dark"}}
	text := fmt.Sprintf("%+v", c)
	fmt.Println(strings.Replace(text, runtime.Redact(c.SessionID), "1f3a9c02", 1)) // the mark is new in every process
	// Output:
	// [redacted s=1f3a9c02 fields=1]
}

// A server that stops answers the calls in progress and refuses new ones.
func ExampleServer_Stop() {
	server := serveGreeter(hello)
	client := inproc.NewClient(server)
	if err := server.Stop(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	_, err := greet.Call(context.Background(), client, &GreeterGreetRequest{Name: "Ada"})
	fmt.Println(err)
	// Output:
	// the server is stopping (UNAVAILABLE)
}

// One record a call, whose level says whose fault it is. On a client it goes the same way.
func ExampleLog() {
	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: withoutTimes}))
	server := serveGreeter(func(ctx context.Context, name string) (string, error) {
		switch name {
		case "Morpheus":
			return "", ErrAsleep
		case "Hades":
			return "", errors.New("the disk is full")
		}
		return hello(ctx, name)
	}, runtime.WithInterceptors(runtime.Log(logger)), runtime.WithLogger(slog.New(slog.DiscardHandler)))

	client := inproc.NewClient(server)
	for _, name := range []string{"Ada", "Morpheus", "Hades"} {
		_, err := greet.Call(context.Background(), client, &GreeterGreetRequest{Name: name})
		if err != nil {
			fmt.Println("the caller gets:", err)
		}
	}
	// Output:
	// level=INFO msg="rpcgen: call" method=Greeter/Greet side=server
	// level=WARN msg="rpcgen: call" method=Greeter/Greet side=server code=ASLEEP error="I am asleep (ASLEEP)"
	// the caller gets: I am asleep (ASLEEP)
	// level=ERROR msg="rpcgen: call" method=Greeter/Greet side=server code=INTERNAL_ERR error="the disk is full"
	// the caller gets: Internal Server Error (INTERNAL_ERR)
}

// withoutTimes leaves out what differs from run to run.
func withoutTimes(_ []string, a slog.Attr) slog.Attr {
	if a.Key == slog.TimeKey || a.Key == "duration" {
		return slog.Attr{}
	}
	return a
}
