package rpctest_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/rpctest"
	"github.com/rpcgen/rpcgen/runtime/session"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type greeter interface {
	Greet(ctx context.Context, name string) (string, int, error)
}

type greetRequest struct {
	runtime.BaseRequest
	Name string `json:"name"`
}

type greetResponse struct {
	runtime.BaseResponse
	Result string `json:"result"`
	Times  int    `json:"times"`
}

var greet = runtime.NewMethod[greetRequest, greetResponse]("Greeter/Greet")

func registerGreeter(server *runtime.Server, impl greeter) {
	greet.Handle(server, func(ctx context.Context, req *greetRequest) (*greetResponse, error) {
		result, times, err := impl.Greet(ctx, req.Name)
		return &greetResponse{Result: result, Times: times}, err
	})
}

var times = session.NewKey[int]("times")

// polite counts in the session, and remembers in the cookie.
type polite struct{}

func (*polite) Greet(ctx context.Context, name string) (string, int, error) {
	runtime.CookieFrom(ctx).Set("greeted", name)
	n, err := times.Update(ctx, func(n int) (int, error) { return n + 1, nil })
	return "Good day, " + name, n, err
}

func register(s *runtime.Server) { registerGreeter(s, &polite{}) }

// expect greets and expects to have been greeted so often.
func expect(t *testing.T, client *runtime.Client, times int) {
	t.Helper()
	res, err := greet.Call(t.Context(), client, &greetRequest{Name: "Ada"})
	if err != nil || res.Result != "Good day, Ada" || res.Times != times {
		t.Fatalf("got %q, %d times, %v, want %d times", res.Result, res.Times, err, times)
	}
	if res.Cookie == nil || res.Cookie.SessionID == "" || res.Cookie.Values["greeted"] != "Ada" {
		t.Fatalf("the cookie is %v", res.Cookie)
	}
}

func TestClients(t *testing.T) {
	for name, client := range map[string]*runtime.Client{
		"Client": rpctest.Client(t, register),
		"HTTP":   rpctest.HTTP(t, register),
	} {
		t.Run(name, func(t *testing.T) {
			expect(t, client, 1)
			expect(t, client, 2)
		})
	}
}

func TestSeveralClients(t *testing.T) {
	service := rpctest.Serve(t, register)
	ada, grace, web := service.Client(t), service.Client(t), service.HTTP(t)
	expect(t, ada, 1)
	expect(t, grace, 1)
	expect(t, web, 1)
	expect(t, ada, 2)
	if err := service.Server.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := greet.Call(t.Context(), ada, nil); runtime.CodeOf(err) != runtime.CodeUnavailable {
		t.Errorf("got %v", err)
	}
}

// A client that ends with its subtest leaves the service to the others.
func TestClientOfSubtest(t *testing.T) {
	service := rpctest.Serve(t, register)
	for _, name := range []string{"first", "second"} {
		t.Run(name, func(t *testing.T) {
			expect(t, service.HTTP(t), 1)
			expect(t, service.Client(t), 1)
		})
	}
	expect(t, service.Client(t), 1)
}

// In a bubble, time is the test's.
func TestSessionExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := rpctest.Client(t, register, rpctest.WithSession(session.WithLifetime(time.Hour, 24*time.Hour)))
		expect(t, client, 1)
		<-time.After(59 * time.Minute)
		expect(t, client, 2)
		<-time.After(61 * time.Minute)
		expect(t, client, 1)
	})
}

func TestOptions(t *testing.T) {
	var server, client int
	count := func(n *int) runtime.Interceptor {
		return func(next runtime.CallFunc) runtime.CallFunc {
			return func(ctx context.Context, call *runtime.Call) error {
				*n++
				return next(ctx, call)
			}
		}
	}
	plain := func(s *runtime.Server) {
		greet.Handle(s, func(context.Context, *greetRequest) (*greetResponse, error) { return nil, nil })
	}
	c := rpctest.Client(t, plain, rpctest.WithoutSessions(),
		rpctest.WithServer(runtime.WithInterceptors(count(&server))),
		rpctest.WithClient(runtime.WithClientInterceptors(count(&client))))
	res, err := greet.Call(t.Context(), c, nil)
	if err != nil || res.Cookie != nil || server != 1 || client != 1 {
		t.Errorf("got %v, %v, %d and %d calls", res.Cookie, err, server, client)
	}
}
