package otelrpc_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/otel"
	otelprometheus "go.opentelemetry.io/otel/exporters/prometheus"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/otelrpc"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
)

// This file is what docs/observability.md shows.

// setUp sends spans to an exporter and lets Prometheus read the measurements.
func setUp(spans sdktrace.SpanExporter, registry prometheus.Registerer) (shutdown func(context.Context) error, err error) {
	reader, err := otelprometheus.New(otelprometheus.WithRegisterer(registry))
	if err != nil {
		return nil, err
	}
	tracers := sdktrace.NewTracerProvider(sdktrace.WithBatcher(spans))
	meters := metric.NewMeterProvider(metric.WithReader(reader))
	otel.SetTracerProvider(tracers)
	otel.SetMeterProvider(meters)
	otel.SetTextMapPropagator(propagation.NewCompositeTextMapPropagator(propagation.TraceContext{}, propagation.Baggage{}))
	return func(ctx context.Context) error {
		return errors.Join(tracers.Shutdown(ctx), meters.Shutdown(ctx))
	}, nil
}

// A traced handler adds the trace of the context to each record.
type traced struct{ slog.Handler }

func (h traced) Handle(ctx context.Context, r slog.Record) error {
	if s := trace.SpanContextFromContext(ctx); s.IsValid() {
		r.AddAttrs(slog.String("trace_id", s.TraceID().String()), slog.String("span_id", s.SpanID().String()))
	}
	return h.Handler.Handle(ctx, r)
}

func (h traced) WithAttrs(attrs []slog.Attr) slog.Handler { return traced{h.Handler.WithAttrs(attrs)} }
func (h traced) WithGroup(name string) slog.Handler       { return traced{h.Handler.WithGroup(name)} }

// newServer returns a server that reports its calls.
func newServer(logger *slog.Logger) *runtime.Server {
	server := runtime.NewServer(runtime.WithInterceptors(
		otelrpc.Interceptor(),
		runtime.Log(logger),
	))
	return server
}

// dialLibrary returns a client that reports its calls.
func dialLibrary(url string, logger *slog.Logger) (*runtime.Client, error) {
	client, err := httprpc.NewClient(url, httprpc.With(runtime.WithClientInterceptors(
		otelrpc.Interceptor(),
		runtime.Log(logger),
	)))
	return client, err
}

// newMux serves the calls, and what Prometheus reads.
func newMux(server *runtime.Server, registry prometheus.Gatherer) (*http.ServeMux, error) {
	handler, err := httprpc.NewHandler(server, httprpc.Prefix("/api/"))
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/api/", handler)
	mux.Handle("/metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	return mux, nil
}

// strangers returns a server that strangers call.
func strangers() *runtime.Server {
	server := runtime.NewServer(runtime.WithInterceptors(otelrpc.Interceptor(otelrpc.WithPublicEndpoint())))
	return server
}

// requestID is an interceptor of servers that passes on what a proxy has sent.
func requestID(next runtime.CallFunc) runtime.CallFunc {
	return func(ctx context.Context, call *runtime.Call) error {
		return next(context.WithValue(ctx, requestKey{}, call.Header("X-Request-Id")), call)
	}
}

// sendRequestID is one of clients.
func sendRequestID(next runtime.CallFunc) runtime.CallFunc {
	return func(ctx context.Context, call *runtime.Call) error {
		if id, ok := ctx.Value(requestKey{}).(string); ok && id != "" {
			call.SetHeader("X-Request-Id", id)
		}
		return next(ctx, call)
	}
}

type requestKey struct{}
