package otelrpc_test

import (
	"bufio"
	"context"
	"fmt"
	"net/http/httptest"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	otelprometheus "go.opentelemetry.io/otel/exporters/prometheus"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/otelrpc"
	"github.com/rpcgen/rpcgen/runtime/transport/inproc"
)

// A call is two spans of one trace.
func ExampleInterceptor() {
	spans := tracetest.NewInMemoryExporter() // a real one sends them somewhere
	tracers := sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans))
	defer tracers.Shutdown(context.Background())
	report := otelrpc.Interceptor(
		otelrpc.WithTracerProvider(tracers),
		otelrpc.WithPropagator(propagation.TraceContext{}),
	)
	server := runtime.NewServer(runtime.WithInterceptors(report))
	borrow.Handle(server, func(context.Context, *borrowRequest) (*borrowResponse, error) {
		return nil, runtime.Errorf("LENT", "it is lent out")
	})
	client := inproc.NewClient(server, inproc.With(runtime.WithClientInterceptors(report)))
	_, err := borrow.Call(context.Background(), client, nil)
	fmt.Println(err)

	there, here := spans.GetSpans()[0], spans.GetSpans()[1] // as they ended
	fmt.Println(here.SpanKind, here.Name, here.Status.Code, here.Status.Description)
	fmt.Println(there.SpanKind, there.Name, there.Status.Code)
	fmt.Println(there.SpanContext.TraceID() == here.SpanContext.TraceID(), there.Parent.SpanID() == here.SpanContext.SpanID())
	// Output:
	// it is lent out (LENT)
	// client Library/Borrow Error it is lent out (LENT)
	// server Library/Borrow Unset
	// true true
}

// Prometheus reads the durations of calls, by method and code.
func ExampleInterceptor_prometheus() {
	registry := prometheus.NewRegistry()
	reader, err := otelprometheus.New(otelprometheus.WithRegisterer(registry), otelprometheus.WithoutScopeInfo())
	if err != nil {
		fmt.Println(err)
		return
	}
	meters := metric.NewMeterProvider(metric.WithReader(reader))
	defer meters.Shutdown(context.Background())
	server := runtime.NewServer(runtime.WithInterceptors(otelrpc.Interceptor(otelrpc.WithMeterProvider(meters))))
	borrow.Handle(server, func(_ context.Context, req *borrowRequest) (*borrowResponse, error) {
		if req.ISBN == "" {
			return nil, runtime.Errorf("NO_ISBN", "which book?")
		}
		return &borrowResponse{Days: 14}, nil
	})
	client := inproc.NewClient(server)
	for _, isbn := range []string{"1", "2", ""} {
		_, err := borrow.Call(context.Background(), client, &borrowRequest{ISBN: isbn})
		fmt.Println(err)
	}

	page := httptest.NewRecorder()
	promhttp.HandlerFor(registry, promhttp.HandlerOpts{}).ServeHTTP(page, httptest.NewRequest("GET", "/metrics", nil))
	for lines := bufio.NewScanner(page.Body); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "rpc_server_call_duration_seconds_count") {
			fmt.Println(lines.Text())
		}
	}
	// Output:
	// <nil>
	// <nil>
	// which book? (NO_ISBN)
	// rpc_server_call_duration_seconds_count{rpc_method="Library/Borrow",rpc_response_status_code="NO_ISBN",rpc_system_name="rpcgen"} 1
	// rpc_server_call_duration_seconds_count{rpc_method="Library/Borrow",rpc_response_status_code="OK",rpc_system_name="rpcgen"} 2
}
