package otelrpc

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"github.com/rpcgen/rpcgen/runtime"
)

// An observation is a call that is under way.
type observation struct {
	call   *runtime.Call
	span   trace.Span
	start  time.Time
	attrs  []attribute.KeyValue // of the measurement, beside those of every call
	record func(ctx context.Context, seconds float64, attrs attribute.Set)
}

// run carries out the call and reports it. A panic that comes this far, out of another
// interceptor, goes on.
func (o *observation) run(ctx context.Context, next runtime.CallFunc) (err error) {
	returned := false
	defer func() {
		if !returned {
			err = errNoReturn
		}
		o.end(ctx, err)
	}()
	err = next(ctx, o.call)
	returned = true
	return err
}

// errNoReturn is the outcome of a call that panicked, or ended its goroutine.
var errNoReturn = &runtime.Error{Message: "the call did not return", Type: runtime.ServerError, Code: runtime.CodeInternal}

// end ends the span and measures, both by one clock.
func (o *observation) end(ctx context.Context, err error) {
	took := time.Since(o.start)
	outcome := o.call.Outcome(ctx, err)
	status := statusCode(outcome)
	attrs := []attribute.KeyValue{semconv.RPCResponseStatusCode(status)}
	if isError(o.call, outcome) {
		attrs = append(attrs, semconv.ErrorTypeKey.String(status))
		o.span.SetStatus(codes.Error, o.call.ErrorText(err))
	}
	o.span.SetAttributes(attrs...)
	o.span.End(trace.WithTimestamp(o.start.Add(took)))
	attrs = append(append(attrs, system, semconv.RPCMethod(o.call.Method)), o.attrs...)
	o.record(ctx, took.Seconds(), attribute.NewSet(attrs...))
}

// isError reports whether an outcome is an error of the call's side.
func isError(call *runtime.Call, outcome runtime.Outcome) bool {
	if call.OnServer() {
		return outcome.Level() == slog.LevelError
	}
	return outcome.Type != ""
}

// longestCode is how many bytes of a code are taken for one: a server can send any
// text, and each makes a series.
const longestCode = 64

// statusCode is the value of rpc.response.status_code.
func statusCode(o runtime.Outcome) string {
	switch {
	case o.Type == "":
		return "OK"
	case o.Code == nil:
		return short(string(o.Type))
	}
	return short(fmt.Sprint(o.Code))
}

func short(code string) string {
	if len(code) > longestCode {
		return semconv.ErrorTypeOther.Value.AsString()
	}
	return code
}
