package otelrpc_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	otelprometheus "go.opentelemetry.io/otel/exporters/prometheus"
	"go.opentelemetry.io/otel/sdk/metric"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/otelrpc"
)

// Prometheus scrapes the histograms over HTTP.
func TestPrometheus(t *testing.T) {
	registry := prometheus.NewRegistry()
	exporter, err := otelprometheus.New(otelprometheus.WithRegisterer(registry))
	if err != nil {
		t.Fatal(err)
	}
	meters := metric.NewMeterProvider(metric.WithReader(exporter))
	defer meters.Shutdown(context.WithoutCancel(t.Context()))
	measure := otelrpc.Interceptor(otelrpc.WithMeterProvider(meters))
	server := runtime.NewServer(runtime.WithLogger(slog.New(slog.DiscardHandler)), runtime.WithInterceptors(measure))
	borrow.Handle(server, func(ctx context.Context, req *borrowRequest) (*borrowResponse, error) {
		if req.ISBN == "" {
			return nil, io.ErrUnexpectedEOF
		}
		return lend(ctx, req)
	})
	client := overHTTP(t, server, runtime.WithClientInterceptors(measure))
	for _, isbn := range []string{"1", "2", ""} {
		if _, err := borrow.Call(t.Context(), client, &borrowRequest{ISBN: isbn}); (err != nil) != (isbn == "") {
			t.Fatal(err)
		}
	}

	page := scrape(t, promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	for _, want := range []string{
		`(?m)^# TYPE rpc_server_call_duration_seconds histogram$`,
		`(?m)^# TYPE rpc_client_call_duration_seconds histogram$`,
		`(?m)^rpc_server_call_duration_seconds_count\{.*rpc_method="Library/Borrow",rpc_response_status_code="OK",rpc_system_name="rpcgen".*\} 2$`,
		`(?m)^rpc_server_call_duration_seconds_count\{error_type="INTERNAL_ERR",.*rpc_response_status_code="INTERNAL_ERR".*\} 1$`,
		`(?m)^rpc_client_call_duration_seconds_count\{.*rpc_response_status_code="OK".*server_address="127.0.0.1",server_port="\d+"\} 2$`,
		`(?m)^rpc_server_call_duration_seconds_bucket\{.*rpc_response_status_code="OK".*le="\+Inf"\} 2$`,
	} {
		if !regexp.MustCompile(want).MatchString(page) {
			t.Errorf("what Prometheus reads has no line %s:\n%s", want, page)
		}
	}
}

// scrape returns what a handler of metrics answers.
func scrape(t *testing.T, metrics http.Handler) string {
	t.Helper()
	web := httptest.NewServer(metrics)
	defer web.Close()
	res, err := web.Client().Get(web.URL + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	page, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatal(res.Status, err)
	}
	return string(page)
}
