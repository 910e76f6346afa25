package transporttest

import (
	"context"
	"strconv"
	"sync"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
)

// header sends a field beside each request, which is the call's own.
func (s suite) header(t *testing.T) {
	server := s.server(t)
	echo.Handle(server, func(ctx context.Context, req *echoRequest) (*echoResponse, error) {
		call := runtime.CallFrom(ctx)
		if call.Header("X-Other") != "" || call.Header("") != "" {
			t.Errorf("a field arrived that nobody sent: %q", call.Header("X-Other"))
		}
		call.SetHeader("X-Shelf", "changed on the server")
		return &echoResponse{Text: req.Text + call.Header("x-sHELF")}, nil
	})
	client := s.dial(t, server, runtime.WithClientInterceptors(func(next runtime.CallFunc) runtime.CallFunc {
		return func(ctx context.Context, call *runtime.Call) error {
			if text := call.Request.(*echoRequest).Text; text != "" {
				call.SetHeader("x-shelf", "not this one")
				call.SetHeader("X-Shelf", "of "+text)
				if got := call.Header("x-Shelf"); got != "of "+text {
					t.Errorf("the client reads %q", got)
				}
			}
			return next(ctx, call)
		}
	}))
	var calls sync.WaitGroup
	for i := range 20 {
		calls.Go(func() {
			text, want := "", ""
			if i > 0 {
				text = strconv.Itoa(i)
				want = text + "of " + text
			}
			if res, err := echo.Call(t.Context(), client, &echoRequest{Text: text}); err != nil || res.Text != want {
				t.Errorf("got %q, %v, want %q", res.Text, err, want)
			}
		})
	}
	calls.Wait()
}
