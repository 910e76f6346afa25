package otelrpc

import (
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// An Option sets up an [Interceptor].
type Option func(*config)

type config struct {
	tracers    trace.TracerProvider
	meters     metric.MeterProvider
	propagator propagation.TextMapPropagator
	public     bool
}

// WithTracerProvider makes spans with provider. Without it, or if it is nil, that is
// otel.GetTracerProvider(), as it is when the interceptor is put to use.
func WithTracerProvider(provider trace.TracerProvider) Option {
	return func(c *config) { c.tracers = provider }
}

// WithMeterProvider measures with provider. Without it, or if it is nil, that is
// otel.GetMeterProvider(), as it is when the interceptor is put to use.
func WithMeterProvider(provider metric.MeterProvider) Option {
	return func(c *config) { c.meters = provider }
}

// WithPropagator makes propagator decide what of the context travels with a call.
// Without it, or if it is nil, that is otel.GetTextMapPropagator(), as it is at each
// call. OpenTelemetry's own default lets nothing travel: without a propagator, client
// and server have a trace each.
func WithPropagator(propagator propagation.TextMapPropagator) Option {
	return func(c *config) { c.propagator = propagator }
}

// WithPublicEndpoint is for servers that strangers call. A span of the server then
// begins a trace of its own, and the caller's trace is a link of it. Without this
// option a caller decides about the trace that a call belongs to, and so whether it is
// sampled. Baggage of the caller is dropped. On a client it changes nothing.
func WithPublicEndpoint() Option {
	return func(c *config) { c.public = true }
}
