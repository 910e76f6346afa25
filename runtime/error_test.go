package runtime_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
)

type number int

type word string

func TestErrorIs(t *testing.T) {
	lent := &runtime.Error{Message: "the book is lent", Code: "LENT"}
	for _, c := range []struct {
		name        string
		err, target error
		want        bool
	}{
		{"same code", &runtime.Error{Message: "other text", Code: "LENT"}, lent, true},
		{"other code", &runtime.Error{Message: "the book is lent", Code: "GONE"}, lent, false},
		{"no code", &runtime.Error{Message: "the book is lent"}, lent, false},
		{"wrapped", fmt.Errorf("x: %w", lent), lent, true},
		{"same type", runtime.Errorf("LENT", "x"), &runtime.Error{Type: runtime.APIError, Code: "LENT"}, true},
		{"type by default", lent, &runtime.Error{Type: runtime.APIError, Code: "LENT"}, true},
		{"other type", &runtime.Error{Type: runtime.ServerError, Code: "LENT"}, &runtime.Error{Type: runtime.APIError, Code: "LENT"}, false},
		{"any type", &runtime.Error{Type: runtime.ServerError, Code: "LENT"}, lent, true},
		{"text without codes", &runtime.Error{Message: "no"}, &runtime.Error{Message: "no"}, true},
		{"other text without codes", &runtime.Error{Message: "no"}, &runtime.Error{Message: "nope"}, false},
		{"codes of other integer types", &runtime.Error{Code: 404}, &runtime.Error{Code: number(404)}, true},
		{"unsigned code", &runtime.Error{Code: uint64(404)}, &runtime.Error{Code: 404}, true},
		{"codes of other string types", &runtime.Error{Code: "LENT"}, &runtime.Error{Code: word("LENT")}, true},
		{"text is no number", &runtime.Error{Code: "404"}, &runtime.Error{Code: 404}, false},
		{"the cause", lent.WithCause(io.EOF), io.EOF, true},
		{"not the cause of another", lent, io.EOF, false},
		{"nil", (*runtime.Error)(nil), lent, false},
		{"to nil", lent, (*runtime.Error)(nil), false},
	} {
		if got := errors.Is(c.err, c.target); got != c.want {
			t.Errorf("%s: errors.Is is %v", c.name, got)
		}
	}
}

func TestErrorf(t *testing.T) {
	cause, other := errors.New("disk full"), errors.New("fan broken")
	for _, err := range []*runtime.Error{runtime.Errorf("E", "write: %w", cause), runtime.Errorf("E", "%w, %w", other, cause)} {
		if !errors.Is(err, cause) || err.Type != runtime.APIError || err.Code != "E" {
			t.Errorf("got %#v", err)
		}
	}
	err := runtime.Errorf(7, "shelf %d", 3)
	if err.Message != "shelf 3" || err.Error() != "shelf 3 (7)" || err.Unwrap() != nil {
		t.Errorf("got %v", err)
	}
	if plain := runtime.Errorf(nil, "no"); plain.Error() != "no" {
		t.Errorf("got %v", plain)
	}
	if err.WithCause(cause); err.Unwrap() != nil {
		t.Error("WithCause has changed the error itself")
	}
}

func TestCodeOf(t *testing.T) {
	for _, c := range []struct {
		err  error
		want any
	}{
		{nil, nil}, {io.EOF, nil}, {(*runtime.Error)(nil), nil}, {runtime.Errorf("E", "x"), "E"},
		{fmt.Errorf("y: %w", runtime.Errorf(5, "x")), 5}, {errors.Join(io.EOF, runtime.Errorf("E", "x")), "E"},
	} {
		if got := runtime.CodeOf(c.err); got != c.want {
			t.Errorf("the code of %v is %v, want %v", c.err, got, c.want)
		}
	}
}

// A nil *Error that a handler returns as its error is a mistake that fails the
// call, and nothing else.
func TestNilError(t *testing.T) {
	server, log := newServer(func(context.Context, *sayRequest) (*sayResponse, error) {
		var none *runtime.Error
		return &sayResponse{}, none
	})
	_, err := say.Call(t.Context(), dial(server), nil)
	if runtime.CodeOf(err) != runtime.CodeInternal {
		t.Errorf("got %v", err)
	}
	if !strings.Contains(log.String(), "nil *runtime.Error") {
		t.Errorf("the log does not say what happened: %s", log)
	}
	client := dial(server, runtime.WithClientInterceptors(func(runtime.CallFunc) runtime.CallFunc {
		return func(context.Context, *runtime.Call) error { return (*runtime.Error)(nil) }
	}))
	if _, err := say.Call(t.Context(), client, nil); err == nil || err.Error() == "" {
		t.Errorf("got %v", err)
	}
}

// What became of a call that a handler made is not passed on as if it were what
// became of the caller's, unless the handler says so.
func TestErrorsOfOtherCallsStay(t *testing.T) {
	unreachable := runtime.NewClient(transportFunc(func(context.Context, *runtime.Call) error {
		return &runtime.Error{Message: "dial tcp 10.1.2.3:5432: connection refused", Type: runtime.NetworkError, Code: "ECONNREFUSED"}
	}))
	declared := &runtime.Error{Message: "try later", Code: "LATER"}
	for name, c := range map[string]struct {
		wrap func(error) error
		want any
	}{
		"as it is":    {func(err error) error { return err }, runtime.CodeInternal},
		"wrapped":     {func(err error) error { return fmt.Errorf("ask the archive: %w", err) }, runtime.CodeInternal},
		"made public": {func(err error) error { return declared.WithCause(err) }, "LATER"},
	} {
		t.Run(name, func(t *testing.T) {
			server, log := newServer(func(ctx context.Context, _ *sayRequest) (*sayResponse, error) {
				_, err := say.Call(ctx, unreachable, nil)
				return nil, c.wrap(err)
			})
			_, err := say.Call(t.Context(), dial(server), nil)
			if runtime.CodeOf(err) != c.want || strings.Contains(fmt.Sprintf("%v %#v", err, err), "10.1.2.3") {
				t.Errorf("the caller gets %v", err)
			}
			if c.want == runtime.CodeInternal && !strings.Contains(log.String(), "10.1.2.3") {
				t.Errorf("the log does not say what happened: %s", log)
			}
		})
	}
	refusing, _ := newServer(func(context.Context, *sayRequest) (*sayResponse, error) { return nil, declared })
	other := dial(refusing)
	server, _ := newServer(func(ctx context.Context, req *sayRequest) (*sayResponse, error) { return say.Call(ctx, other, req) })
	if _, err := say.Call(t.Context(), dial(server), nil); !errors.Is(err, declared) {
		t.Errorf("an application's error does not pass two servers: %v", err)
	}
}

// A transportFunc is a transport that does what the function does.
type transportFunc func(context.Context, *runtime.Call) error

func (f transportFunc) RoundTrip(ctx context.Context, call *runtime.Call) error { return f(ctx, call) }

func (f transportFunc) Origin() string { return "test://1" }
