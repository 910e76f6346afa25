package httprpc_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/cookie"
)

type helloRequest struct {
	runtime.BaseRequest
	Name string     `json:"name"`
	N    *uint      `json:"n"`
	When *time.Time `json:"when"`
	Data []byte     `json:"data,omitempty"`
}

type helloResponse struct {
	runtime.BaseResponse
	Reply string     `json:"reply"`
	When  *time.Time `json:"when"`
	Data  []byte     `json:"data,omitempty"`
	N     *uint      `json:"n"`
}

type loginRequest struct {
	runtime.BaseRequest
	User string `json:"user"`
	Pass string `json:"pass"`
}

type loginResponse struct {
	runtime.BaseResponse
	ID    uint     `json:"id"`
	Roles []string `json:"roles"`
}

type failRequest struct {
	runtime.BaseRequest
	Kind string `json:"kind"`
}

type failResponse struct {
	runtime.BaseResponse
	OK  bool    `json:"ok"`
	Bad float64 `json:"bad,omitempty"`
}

var (
	hello = runtime.NewMethod[helloRequest, helloResponse]("Hello")
	login = runtime.NewMethod[loginRequest, loginResponse]("user/Login")
	fail  = runtime.NewMethod[failRequest, failResponse]("Fail")
)

// register serves the methods of the TSRPC server that the exchanges were recorded from.
func register(server *runtime.Server) {
	hello.Handle(server, func(_ context.Context, req *helloRequest) (*helloResponse, error) {
		return &helloResponse{Reply: "Hello, " + req.Name, When: req.When, Data: req.Data, N: req.N}, nil
	})
	login.Handle(server, func(_ context.Context, req *loginRequest) (*loginResponse, error) {
		if req.Pass != "ok" {
			return nil, &runtime.Error{Message: "Wrong password", Code: "WRONG_PASS", Data: map[string]any{"left": 2}}
		}
		// Login has no cookie in the recorded protocol.
		return &loginResponse{ID: 7, Roles: []string{"admin", "dev"}}, nil
	})
	fail.Handle(server, func(ctx context.Context, req *failRequest) (*failResponse, error) {
		switch req.Kind {
		case "api":
			return nil, runtime.Errorf("BIZ", "business")
		case "number":
			return nil, runtime.Errorf(404, "business")
		case "extra":
			return nil, &runtime.Error{Message: "business", Data: map[string]any{"info": map[string]any{"a": 1}}}
		case "server":
			return nil, &runtime.Error{Message: "server side", Type: runtime.ServerError, Code: "SRV"}
		case "throwTsrpc":
			return nil, fmt.Errorf("wrapped: %w", runtime.Errorf("THROWN", "thrown"))
		case "throw":
			return nil, errors.New("a secret")
		case "badRes":
			return &failResponse{Bad: math.NaN()}, nil
		case "slow":
			<-ctx.Done()
			return nil, ctx.Err()
		}
		return &failResponse{OK: true}, nil
	})
}

type exchange struct {
	Name      string            `json:"name"`
	Method    string            `json:"method"`
	Path      string            `json:"path"`
	Headers   map[string]string `json:"headers"`
	Body      string            `json:"body"`
	Status    int               `json:"status"`
	Answer    string            `json:"answer"`
	Different *struct {
		Why    string `json:"why"`
		Status int    `json:"status"`
		Body   string `json:"body"`
		Prefix string `json:"prefix"`
	} `json:"different"`
}

func TestRecordedExchanges(t *testing.T) {
	data, err := os.ReadFile("testdata/tsrpc.json")
	if err != nil {
		t.Fatal(err)
	}
	var recorded struct {
		Cases []exchange `json:"cases"`
	}
	if err := json.Unmarshal(data, &recorded); err != nil {
		t.Fatal(err)
	}
	server := runtime.NewServer(cookie.Echo(), runtime.WithHandlerTimeout(20*time.Millisecond), quiet(t))
	register(server)
	base := serve(t, server)
	for _, c := range recorded.Cases {
		t.Run(c.Name, func(t *testing.T) {
			if c.Different == nil {
				c.check(t, base, c.Status, c.Answer, "")
			} else {
				c.check(t, base, c.Different.Status, c.Different.Body, c.Different.Prefix)
			}
		})
	}
}

func (c *exchange) check(t *testing.T, base string, status int, body, prefix string) {
	req, err := http.NewRequestWithContext(t.Context(), c.Method, base+c.Path, strings.NewReader(c.Body))
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range c.Headers {
		req.Header.Set(k, v)
	}
	res := do(t, req)
	if res.StatusCode != status || prefix == "" && !sameJSON(t, res.body, body) || !strings.HasPrefix(res.body, prefix) {
		t.Errorf("got %d %s\nwant %d %s%s", res.StatusCode, res.body, status, body, prefix)
	}
	if got := res.Header.Get("Content-Type"); got != "application/json; charset=utf-8" {
		t.Errorf("Content-Type: %s", got)
	}
}

// sameJSON compares without the order of keys: TSRPC writes own properties before
// inherited ones, which means nothing (tsrpc-wire 7).
func sameJSON(t *testing.T, a, b string) bool {
	var x, y any
	if err := errors.Join(json.Unmarshal([]byte(a), &x), json.Unmarshal([]byte(b), &y)); err != nil {
		t.Errorf("%s and %s: %v", a, b, err)
	}
	return reflect.DeepEqual(x, y)
}

type reply struct {
	*http.Response
	body string
}

// do sends a request on a connection of its own and reads the answer.
func do(t *testing.T, req *http.Request) reply {
	t.Helper()
	transport := &http.Transport{DisableKeepAlives: true}
	res, err := transport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply{res, string(body)}
}
