package otelrpc_test

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"testing"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.uber.org/goleak"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/otelrpc"
	"github.com/rpcgen/rpcgen/runtime/transport/httprpc"
	"github.com/rpcgen/rpcgen/runtime/transport/inproc"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type borrowRequest struct {
	runtime.BaseRequest
	ISBN string `json:"isbn"`
}

type borrowResponse struct {
	runtime.BaseResponse
	Days int `json:"days"`
}

var borrow = runtime.NewMethod[borrowRequest, borrowResponse]("Library/Borrow")

type borrowFunc = func(context.Context, *borrowRequest) (*borrowResponse, error)

func lend(context.Context, *borrowRequest) (*borrowResponse, error) {
	return &borrowResponse{Days: 14}, nil
}

// A telemetry is the SDK, which keeps in memory what it is given.
type telemetry struct {
	spans   *tracetest.InMemoryExporter
	tracers *trace.TracerProvider
	reader  *metric.ManualReader
	meters  *metric.MeterProvider
}

func newTelemetry(t *testing.T) *telemetry {
	tel := &telemetry{spans: tracetest.NewInMemoryExporter(), reader: metric.NewManualReader()}
	tel.tracers = trace.NewTracerProvider(trace.WithSyncer(tel.spans))
	tel.meters = metric.NewMeterProvider(metric.WithReader(tel.reader))
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context())
		if err := tel.tracers.Shutdown(ctx); err != nil {
			t.Error(err)
		}
		if err := tel.meters.Shutdown(ctx); err != nil {
			t.Error(err)
		}
	})
	return tel
}

var w3c = propagation.NewCompositeTextMapPropagator(propagation.TraceContext{}, propagation.Baggage{})

// interceptor returns one that reports to tel and lets the trace and the baggage travel.
func (tel *telemetry) interceptor(opts ...otelrpc.Option) runtime.Interceptor {
	return otelrpc.Interceptor(append([]otelrpc.Option{
		otelrpc.WithTracerProvider(tel.tracers), otelrpc.WithMeterProvider(tel.meters), otelrpc.WithPropagator(w3c),
	}, opts...)...)
}

// span returns the one span of a kind.
func (tel *telemetry) span(t *testing.T, kind string) tracetest.SpanStub {
	t.Helper()
	var found []tracetest.SpanStub
	for _, s := range tel.spans.GetSpans() {
		if s.SpanKind.String() == kind {
			found = append(found, s)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d spans of the kind %s", len(found), kind)
	}
	return found[0]
}

// histogram returns the data points of a histogram in seconds.
func (tel *telemetry) histogram(t *testing.T, name string) []metricdata.HistogramDataPoint[float64] {
	t.Helper()
	var all metricdata.ResourceMetrics
	if err := tel.reader.Collect(context.WithoutCancel(t.Context()), &all); err != nil {
		t.Fatal(err)
	}
	for _, scope := range all.ScopeMetrics {
		for _, m := range scope.Metrics {
			if h, ok := m.Data.(metricdata.Histogram[float64]); ok && m.Name == name && m.Unit == "s" {
				return h.DataPoints
			}
		}
	}
	t.Fatalf("there is no histogram %s in seconds", name)
	return nil
}

// attributes turns a set into text, such as "a=1 b=x".
func attributes(attrs []attribute.KeyValue) string {
	set := attribute.NewSet(attrs...)
	return set.Encoded(attribute.DefaultEncoder())
}

// A dial serves a server and returns a client of it.
type dial func(t *testing.T, server *runtime.Server, opts ...runtime.ClientOption) *runtime.Client

func overHTTP(t *testing.T, server *runtime.Server, opts ...runtime.ClientOption) *runtime.Client {
	handler, err := httprpc.NewHandler(server)
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(handler)
	t.Cleanup(web.Close)
	client, err := httprpc.NewClient(web.URL, httprpc.WithJar(nil), httprpc.With(opts...))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	return client
}

func inProcess(_ *testing.T, server *runtime.Server, opts ...runtime.ClientOption) *runtime.Client {
	return inproc.NewClient(server, inproc.With(opts...))
}

func direct(_ *testing.T, server *runtime.Server, opts ...runtime.ClientOption) *runtime.Client {
	return inproc.NewClient(server, inproc.Direct(), inproc.With(opts...))
}

// connect returns a client of a server whose handler is h. Both report to tel.
func (tel *telemetry) connect(t *testing.T, dial dial, h borrowFunc, opts ...otelrpc.Option) *runtime.Client {
	server := runtime.NewServer(runtime.WithLogger(slog.New(slog.DiscardHandler)), runtime.WithInterceptors(tel.interceptor(opts...)))
	borrow.Handle(server, h)
	return dial(t, server, runtime.WithClientInterceptors(tel.interceptor()))
}
