package transporttest

import (
	"context"
	"errors"
	"io"
	"sync/atomic"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
)

// checked expects that a request which its method's check refuses is answered before
// there is a call: no flow of the call runs, no interceptor and no handler.
func (s suite) checked(t *testing.T) {
	sold := &runtime.Error{Message: "sold out", Code: "SOLD"}
	method := runtime.NewMethod[echoRequest, echoResponse]("Test/Checked").Checked(func(req *echoRequest) error {
		switch req.Text {
		case "fine":
			return nil
		case "own":
			return errors.Join(io.EOF, sold)
		case "panic":
			panic("in the check")
		case "nil":
			return (*runtime.Error)(nil)
		case "cookie":
			return errors.New(req.Cookie.SessionID)
		}
		return errors.New("say fine")
	})
	var steps atomic.Int64
	step := func(_ context.Context, call *runtime.Call) (*runtime.Call, error) {
		steps.Add(1)
		return call, nil
	}
	server := s.server(t, runtime.WithInterceptors(func(next runtime.CallFunc) runtime.CallFunc {
		return func(ctx context.Context, call *runtime.Call) error {
			steps.Add(1)
			return next(ctx, call)
		}
	}))
	server.Flows().PreCall.Use(step)
	server.Flows().PreReturn.Use(step)
	method.Handle(server, func(ctx context.Context, req *echoRequest) (*echoResponse, error) {
		steps.Add(1)
		return back(ctx, req)
	})
	client := s.dial(t, server)
	for text, want := range map[string]runtime.Error{
		"bad":    {Message: "say fine", Type: runtime.ServerError, Code: runtime.CodeInputData},
		"own":    {Message: "sold out", Type: runtime.APIError, Code: "SOLD"},
		"panic":  {Message: "Internal Server Error", Type: runtime.ServerError, Code: runtime.CodeInternal},
		"nil":    {Message: "Internal Server Error", Type: runtime.ServerError, Code: runtime.CodeInternal},
		"cookie": {Message: "id", Type: runtime.ServerError, Code: runtime.CodeInputData},
	} {
		req := &echoRequest{Text: text}
		req.Cookie = &runtime.Cookie{SessionID: "id"}
		_, err := method.Call(t.Context(), client, req)
		var e *runtime.Error
		if !errors.As(err, &e) || e.Message != want.Message || e.Type != want.Type || e.Code != want.Code || e.Unwrap() != nil {
			t.Errorf("%s: got %#v, want %+v", text, err, want)
		}
	}
	if n := steps.Load(); n > 0 {
		t.Errorf("refused calls have come to %d steps", n)
	}
	res, err := method.Call(t.Context(), client, &echoRequest{Text: "fine"})
	if err != nil || res.Text != "fine" || steps.Load() != 4 {
		t.Errorf("got %+v, %v after %d steps", res, err, steps.Load())
	}
}
