package otelrpc

import (
	"context"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/semconv/v1.43.0/rpcconv"
	"go.opentelemetry.io/otel/trace"

	"github.com/rpcgen/rpcgen/runtime"
)

// scope is the name of the instrumentation in what it reports.
const scope = "github.com/rpcgen/rpcgen/runtime/otelrpc"

// Interceptor returns an interceptor that reports calls, on a client or on a server, of
// which several may share it. As the first of several it reports the whole of a call,
// and the others' records and calls belong to its span.
//
// Calls that a server refuses before their request is read, as of an unknown method,
// reach no interceptor: the client's side alone reports them.
func Interceptor(opts ...Option) runtime.Interceptor {
	var c config
	for _, opt := range opts {
		opt(&c)
	}
	return func(next runtime.CallFunc) runtime.CallFunc {
		i := newInterceptor(c)
		return func(ctx context.Context, call *runtime.Call) error {
			if call.OnServer() {
				return i.serve(ctx, call, next)
			}
			return i.call(ctx, call, next)
		}
	}
}

type interceptor struct {
	config
	tracer  trace.Tracer
	calls   rpcconv.ClientCallDuration
	serving rpcconv.ServerCallDuration
}

// newInterceptor makes the instruments. One that cannot be made measures nothing, and
// the reason goes where all of OpenTelemetry's errors go.
func newInterceptor(c config) *interceptor {
	if c.tracers == nil {
		c.tracers = otel.GetTracerProvider()
	}
	if c.meters == nil {
		c.meters = otel.GetMeterProvider()
	}
	i := &interceptor{config: c, tracer: c.tracers.Tracer(scope, trace.WithSchemaURL(semconv.SchemaURL))}
	meter := c.meters.Meter(scope, metric.WithSchemaURL(semconv.SchemaURL))
	var err error
	if i.calls, err = rpcconv.NewClientCallDuration(meter); err != nil {
		otel.Handle(err)
	}
	if i.serving, err = rpcconv.NewServerCallDuration(meter); err != nil {
		otel.Handle(err)
	}
	return i
}

func (i *interceptor) propagation() propagation.TextMapPropagator {
	if i.propagator == nil {
		return otel.GetTextMapPropagator()
	}
	return i.propagator
}

// call reports a call of a client.
func (i *interceptor) call(ctx context.Context, call *runtime.Call, next runtime.CallFunc) error {
	o := observation{call: call, start: time.Now(), attrs: serverAttributes(call.Peer), record: i.calls.RecordSet}
	ctx, o.span = i.tracer.Start(ctx, call.Method, trace.WithSpanKind(trace.SpanKindClient), trace.WithTimestamp(o.start),
		trace.WithAttributes(system, semconv.RPCMethod(call.Method)), trace.WithAttributes(o.attrs...))
	i.propagation().Inject(ctx, carrier{call})
	return o.run(ctx, next)
}

// serve reports a call of a server.
func (i *interceptor) serve(ctx context.Context, call *runtime.Call, next runtime.CallFunc) error {
	o := observation{call: call, start: time.Now(), record: i.serving.RecordSet}
	ctx, opts := i.arrive(ctx, call)
	ctx, o.span = i.tracer.Start(ctx, call.Method, append(opts, trace.WithSpanKind(trace.SpanKindServer), trace.WithTimestamp(o.start),
		trace.WithAttributes(system, semconv.RPCMethod(call.Method)), trace.WithAttributes(clientAttributes(call.Peer)...))...)
	return o.run(ctx, next)
}
