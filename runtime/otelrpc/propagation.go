package otelrpc

import (
	"context"

	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/rpcgen/rpcgen/runtime"
)

// A carrier is the header of a call, as propagators read and write it.
type carrier struct{ call *runtime.Call }

var _ propagation.TextMapCarrier = carrier{}

// Get implements [propagation.TextMapCarrier].
func (c carrier) Get(key string) string { return c.call.Header(key) }

// Set implements [propagation.TextMapCarrier].
func (c carrier) Set(key, value string) { c.call.SetHeader(key, value) }

// Keys implements [propagation.TextMapCarrier]. A server does not list what has
// arrived: propagators ask for the fields that they know.
func (c carrier) Keys() []string {
	var keys []string
	for key := range c.call.SentHeader() {
		keys = append(keys, key)
	}
	return keys
}

// arrive returns ctx with what has come with a call, and options for its span. Where ctx
// has a span already, as a middleware around the transport's handler makes one, that is
// the parent and has read the header.
func (i *interceptor) arrive(ctx context.Context, call *runtime.Call) (context.Context, []trace.SpanStartOption) {
	if trace.SpanContextFromContext(ctx).IsValid() {
		return ctx, nil
	}
	if !i.public {
		return i.propagation().Extract(ctx, carrier{call}), nil
	}
	remote := i.propagation().Extract(ctx, carrier{call})
	return ctx, []trace.SpanStartOption{trace.WithLinks(trace.LinkFromContext(remote))} // none if there is no trace
}
