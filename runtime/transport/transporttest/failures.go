package transporttest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
)

func (s suite) errors(t *testing.T) {
	gone := &runtime.Error{Message: "that book is gone", Code: "GONE"}
	for _, test := range []struct {
		name string
		err  error
		want runtime.Error
	}{
		{"plain", &runtime.Error{Message: "no"}, runtime.Error{Message: "no", Type: runtime.APIError}},
		{"string code", gone, runtime.Error{Message: gone.Message, Type: runtime.APIError, Code: "GONE"}},
		{"int code", &runtime.Error{Message: "no", Code: -404}, runtime.Error{Message: "no", Type: runtime.APIError, Code: -404}},
		{"sized code", &runtime.Error{Message: "no", Code: int32(7)}, runtime.Error{Message: "no", Type: runtime.APIError, Code: 7}},
		{"type", &runtime.Error{Message: "no", Type: runtime.ServerError, Code: "SRV"}, runtime.Error{Message: "no", Type: runtime.ServerError, Code: "SRV"}},
		{"data", &runtime.Error{Message: "no", Data: map[string]any{"left": 2.0, "in": map[string]any{"a": []any{nil, "b"}}}},
			runtime.Error{Message: "no", Type: runtime.APIError, Data: map[string]any{"left": 2.0, "in": map[string]any{"a": []any{nil, "b"}}}}},
		{"wrapped", fmt.Errorf("while lending: %w", gone), runtime.Error{Message: gone.Message, Type: runtime.APIError, Code: "GONE"}},
		{"joined", errors.Join(io.EOF, gone), runtime.Error{Message: gone.Message, Type: runtime.APIError, Code: "GONE"}},
		{"Errorf", runtime.Errorf("E", "shelf %d: %w", 3, io.EOF), runtime.Error{Message: "shelf 3: EOF", Type: runtime.APIError, Code: "E"}},
		{"Unicode", &runtime.Error{Message: "„nein“ \u0000<>"}, runtime.Error{Message: "„nein“ \u0000<>", Type: runtime.APIError}},
	} {
		t.Run(test.name, func(t *testing.T) {
			client := s.echo(t, func(context.Context, *echoRequest) (*echoResponse, error) {
				return &echoResponse{Text: "not seen"}, test.err
			})
			res, err := echo.Call(t.Context(), client, &echoRequest{})
			var e *runtime.Error
			if !errors.As(err, &e) {
				t.Fatalf("got %v", err)
			}
			if e.Message != test.want.Message || e.Type != test.want.Type || e.Code != test.want.Code || !reflect.DeepEqual(e.Data, test.want.Data) {
				t.Errorf("got %+v, want %+v", *e, test.want)
			}
			if e.Unwrap() != nil || errors.Is(err, io.EOF) {
				t.Errorf("the cause has travelled: %v", e.Unwrap())
			}
			if errors.Is(err, gone) != errors.Is(test.err, gone) {
				t.Errorf("errors.Is(declared variable) is %v here and %v at the handler", errors.Is(err, gone), errors.Is(test.err, gone))
			}
			if res == nil || res.Text != "" {
				t.Errorf("the response is %+v", res)
			}
		})
	}
}

func (s suite) foreignError(t *testing.T) {
	client := s.echo(t, func(context.Context, *echoRequest) (*echoResponse, error) {
		return nil, errors.New("password of the database is hunter2")
	})
	wantInternal(t, client, "hunter2")
}

// wantInternal calls echo and expects an internal error without the secret.
func wantInternal(t *testing.T, client *runtime.Client, secret string) {
	t.Helper()
	_, err := echo.Call(t.Context(), client, &echoRequest{})
	isInternal(t, err, secret)
}

func isInternal(t *testing.T, err error, secret string) {
	t.Helper()
	var e *runtime.Error
	if !errors.As(err, &e) || e.Code != runtime.CodeInternal || e.Type != runtime.ServerError || e.Message != "Internal Server Error" {
		t.Errorf("got %#v", err)
	}
	if text := fmt.Sprintf("%v %+v %#v", err, err, e); strings.Contains(text, secret) {
		t.Errorf("the caller can read %q in %s", secret, text)
	}
}

func (s suite) panics(t *testing.T) {
	client := s.echo(t, func(ctx context.Context, req *echoRequest) (*echoResponse, error) {
		switch req.Text {
		case "":
			panic("secret")
		case "nil map":
			none()["x"] = 1
		}
		return back(ctx, req)
	})
	wantInternal(t, client, "secret")
	_, err := echo.Call(t.Context(), client, &echoRequest{Text: "nil map"})
	isInternal(t, err, "nil map")
	mustEcho(t, client, "the server lives")
}

// none returns a map that cannot be written to.
func none() map[string]int { return nil }

func (s suite) panicInMarshaler(t *testing.T) {
	server := s.server(t)
	echo.Handle(server, back)
	broken.Handle(server, func(context.Context, *emptyRequest) (*panicResponse, error) { return nil, nil })
	client := s.dial(t, server)
	_, err := broken.Call(t.Context(), client, nil)
	isInternal(t, err, "MarshalJSON")
	mustEcho(t, client, "the server lives")
}

// badResponse returns what cannot be encoded.
func (s suite) badResponse(t *testing.T) {
	server := s.server(t)
	number.Handle(server, func(context.Context, *emptyRequest) (*numberResponse, error) {
		return &numberResponse{N: math.NaN()}, nil
	})
	_, err := number.Call(t.Context(), s.dial(t, server), nil)
	isInternal(t, err, "NaN")
}
