package otelrpc_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/rpcgen/rpcgen/runtime"
)

// Client and server are in one trace, whatever is between them.
func TestOneTrace(t *testing.T) {
	for name, dial := range map[string]dial{"HTTP": overHTTP, "inproc": inProcess, "inproc/direct": direct} {
		t.Run(name, func(t *testing.T) {
			tel := newTelemetry(t)
			ctx, outer := tel.tracers.Tracer("test").Start(t.Context(), "outer")
			if res, err := borrow.Call(ctx, tel.connect(t, dial, lend), nil); err != nil || res.Days != 14 {
				t.Fatal(res, err)
			}
			outer.End()
			client, server := tel.span(t, "client"), tel.span(t, "server")
			if client.Parent.SpanID() != outer.SpanContext().SpanID() || server.Parent.SpanID() != client.SpanContext.SpanID() {
				t.Errorf("the spans are not one below the other: %v, %v", client.Parent, server.Parent)
			}
			if id := outer.SpanContext().TraceID(); client.SpanContext.TraceID() != id || server.SpanContext.TraceID() != id || !server.Parent.IsRemote() {
				t.Errorf("the traces are %v, %v, %v", id, client.SpanContext.TraceID(), server.SpanContext.TraceID())
			}
			if client.Name != "Library/Borrow" || server.Name != "Library/Borrow" {
				t.Errorf("the names are %q and %q", client.Name, server.Name)
			}
			for _, s := range []tracetest.SpanStub{client, server} {
				if got := attributes(s.Attributes); strings.Contains(got, ".address") != (name == "HTTP") {
					t.Errorf("%v: %s", s.SpanKind, got)
				}
			}
		})
	}
}

func TestAttributes(t *testing.T) {
	tel := newTelemetry(t)
	client := tel.connect(t, overHTTP, lend)
	if _, err := borrow.Call(t.Context(), client, nil); err != nil {
		t.Fatal(err)
	}
	_, port, err := net.SplitHostPort(strings.TrimPrefix(client.Origin(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	common := "rpc.method=Library/Borrow,rpc.response.status_code=OK,rpc.system.name=rpcgen"
	there := ",server.address=127.0.0.1,server.port=" + port
	for kind, want := range map[string]string{"client": common + there, "server": "client.address=127.0.0.1," + common} {
		s := tel.span(t, kind)
		if got := attributes(s.Attributes); got != want || s.Status.Code != codes.Unset || s.Status.Description != "" {
			t.Errorf("%s: %s, %v, want %s", kind, got, s.Status, want)
		}
		if s.InstrumentationScope.Name != "github.com/rpcgen/rpcgen/runtime/otelrpc" {
			t.Errorf("the scope is %q", s.InstrumentationScope.Name)
		}
	}
	for kind, want := range map[string]string{"client": common + there, "server": common} {
		points := tel.histogram(t, "rpc."+kind+".call.duration")
		if len(points) != 1 || points[0].Count != 1 || attributes(points[0].Attributes.ToSlice()) != want {
			t.Fatalf("%s: %+v", kind, points)
		}
		s := tel.span(t, kind)
		if took := s.EndTime.Sub(s.StartTime).Seconds(); points[0].Sum != took || took <= 0 {
			t.Errorf("%s: the span took %v s and the measurement says %v s", kind, took, points[0].Sum)
		}
		if bounds := points[0].Bounds; len(bounds) != 14 || bounds[0] != 0.005 || bounds[13] != 10 {
			t.Errorf("%s: the bounds are %v", kind, bounds)
		}
	}
}

// The server's span is an error only where the server is at fault.
func TestFailures(t *testing.T) {
	type seen struct{ status, errorType, text string }
	for name, test := range map[string]struct {
		err            error
		client, server seen
	}{
		"application": {runtime.Errorf("LENT", "it is lent out"), seen{"LENT", "LENT", "it is lent out (LENT)"}, seen{"LENT", "", ""}},
		"int code":    {runtime.Errorf(404, "none"), seen{"404", "404", "none (404)"}, seen{"404", "", ""}},
		"no code":     {runtime.Errorf(nil, "no"), seen{"ApiError", "ApiError", "no"}, seen{"ApiError", "", ""}},
		"long code":   {runtime.Errorf(strings.Repeat("x", 65), "no"), seen{"_OTHER", "_OTHER", "no (" + strings.Repeat("x", 65) + ")"}, seen{"_OTHER", "", ""}},
		"its longest": {runtime.Errorf(strings.Repeat("x", 64), "no"), seen{strings.Repeat("x", 64), strings.Repeat("x", 64),
			"no (" + strings.Repeat("x", 64) + ")"}, seen{strings.Repeat("x", 64), "", ""}},
		"internal": {errors.New("the disk is full"), seen{"INTERNAL_ERR", "INTERNAL_ERR", "Internal Server Error (INTERNAL_ERR)"},
			seen{"INTERNAL_ERR", "INTERNAL_ERR", "the disk is full"}},
		"store": {&runtime.Error{Message: "not now", Type: runtime.ServerError, Code: runtime.CodeUnavailable},
			seen{"UNAVAILABLE", "UNAVAILABLE", "not now (UNAVAILABLE)"}, seen{"UNAVAILABLE", "UNAVAILABLE", "not now (UNAVAILABLE)"}},
		"panic": {nil, seen{"INTERNAL_ERR", "INTERNAL_ERR", "Internal Server Error (INTERNAL_ERR)"},
			seen{"INTERNAL_ERR", "INTERNAL_ERR", "Internal Server Error (INTERNAL_ERR)"}},
	} {
		t.Run(name, func(t *testing.T) {
			tel := newTelemetry(t)
			client := tel.connect(t, overHTTP, func(context.Context, *borrowRequest) (*borrowResponse, error) {
				if test.err == nil {
					panic("a hole in the shelf")
				}
				return nil, test.err
			})
			if _, err := borrow.Call(t.Context(), client, nil); err == nil {
				t.Fatal("the call has not failed")
			}
			for kind, want := range map[string]seen{"client": test.client, "server": test.server} {
				span, got := tel.span(t, kind), map[string]string{}
				for _, a := range span.Attributes {
					got[string(a.Key)] = a.Value.String()
				}
				if got := (seen{got["rpc.response.status_code"], got["error.type"], span.Status.Description}); got != want {
					t.Errorf("%s: %+v, want %+v", kind, got, want)
				}
				if isError := span.Status.Code == codes.Error; isError != (want.errorType != "") {
					t.Errorf("%s: the status is %v", kind, span.Status.Code)
				}
				points := tel.histogram(t, "rpc."+kind+".call.duration")
				if code, _ := points[0].Attributes.Value("rpc.response.status_code"); len(points) != 1 || code.AsString() != want.status {
					t.Errorf("%s: the measurement is %+v", kind, points)
				}
				if kindOf, _ := points[0].Attributes.Value("error.type"); kindOf.AsString() != want.errorType {
					t.Errorf("%s: the measurement is of error.type %q", kind, kindOf.AsString())
				}
			}
		})
	}
}

// A call that its caller gives up is measured on both sides, although the contexts
// have ended.
func TestCanceledAndLate(t *testing.T) {
	for name, dial := range map[string]dial{"HTTP": overHTTP, "inproc": inProcess} {
		t.Run(name, func(t *testing.T) {
			tel := newTelemetry(t)
			ctx, cancel := context.WithCancel(t.Context())
			served := make(chan struct{})
			server := runtime.NewServer(runtime.WithInterceptors(func(next runtime.CallFunc) runtime.CallFunc {
				return func(ctx context.Context, call *runtime.Call) error {
					defer close(served)
					return next(ctx, call)
				}
			}, tel.interceptor()))
			borrow.Handle(server, func(ctx context.Context, _ *borrowRequest) (*borrowResponse, error) {
				cancel()
				<-ctx.Done()
				return nil, ctx.Err()
			})
			client := dial(t, server, runtime.WithClientInterceptors(tel.interceptor()))
			if _, err := borrow.Call(ctx, client, nil); !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
			<-served
			for kind, isError := range map[string]bool{"client": true, "server": false} {
				if s := tel.span(t, kind); !strings.Contains(attributes(s.Attributes), "status_code=CANCELED") || (s.Status.Code == codes.Error) != isError {
					t.Errorf("%s: %v, %v", kind, s.Attributes, s.Status)
				}
				if points := tel.histogram(t, "rpc."+kind+".call.duration"); len(points) != 1 || points[0].Count != 1 {
					t.Errorf("%s: %+v", kind, points)
				}
			}
		})
	}
}

func TestHandlerTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tel := newTelemetry(t)
		client := tel.connect(t, direct, func(ctx context.Context, _ *borrowRequest) (*borrowResponse, error) {
			<-ctx.Done()
			return nil, fmt.Errorf("read: %w", ctx.Err())
		})
		if _, err := borrow.Call(t.Context(), client, nil); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
		synctest.Wait()
		for kind, code := range map[string]string{"client": "TIMEOUT", "server": "SERVER_TIMEOUT"} {
			s := tel.span(t, kind)
			if !strings.Contains(attributes(s.Attributes), "status_code="+code) || s.Status.Code != codes.Error {
				t.Errorf("%s: %v, %v", kind, s.Attributes, s.Status)
			}
		}
	})
}

// A server that is not there, and a method that it does not have, are failures of the client's span.
func TestNoServer(t *testing.T) {
	tel := newTelemetry(t)
	server := runtime.NewServer(runtime.WithInterceptors(tel.interceptor()))
	client := overHTTP(t, server, runtime.WithClientInterceptors(tel.interceptor()))
	if _, err := borrow.Call(t.Context(), client, nil); err == nil {
		t.Fatal("the server has a method that nobody registered")
	}
	s := tel.span(t, "client")
	if !strings.Contains(attributes(s.Attributes), "error.type=INPUT_DATA_ERR") || s.Status.Code != codes.Error || len(tel.spans.GetSpans()) != 1 {
		t.Errorf("%v, %v", s.Attributes, s.Status)
	}
}

// An interceptor that panics inside of ours is reported, and its panic goes on.
func TestPanicGoesOn(t *testing.T) {
	tel := newTelemetry(t)
	hole := func(runtime.CallFunc) runtime.CallFunc {
		return func(context.Context, *runtime.Call) error { panic("a hole") }
	}
	client := inProcess(t, runtime.NewServer(), runtime.WithClientInterceptors(tel.interceptor(), hole))
	func() {
		defer func() {
			if r := recover(); r != "a hole" {
				t.Errorf("recovered %v", r)
			}
		}()
		borrow.Call(t.Context(), client, nil)
	}()
	if s := tel.span(t, "client"); s.Status.Code != codes.Error || s.EndTime.IsZero() {
		t.Errorf("%+v", s.Status)
	}
}

// Many calls at once: each server's span is below its own client's.
func TestConcurrent(t *testing.T) {
	const calls = 50
	tel := newTelemetry(t)
	client := tel.connect(t, overHTTP, lend)
	var all sync.WaitGroup
	for range calls {
		all.Go(func() {
			if _, err := borrow.Call(t.Context(), client, nil); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	traces := map[string]int{}
	for _, s := range tel.spans.GetSpans() {
		traces[s.SpanContext.TraceID().String()]++
	}
	if len(traces) != calls {
		t.Errorf("%d traces", len(traces))
	}
	for id, spans := range traces {
		if spans != 2 {
			t.Errorf("the trace %s has %d spans", id, spans)
		}
	}
	for _, kind := range []string{"client", "server"} {
		if points := tel.histogram(t, "rpc."+kind+".call.duration"); len(points) != 1 || points[0].Count != calls {
			t.Errorf("%s: %+v", kind, points)
		}
	}
}
