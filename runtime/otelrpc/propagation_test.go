package otelrpc_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/baggage"
	noopmetric "go.opentelemetry.io/otel/metric/noop"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
	nooptrace "go.opentelemetry.io/otel/trace/noop"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/otelrpc"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
)

// remote is the trace of a caller that is not ours, and its header.
const (
	remoteTrace = "4bf92f3577b34da6a3ce929d0e0e4736"
	remoteSpan  = "00f067aa0ba902b7"
	remote      = "00-" + remoteTrace + "-" + remoteSpan + "-01"
)

// post calls the server with headers as name, value, ….
func post(t *testing.T, handler http.Handler, headers ...string) {
	t.Helper()
	req := httptest.NewRequest("POST", "/Library/Borrow", strings.NewReader(`{"isbn":"1"}`))
	req.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		req.Header.Add(headers[i], headers[i+1])
	}
	rec := httptest.NewRecorder()
	handler.ServeHTTP(rec, req)
	if !strings.Contains(rec.Body.String(), `"isSucc":true`) {
		t.Fatalf("%d: %s", rec.Code, rec.Body)
	}
}

func (tel *telemetry) handler(t *testing.T, h borrowFunc, opts ...otelrpc.Option) http.Handler {
	server := runtime.NewServer(runtime.WithInterceptors(tel.interceptor(opts...)))
	borrow.Handle(server, h)
	handler, err := httprpc.NewHandler(server)
	if err != nil {
		t.Fatal(err)
	}
	return handler
}

// What cannot be read is ignored, and the call is carried out.
func TestTraceparent(t *testing.T) {
	for name, test := range map[string]struct {
		headers []string
		joined  bool
	}{
		"good":         {[]string{"traceparent", remote}, true},
		"with state":   {[]string{"traceparent", remote, "tracestate", "a=1"}, true},
		"none":         {nil, false},
		"empty":        {[]string{"traceparent", ""}, false},
		"text":         {[]string{"traceparent", "hello"}, false},
		"short":        {[]string{"traceparent", remote[:len(remote)-4]}, false},
		"long":         {[]string{"traceparent", remote + "-00"}, false},
		"huge":         {[]string{"traceparent", strings.Repeat(remote, 1000)}, false},
		"zeros":        {[]string{"traceparent", "00-" + strings.Repeat("0", 32) + "-" + remoteSpan + "-01"}, false},
		"upper case":   {[]string{"traceparent", strings.ToUpper(remote)}, false},
		"version ff":   {[]string{"traceparent", "ff" + remote[2:]}, false},
		"not UTF-8":    {[]string{"traceparent", "\xff\xfe"}, false},
		"twice":        {[]string{"traceparent", remote, "traceparent", remote}, false},
		"broken state": {[]string{"traceparent", remote, "tracestate", ",=,=="}, true},
	} {
		t.Run(name, func(t *testing.T) {
			tel := newTelemetry(t)
			post(t, tel.handler(t, lend), test.headers...)
			s := tel.span(t, "server")
			if joined := s.SpanContext.TraceID().String() == remoteTrace; joined != test.joined || !s.SpanContext.IsValid() {
				t.Errorf("the trace is %v", s.SpanContext.TraceID())
			}
			if joined := s.Parent.SpanID().String() == remoteSpan; joined != test.joined {
				t.Errorf("the parent is %v", s.Parent.SpanID())
			}
		})
	}
}

// A server for strangers begins a trace of its own, and keeps nothing of theirs.
func TestPublicEndpoint(t *testing.T) {
	tel := newTelemetry(t)
	handler := tel.handler(t, func(ctx context.Context, req *borrowRequest) (*borrowResponse, error) {
		if b := baggage.FromContext(ctx); b.Len() > 0 {
			t.Errorf("the handler has the baggage %v", b)
		}
		return lend(ctx, req)
	}, otelrpc.WithPublicEndpoint())
	post(t, handler, "traceparent", remote, "baggage", "tenant=a")
	s := tel.span(t, "server")
	if s.Parent.IsValid() || s.SpanContext.TraceID().String() == remoteTrace {
		t.Errorf("the span is in the caller's trace")
	}
	if len(s.Links) != 1 || s.Links[0].SpanContext.TraceID().String() != remoteTrace {
		t.Errorf("the links are %v", s.Links)
	}
	tel.spans.Reset()
	post(t, handler, "traceparent", "nonsense")
	if s := tel.span(t, "server"); len(s.Links) != 0 {
		t.Errorf("nonsense is a link: %v", s.Links)
	}
}

// The span of a middleware around the transport is the parent.
func TestMiddleware(t *testing.T) {
	tel := newTelemetry(t)
	inner := tel.handler(t, lend)
	outer := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := w3c.Extract(r.Context(), propagation.HeaderCarrier(r.Header))
		ctx, span := tel.tracers.Tracer("http").Start(ctx, "POST")
		defer span.End()
		inner.ServeHTTP(w, r.WithContext(ctx))
	})
	post(t, outer, "traceparent", remote)
	s, parent := tel.span(t, "server"), tel.span(t, "internal")
	if s.Parent.SpanID() != parent.SpanContext.SpanID() || s.SpanContext.TraceID().String() != remoteTrace {
		t.Errorf("the parent is %v", s.Parent)
	}
}

// Baggage travels with the call, and on with the calls that its handler makes.
func TestBaggage(t *testing.T) {
	for name, dial := range map[string]dial{"HTTP": overHTTP, "inproc": inProcess, "inproc/direct": direct} {
		t.Run(name, func(t *testing.T) {
			tel := newTelemetry(t)
			var tenant string
			last := tel.connect(t, dial, func(ctx context.Context, req *borrowRequest) (*borrowResponse, error) {
				tenant = baggage.FromContext(ctx).Member("tenant").Value()
				return lend(ctx, req)
			})
			first := tel.connect(t, dial, func(ctx context.Context, req *borrowRequest) (*borrowResponse, error) {
				return borrow.Call(ctx, last, req)
			})
			b, err := baggage.Parse("tenant=m%C3%BCnchen,shelf=3")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := borrow.Call(baggage.ContextWithBaggage(t.Context(), b), first, nil); err != nil {
				t.Fatal(err)
			}
			if tenant != "münchen" {
				t.Errorf("the tenant is %q", tenant)
			}
			traces := map[trace.TraceID]bool{}
			for _, s := range tel.spans.GetSpans() {
				traces[s.SpanContext.TraceID()] = true
			}
			if len(traces) != 1 || len(tel.spans.GetSpans()) != 4 {
				t.Errorf("%d spans in %d traces", len(tel.spans.GetSpans()), len(traces))
			}
		})
	}
	tel := newTelemetry(t)
	post(t, tel.handler(t, func(ctx context.Context, req *borrowRequest) (*borrowResponse, error) {
		if b := baggage.FromContext(ctx); b.Member("a").Value() != "1" || b.Member("b").Value() != "2" {
			t.Errorf("of two fields arrived %v", b)
		}
		return lend(ctx, req)
	}), "baggage", "a=1", "Baggage", "b=2")
}

// Without options the interceptor uses what is global.
func TestGlobals(t *testing.T) {
	tracers, meters, propagator := otel.GetTracerProvider(), otel.GetMeterProvider(), otel.GetTextMapPropagator()
	t.Cleanup(func() {
		otel.SetTracerProvider(tracers)
		otel.SetMeterProvider(meters)
		otel.SetTextMapPropagator(propagator)
	})
	tel := newTelemetry(t)
	otel.SetTracerProvider(tel.tracers)
	otel.SetMeterProvider(tel.meters)
	otel.SetTextMapPropagator(w3c)
	server := runtime.NewServer(runtime.WithInterceptors(otelrpc.Interceptor(
		otelrpc.WithTracerProvider(nil), otelrpc.WithMeterProvider(nil), otelrpc.WithPropagator(nil))))
	borrow.Handle(server, lend)
	client := overHTTP(t, server, runtime.WithClientInterceptors(otelrpc.Interceptor()))
	if _, err := borrow.Call(t.Context(), client, nil); err != nil {
		t.Fatal(err)
	}
	if c, s := tel.span(t, "client"), tel.span(t, "server"); s.Parent.SpanID() != c.SpanContext.SpanID() {
		t.Errorf("the parent is %v", s.Parent)
	}
	if points := tel.histogram(t, "rpc.server.call.duration"); points[0].Count != 1 {
		t.Errorf("%d calls", points[0].Count)
	}
}

// A propagator that lists what it finds sees the fields that a client has set.
func TestKeys(t *testing.T) {
	tel := newTelemetry(t)
	var keys []string
	look := func(next runtime.CallFunc) runtime.CallFunc {
		return func(ctx context.Context, call *runtime.Call) error {
			call.SetHeader("X-Mine", "1")
			return next(ctx, call)
		}
	}
	server := runtime.NewServer()
	borrow.Handle(server, lend)
	client := overHTTP(t, server, runtime.WithClientInterceptors(look, tel.interceptor(otelrpc.WithPropagator(lister{&keys}))))
	if _, err := borrow.Call(t.Context(), client, nil); err != nil {
		t.Fatal(err)
	}
	if len(keys) != 1 || keys[0] != "x-mine" {
		t.Errorf("the keys are %v", keys)
	}
}

type lister struct{ keys *[]string }

func (l lister) Inject(_ context.Context, c propagation.TextMapCarrier) { *l.keys = c.Keys() }
func (lister) Extract(ctx context.Context, _ propagation.TextMapCarrier) context.Context {
	return ctx
}
func (lister) Fields() []string { return nil }

// Where nobody has set up OpenTelemetry, calls are what they are without it.
func TestNoTelemetry(t *testing.T) {
	var header http.Header
	none := otelrpc.Interceptor(otelrpc.WithTracerProvider(nooptrace.NewTracerProvider()),
		otelrpc.WithMeterProvider(noopmetric.NewMeterProvider()), otelrpc.WithPropagator(propagation.NewCompositeTextMapPropagator()))
	server := runtime.NewServer(runtime.WithInterceptors(none))
	borrow.Handle(server, lend)
	handler, err := httprpc.NewHandler(server)
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header = r.Header
		handler.ServeHTTP(w, r)
	}))
	defer web.Close()
	client, err := httprpc.NewClient(web.URL, httprpc.With(runtime.WithClientInterceptors(none)))
	if err != nil {
		t.Fatal(err)
	}
	defer client.CloseIdleConnections()
	if res, err := borrow.Call(t.Context(), client, nil); err != nil || res.Days != 14 {
		t.Fatal(res, err)
	}
	if header.Get("Traceparent") != "" || header.Get("Baggage") != "" {
		t.Errorf("something travels: %v", header)
	}
}
