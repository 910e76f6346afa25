package transporttest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
)

func (s suite) call(t *testing.T) {
	client := s.echo(t, func(ctx context.Context, req *echoRequest) (*echoResponse, error) {
		call := runtime.CallFrom(ctx)
		if call == nil || call.Method != echo.Name() || call.Peer == "" {
			t.Errorf("the handler's call is %+v", call)
		}
		return back(ctx, req)
	})
	in := &echoRequest{Text: "x", List: []int{1, 2}, Map: map[string]string{"a": "b"}}
	res, err := echo.Call(t.Context(), client, in)
	if err != nil || res.Text != "x" || !slices.Equal(res.List, in.List) || !maps.Equal(res.Map, in.Map) {
		t.Errorf("got %+v, %v", res, err)
	}
	if client.Origin() == "" {
		t.Error("the server has no origin, so no cookies can be kept for it")
	}
}

func (s suite) unicode(t *testing.T) {
	server := s.server(t)
	echo.Handle(server, back)
	unicode.Handle(server, back)
	client := s.dial(t, server)
	for _, text := range []string{"", "世界 \U0001F600", "<a href='x'>&amp;</a>", "\u2028\u2029", "a\x00b\r\n\t\"\\", "e\u0301", "__proto__"} {
		mustEcho(t, client, text)
	}
	res, err := unicode.Call(t.Context(), client, &echoRequest{Text: "ß"})
	if err != nil || res.Text != "ß" {
		t.Errorf("a method with a name outside of ASCII: got %q, %v", res.Text, err)
	}
}

func (s suite) empty(t *testing.T) {
	server := s.server(t)
	empty.Handle(server, func(context.Context, *emptyRequest) (*emptyResponse, error) { return nil, nil })
	res, err := empty.Call(t.Context(), s.dial(t, server), nil)
	if err != nil || res == nil || res.Cookie != nil {
		t.Errorf("got %+v, %v", res, err)
	}
}

func (s suite) concurrent(t *testing.T) {
	client := s.echo(t, back)
	const calls = 1000
	var wg sync.WaitGroup
	for i := range calls {
		wg.Go(func() {
			text := fmt.Sprintf("call %d %s", i, strings.Repeat("x", i))
			res, err := echo.Call(t.Context(), client, &echoRequest{Text: text, List: []int{i}})
			if err != nil || res.Text != text || len(res.List) != 1 || res.List[0] != i {
				t.Errorf("call %d: got %.40q %v, %v", i, res.Text, res.List, err)
			}
		})
	}
	wg.Wait()
}

// isolation changes everything that was sent and that came back, while the
// handler and a second reader still use theirs. The race detector sees the rest.
func (s suite) isolation(t *testing.T) {
	kept := make(chan *echoRequest, 1)
	answer := &echoResponse{Text: "a", List: []int{1}, Map: map[string]string{"k": "v"}}
	client := s.echo(t, func(_ context.Context, req *echoRequest) (*echoResponse, error) {
		kept <- req
		return answer, nil
	})
	in := &echoRequest{Text: "x", List: []int{1}, Map: map[string]string{"k": "v"}}
	res, err := echo.Call(t.Context(), client, in)
	if err != nil {
		t.Fatal(err)
	}
	in.Text, in.List[0], in.Map["k"] = "y", 2, "w"
	res.Text, res.List[0], res.Map["k"] = "y", 2, "w"
	if req := <-kept; req.Text != "x" || req.List[0] != 1 || req.Map["k"] != "v" {
		t.Errorf("the handler's request has changed: %+v", req)
	}
	if answer.Text != "a" || answer.List[0] != 1 || answer.Map["k"] != "v" {
		t.Errorf("the handler's response has changed: %+v", answer)
	}
}

func (s suite) unknownMethod(t *testing.T) {
	client := s.echo(t, back)
	res, err := nobody.Call(t.Context(), client, nil)
	var e *runtime.Error
	if !errors.As(err, &e) || e.Code != runtime.CodeInputData || e.Type != runtime.ServerError {
		t.Errorf("got %#v", err)
	}
	if res == nil {
		t.Error("the response is nil")
	}
	mustEcho(t, client, "still there")
}

func (s suite) missingField(t *testing.T) {
	client := s.echo(t, func(context.Context, *echoRequest) (*echoResponse, error) {
		t.Error("the handler was called")
		return nil, nil
	})
	_, err := lax.Call(t.Context(), client, nil)
	var e *runtime.Error
	if !errors.As(err, &e) || e.Code != runtime.CodeInputData || e.Type != runtime.ServerError ||
		e.Message != "Missing required property `text`." {
		t.Errorf("got %#v", err)
	}
}
