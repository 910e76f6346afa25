package transporttest

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
)

// A trace is the order in which one side of a call went through its points.
type trace struct {
	mu    sync.Mutex
	steps []string
	end   chan struct{} // gets one for each PostReturn
}

func newTrace() *trace { return &trace{end: make(chan struct{}, 10)} }

func (tr *trace) add(step string) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	tr.steps = append(tr.steps, step)
}

// watch adds a node to each point.
func (tr *trace) watch(flows *runtime.Flows) {
	step := func(name string) runtime.Node[*runtime.Call] {
		return func(_ context.Context, c *runtime.Call) (*runtime.Call, error) {
			tr.add(name)
			return c, nil
		}
	}
	data := func(name string) runtime.Node[*runtime.Data] {
		return func(_ context.Context, d *runtime.Data) (*runtime.Data, error) {
			tr.add(name)
			return d, nil
		}
	}
	flows.PreCall.Use(step("PreCall"))
	flows.PreReturn.Use(step("PreReturn"))
	flows.PreSend.Use(data("PreSend"))
	flows.PreReceive.Use(data("PreReceive"))
	flows.PostReturn.Use(func(_ context.Context, c *runtime.Call) (*runtime.Call, error) {
		tr.add("PostReturn")
		tr.end <- struct{}{}
		return c, nil
	})
}

// expect waits for the end of the call and compares.
func (tr *trace) expect(t *testing.T, side string, want ...string) {
	t.Helper()
	<-tr.end
	tr.mu.Lock()
	defer tr.mu.Unlock()
	if !slices.Equal(tr.steps, want) {
		t.Errorf("the %s went through %v, want %v", side, tr.steps, want)
	}
}

// unless leaves out the points of bytes where there are none.
func (s suite) unless(steps ...string) []string {
	return slices.DeleteFunc(steps, func(step string) bool {
		return s.Shares && (step == "PreSend" || step == "PreReceive")
	})
}

func (s suite) flowOrder(t *testing.T) {
	server := s.server(t)
	there, here := newTrace(), newTrace()
	echo.Handle(server, func(ctx context.Context, req *echoRequest) (*echoResponse, error) {
		there.add("handler")
		return back(ctx, req)
	})
	client := s.dial(t, server)
	there.watch(server.Flows())
	here.watch(client.Flows())
	server.Flows().PostReturn.Use(func(context.Context, *runtime.Call) (*runtime.Call, error) {
		return nil, errors.New("nobody is there to see this")
	})
	mustEcho(t, client, "x")
	here.expect(t, "client", s.unless("PreCall", "PreSend", "PreReceive", "PreReturn", "PostReturn")...)
	there.expect(t, "server", s.unless("PreReceive", "PreCall", "handler", "PreReturn", "PreSend", "PostReturn")...)
}

// flowData turns the bytes around on their way, in both directions, refusals too.
func (s suite) flowData(t *testing.T) {
	flip := func(_ context.Context, d *runtime.Data) (*runtime.Data, error) {
		d.Bytes = bytes.Clone(d.Bytes)
		slices.Reverse(d.Bytes)
		return d, nil
	}
	server := s.server(t)
	echo.Handle(server, back)
	client := s.dial(t, server)
	for _, flows := range []*runtime.Flows{server.Flows(), client.Flows()} {
		flows.PreSend.Use(flip)
		flows.PreReceive.Use(flip)
	}
	server.Flows().PreReceive.Use(func(_ context.Context, d *runtime.Data) (*runtime.Data, error) {
		if d.Method != echo.Name() || d.Call != nil || len(d.Bytes) == 0 || d.Bytes[0] != '{' {
			t.Errorf("the server receives %q for %q", d.Bytes, d.Method)
		}
		return d, nil
	})
	mustEcho(t, client, "x")
	if _, err := lax.Call(t.Context(), client, nil); runtime.CodeOf(err) != runtime.CodeInputData {
		t.Errorf("a refusal arrives as %v", err)
	}
	server.Flows().PreReceive.Use(func(context.Context, *runtime.Data) (*runtime.Data, error) {
		return nil, runtime.Errorf("SEALED", "the message is not sealed")
	})
	if _, err := echo.Call(t.Context(), client, nil); runtime.CodeOf(err) != "SEALED" {
		t.Errorf("got %v", err)
	}
}

// clientStops ends calls on the client's side, before anything is sent and after.
func (s suite) clientStops(t *testing.T) {
	refused := errors.New("not today")
	for _, test := range []struct {
		name  string
		use   func(*runtime.Flows)
		text  string // of the response
		check func(error) bool
		calls int // that reach the handler
	}{
		{"PreCall fails", preCall(func(*runtime.Call) error { return refused }),
			"", func(err error) bool { return errors.Is(err, refused) }, 0},
		{"PreCall answers", preCall(func(c *runtime.Call) error {
			c.Response = &echoResponse{Text: "cached"}
			return runtime.ErrStop
		}), "cached", isNil, 0},
		{"PreCall stops", preCall(func(*runtime.Call) error { return runtime.ErrStop }),
			"", func(err error) bool { return runtime.CodeOf(err) == runtime.CodeCanceled }, 0},
		{"PreReturn fails", preReturn(func(*runtime.Call) error { return refused }),
			"", func(err error) bool { return errors.Is(err, refused) }, 1},
		{"PreReturn changes", preReturn(func(c *runtime.Call) error {
			c.Response = &echoResponse{Text: "other"}
			return runtime.ErrStop
		}), "other", isNil, 1},
		{"PostReturn cannot", func(f *runtime.Flows) {
			f.PostReturn.Use(func(context.Context, *runtime.Call) (*runtime.Call, error) { return nil, refused })
		}, "x", isNil, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			var calls int
			client := s.echo(t, func(ctx context.Context, req *echoRequest) (*echoResponse, error) {
				calls++
				return back(ctx, req)
			})
			test.use(client.Flows())
			res, err := echo.Call(t.Context(), client, &echoRequest{Text: "x"})
			if res.Text != test.text || !test.check(err) || calls != test.calls {
				t.Errorf("got %q, %v, after %d calls", res.Text, err, calls)
			}
		})
	}
}

// serverStops ends calls on the server's side, before the handler and after.
func (s suite) serverStops(t *testing.T) {
	internal := func(err error) bool { return runtime.CodeOf(err) == runtime.CodeInternal }
	refused := runtime.Errorf("REFUSED", "not today")
	isRefused := func(err error) bool { return errors.Is(err, refused) }
	for _, test := range []struct {
		name  string
		use   func(*runtime.Flows)
		text  string
		check func(error) bool
		calls int
	}{
		{"PreCall fails", preCall(func(*runtime.Call) error { return refused }), "", isRefused, 0},
		{"PreCall fails with another error", preCall(func(*runtime.Call) error { return errors.New("secret") }), "", internal, 0},
		{"PreCall panics", preCall(func(*runtime.Call) error { panic("secret") }), "", internal, 0},
		{"PreCall answers", preCall(func(c *runtime.Call) error {
			c.Response = &echoResponse{Text: "cached"}
			return runtime.ErrStop
		}), "cached", isNil, 0},
		{"PreCall stops", preCall(func(*runtime.Call) error { return runtime.ErrStop }), "", internal, 0},
		{"PreReturn fails", preReturn(func(*runtime.Call) error { return refused }), "", isRefused, 1},
		{"PreReturn panics", preReturn(func(*runtime.Call) error { panic("secret") }), "", internal, 1},
		{"PreReturn stops", preReturn(func(*runtime.Call) error { return runtime.ErrStop }), "x", isNil, 1},
		{"PreReturn changes", preReturn(func(c *runtime.Call) error {
			c.Response = &echoResponse{Text: "other"}
			return nil
		}), "other", isNil, 1},
		{"PostReturn panics", func(f *runtime.Flows) {
			f.PostReturn.Use(func(context.Context, *runtime.Call) (*runtime.Call, error) { panic("nobody sees this") })
		}, "x", isNil, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			var calls int
			server := s.server(t)
			echo.Handle(server, func(ctx context.Context, req *echoRequest) (*echoResponse, error) {
				calls++
				return back(ctx, req)
			})
			test.use(server.Flows())
			res, err := echo.Call(t.Context(), s.dial(t, server), &echoRequest{Text: "x"})
			if res.Text != test.text || !test.check(err) || calls != test.calls {
				t.Errorf("got %q, %v, after %d calls", res.Text, err, calls)
			}
		})
	}
}

func isNil(err error) bool { return err == nil }

// preCall returns what adds a node at PreCall, and a second one that must not
// run if the first one stops.
func preCall(node func(*runtime.Call) error) func(*runtime.Flows) {
	return func(f *runtime.Flows) { f.PreCall.Use(asNode(node), never) }
}

func preReturn(node func(*runtime.Call) error) func(*runtime.Flows) {
	return func(f *runtime.Flows) { f.PreReturn.Use(asNode(node)) }
}

func asNode(node func(*runtime.Call) error) runtime.Node[*runtime.Call] {
	return func(_ context.Context, c *runtime.Call) (*runtime.Call, error) { return c, node(c) }
}

func never(_ context.Context, c *runtime.Call) (*runtime.Call, error) {
	c.Response = nil
	return c, errors.New("a node ran after the flow had stopped")
}
