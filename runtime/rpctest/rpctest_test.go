package rpctest_test

import (
	"context"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/rpctest"
)

type greeter interface {
	Greet(ctx context.Context, name string) (string, error)
}

type greetRequest struct {
	runtime.BaseRequest
	Name string `json:"name"`
}

type greetResponse struct {
	runtime.BaseResponse
	Result string `json:"result"`
}

var greet = runtime.NewMethod[greetRequest, greetResponse]("Greeter/Greet")

func registerGreeter(server *runtime.Server, impl greeter) {
	greet.Handle(server, func(ctx context.Context, req *greetRequest) (*greetResponse, error) {
		result, err := impl.Greet(ctx, req.Name)
		return &greetResponse{Result: result}, err
	})
}

type polite struct{}

func (*polite) Greet(ctx context.Context, name string) (string, error) {
	runtime.CookieFrom(ctx).Set("greeted", name)
	return "Good day, " + name, nil
}

func TestClients(t *testing.T) {
	register := func(s *runtime.Server) { registerGreeter(s, &polite{}) }
	for name, client := range map[string]*runtime.Client{
		"Client": rpctest.Client(t, register),
		"HTTP":   rpctest.HTTP(t, register),
	} {
		t.Run(name, func(t *testing.T) {
			for range 2 {
				res, err := greet.Call(t.Context(), client, &greetRequest{Name: "Ada"})
				if err != nil || res.Result != "Good day, Ada" {
					t.Fatalf("got %q, %v", res.Result, err)
				}
				if res.Cookie == nil || res.Cookie.SessionID == "" || res.Cookie.Values["greeted"] != "Ada" {
					t.Fatalf("the cookie is %v", res.Cookie)
				}
			}
		})
	}
}
