package runtime_test

import (
	"context"
	"errors"
	"io"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
)

// answering is a transport that answers every call itself.
func answering(res runtime.Response) transportFunc {
	return func(_ context.Context, call *runtime.Call) error {
		return call.Answer(res, &runtime.Return{Response: res})
	}
}

func TestCallTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		waiting := transportFunc(func(ctx context.Context, _ *runtime.Call) error {
			<-ctx.Done()
			return ctx.Err()
		})
		hour, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		for _, c := range []struct {
			name string
			ctx  context.Context
			opts []runtime.ClientOption
			want time.Duration
		}{
			{"default", t.Context(), nil, runtime.DefaultCallTimeout},
			{"option", t.Context(), []runtime.ClientOption{runtime.WithCallTimeout(time.Second)}, time.Second},
			{"the caller's own", hour, []runtime.ClientOption{runtime.WithCallTimeout(time.Second)}, time.Hour - 16*time.Second},
		} {
			begin := time.Now()
			_, err := say.Call(c.ctx, runtime.NewClient(waiting, c.opts...), nil)
			if runtime.CodeOf(err) != runtime.CodeTimeout || !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s: got %v", c.name, err)
			}
			if took := time.Since(begin); took != c.want {
				t.Errorf("%s: waited for %v, want %v", c.name, took, c.want)
			}
		}
		if runtime.DefaultCallTimeout != 15*time.Second {
			t.Errorf("by default a call has %v", runtime.DefaultCallTimeout)
		}
		for name, c := range map[string]*runtime.Client{
			"0": runtime.NewClient(waitless{t}, runtime.WithCallTimeout(0)), "negative": runtime.NewClient(waitless{t}, runtime.WithCallTimeout(-1)),
		} {
			if _, err := say.Call(t.Context(), c, nil); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// A waitless transport fails the test if a call has a deadline.
type waitless struct{ t *testing.T }

func (w waitless) RoundTrip(ctx context.Context, call *runtime.Call) error {
	if d, ok := ctx.Deadline(); ok {
		w.t.Errorf("the call has the deadline %v", d)
	}
	return call.Answer(&sayResponse{}, &runtime.Return{})
}

func (waitless) Origin() string { return "test://1" }

// Once the caller's time is over, that is what happened, even if another error
// comes first: which one does, would be chance.
func TestOwnDeadlineWins(t *testing.T) {
	late := transportFunc(func(ctx context.Context, _ *runtime.Call) error {
		<-ctx.Done()
		return &runtime.Error{Message: "Server Timeout", Type: runtime.ServerError, Code: runtime.CodeServerTimeout}
	})
	synctest.Test(t, func(t *testing.T) {
		_, err := say.Call(t.Context(), runtime.NewClient(late), nil)
		if runtime.CodeOf(err) != runtime.CodeTimeout || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		_, err = say.Call(ctx, runtime.NewClient(late), nil)
		if runtime.CodeOf(err) != runtime.CodeCanceled || !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}

// A response is never nil, and always of the method's type.
func TestStrangeAnswers(t *testing.T) {
	for name, transport := range map[string]runtime.Transport{
		"none":         answering(nil),
		"another type": answering(&singResponse{}),
		"a nil one":    answering((*sayResponse)(nil)),
		"error":        transportFunc(func(context.Context, *runtime.Call) error { return io.ErrUnexpectedEOF }),
	} {
		res, err := say.Call(t.Context(), runtime.NewClient(transport), nil)
		var e *runtime.Error
		if !errors.As(err, &e) || e.Type != runtime.ClientError {
			t.Errorf("%s: got %v", name, err)
		}
		if res == nil {
			t.Errorf("%s: the response is nil", name)
		}
	}
	_, err := say.Call(t.Context(), runtime.NewClient(transportFunc(func(context.Context, *runtime.Call) error { return io.ErrUnexpectedEOF })), nil)
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("errors.Is does not find the transport's error in %v", err)
	}
}

// The caller's request stays the caller's.
func TestRequestIsCopied(t *testing.T) {
	client := runtime.NewClient(transportFunc(func(_ context.Context, call *runtime.Call) error {
		call.Request.(*sayRequest).Text = "changed"
		call.SetRequestCookie(secretCookie())
		return call.Answer(&sayResponse{}, &runtime.Return{})
	}))
	req := &sayRequest{Text: "mine"}
	if _, err := say.Call(t.Context(), client, req); err != nil || req.Text != "mine" || req.Cookie != nil {
		t.Errorf("the request is now %+v, %v", req, err)
	}
}

func TestCallValues(t *testing.T) {
	type key struct{}
	client := runtime.NewClient(answering(&sayResponse{}))
	client.Flows().PreCall.Use(func(ctx context.Context, call *runtime.Call) (*runtime.Call, error) {
		if call.Value(key{}) != nil || runtime.CallFrom(ctx) != call || call.Peer != "test://1" || call.Method != say.Name() {
			t.Errorf("the call is %s to %s with %v", call.Method, call.Peer, call.Value(key{}))
		}
		call.SetValue(key{}, "given up")
		call.SetValue(&key{}, "another's")
		call.SetValue(key{}, "kept")
		return call, nil
	})
	var got any
	client.Flows().PostReturn.Use(func(ctx context.Context, call *runtime.Call) (*runtime.Call, error) {
		got = runtime.CallFrom(ctx).Value(key{})
		return call, nil
	})
	for range 2 { // a call's values are its own
		if _, err := say.Call(t.Context(), client, nil); err != nil || got != "kept" {
			t.Errorf("got %v, %v", got, err)
		}
	}
}

func TestClientInterceptors(t *testing.T) {
	var steps []string
	around := func(name string) runtime.Interceptor {
		return func(next runtime.CallFunc) runtime.CallFunc {
			steps = append(steps, "make "+name)
			return func(ctx context.Context, call *runtime.Call) error {
				steps = append(steps, name)
				return next(ctx, call)
			}
		}
	}
	client := runtime.NewClient(answering(&sayResponse{Text: "x"}),
		runtime.WithClientInterceptors(around("a"), around("b")), runtime.WithClientInterceptors(around("c")))
	for range 2 {
		if _, err := say.Call(t.Context(), client, nil); err != nil {
			t.Fatal(err)
		}
	}
	if want := []string{"make c", "make b", "make a", "a", "b", "c", "a", "b", "c"}; !slices.Equal(steps, want) {
		t.Errorf("got %q", steps)
	}
}

// An interceptor may turn a failure into an answer; what failed is then forgotten.
func TestInterceptorAnswers(t *testing.T) {
	failing := transportFunc(func(context.Context, *runtime.Call) error { return io.EOF })
	client := runtime.NewClient(failing, runtime.WithClientInterceptors(func(next runtime.CallFunc) runtime.CallFunc {
		return func(ctx context.Context, call *runtime.Call) error {
			if err := next(ctx, call); err != nil {
				call.Response = &sayResponse{Text: "instead of " + err.Error()}
			}
			return nil
		}
	}))
	client.Flows().PostReturn.Use(func(_ context.Context, call *runtime.Call) (*runtime.Call, error) {
		if call.Err != nil {
			t.Errorf("PostReturn sees %v", call.Err)
		}
		return call, nil
	})
	if res, err := say.Call(t.Context(), client, nil); err != nil || res.Text != "instead of EOF" {
		t.Errorf("got %q, %v", res.Text, err)
	}
}
