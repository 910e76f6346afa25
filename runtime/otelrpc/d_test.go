package otelrpc
import (
_ "go.opentelemetry.io/otel/sdk/trace/tracetest"
_ "go.opentelemetry.io/otel/sdk/metric"
_ "go.opentelemetry.io/otel/exporters/prometheus"
_ "github.com/prometheus/client_golang/prometheus/promhttp"
_ "go.uber.org/goleak"
_ "go.opentelemetry.io/otel/semconv/v1.43.0/rpcconv"
_ "go.opentelemetry.io/otel/trace"
_ "go.opentelemetry.io/otel/metric"
_ "github.com/rpcgen/rpcgen/runtime"
)
