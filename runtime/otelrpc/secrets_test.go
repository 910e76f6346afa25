package otelrpc_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/rpcgen/rpcgen/runtime"
)

// No cookie, argument, result or session id is reported, even if an error has the id.
func TestNoSecretIsReported(t *testing.T) {
	const id, arg, value = "AQAAAAGd-0123456789abcdef-session", "978-secret-argument", "secret-cookie-value"
	for _, fail := range []bool{false, true} {
		tel := newTelemetry(t)
		client := tel.connect(t, overHTTP, func(context.Context, *borrowRequest) (*borrowResponse, error) {
			if fail {
				return nil, fmt.Errorf("no session %s", id)
			}
			return &borrowResponse{Days: 98761234}, nil
		})
		req := &borrowRequest{ISBN: arg}
		req.Cookie = &runtime.Cookie{SessionID: id, Values: map[string]any{"theme": value}}
		if _, err := borrow.Call(t.Context(), client, req); (err != nil) != fail {
			t.Fatal(err)
		}
		var all metricdata.ResourceMetrics
		if err := tel.reader.Collect(t.Context(), &all); err != nil {
			t.Fatal(err)
		}
		spans, err := json.Marshal(tel.spans.GetSpans())
		if err != nil {
			t.Fatal(err)
		}
		text := string(spans) + fmt.Sprintf("%+v", all)
		for _, secret := range []string{id, arg, value, "98761234"} {
			if strings.Contains(text, secret) {
				t.Errorf("%q is reported in %s", secret, text)
			}
		}
		if fail && !strings.Contains(text, "no session [redacted s="+runtime.Redact(id)+"]") {
			t.Errorf("the error is not reported: %s", text)
		}
	}
}
