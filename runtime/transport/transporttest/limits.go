package transporttest

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
)

// frame is what is around the text in an encoded echoRequest.
const frame = len(`{"text":""}`)

func (s suite) requestLimit(t *testing.T) {
	server := s.server(t, runtime.WithMaxRequest(100_000), runtime.WithMaxRequest(200, unicode.Name()))
	echo.Handle(server, back)
	unicode.Handle(server, back)
	client := s.dial(t, server)
	mustEcho(t, client, strings.Repeat("x", 100_000-frame))
	for _, size := range []int{100_001, 300_000, 5 << 20} {
		_, err := echo.Call(t.Context(), client, &echoRequest{Text: strings.Repeat("x", size-frame)})
		isTooLarge(t, err)
	}
	_, err := unicode.Call(t.Context(), client, &echoRequest{Text: strings.Repeat("x", 201-frame)})
	isTooLarge(t, err)
	mustEcho(t, client, "still there")
}

func isTooLarge(t *testing.T, err error) {
	t.Helper()
	if runtime.CodeOf(err) != runtime.CodeTooLarge {
		t.Errorf("got %#v", err)
	}
}

func (s suite) responseLimit(t *testing.T) {
	if s.MaxResponse == 0 {
		t.Skip("no limit")
	}
	const around = len(`{"isSucc":true,"res":{"text":""}}`)
	client := s.echo(t, func(_ context.Context, req *echoRequest) (*echoResponse, error) {
		return &echoResponse{Text: strings.Repeat("x", s.MaxResponse-around+req.List[0])}, nil
	})
	res, err := echo.Call(t.Context(), client, &echoRequest{List: []int{0}})
	if err != nil || len(res.Text) != s.MaxResponse-around {
		t.Errorf("at the limit: got %d bytes, %v", len(res.Text), err)
	}
	_, err = echo.Call(t.Context(), client, &echoRequest{List: []int{1}})
	isTooLarge(t, err)
	var e *runtime.Error
	if !errors.As(err, &e) || e.Type != runtime.ClientError {
		t.Errorf("got %#v", err)
	}
}
