package otelrpc_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/rpcgen/rpcgen/runtime"
)

// page is what the code of this package is shown in.
const page = "../../docs/observability.md"

// TestDocs checks that each block of the page stands in this package or in the examples
// of package runtime, line by line: Go as code, text as what an example prints.
func TestDocs(t *testing.T) {
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	var source strings.Builder
	for _, file := range append(files, "../example_test.go") {
		code, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		source.WriteString("\n" + flat(string(code)) + "\n")
	}
	printed := strings.ReplaceAll(source.String(), "\n// ", "\n")
	blocks := regexp.MustCompile("(?s)```(\\w*)\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	if len(blocks) < 8 {
		t.Fatalf("%s has %d blocks, which cannot be all", page, len(blocks))
	}
	for _, b := range blocks {
		var found bool
		switch b[1] {
		case "go":
			found = strings.Contains(source.String(), "\n"+flat(b[2])+"\n")
		case "text":
			found = strings.Contains(printed, "\n"+flat(b[2])+"\n")
		}
		if !found {
			t.Errorf("nothing runs this block of %s, of the kind %q:\n%s", page, b[1], b[2])
		}
	}
}

// flat drops indentation and empty lines.
func flat(code string) string {
	var lines []string
	for line := range strings.Lines(code) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// What the page shows, put together: the log, the span and Prometheus know one call.
func TestSetUp(t *testing.T) {
	tracers, meters, propagator := otel.GetTracerProvider(), otel.GetMeterProvider(), otel.GetTextMapPropagator()
	t.Cleanup(func() {
		otel.SetTracerProvider(tracers)
		otel.SetMeterProvider(meters)
		otel.SetTextMapPropagator(propagator)
	})
	spans, registry, out := &kept{InMemoryExporter: tracetest.NewInMemoryExporter()}, prometheus.NewRegistry(), &buffer{}
	shutdown, err := setUp(spans, registry)
	if err != nil {
		t.Fatal(err)
	}
	logger := slog.New(traced{slog.NewJSONHandler(out, nil)}).With("service", "library").WithGroup("rpc")
	server := newServer(logger)
	borrow.Handle(server, lend)
	mux, err := newMux(server, registry)
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(mux)
	defer web.Close()
	client, err := dialLibrary(web.URL+"/api/", logger)
	if err != nil {
		t.Fatal(err)
	}
	defer client.CloseIdleConnections()
	if res, err := borrow.Call(t.Context(), client, &borrowRequest{ISBN: "1"}); err != nil || res.Days != 14 {
		t.Fatal(res, err)
	}
	if got := scrape(t, mux); !strings.Contains(got, `rpc_server_call_duration_seconds_count{`) {
		t.Errorf("Prometheus reads %s", got)
	}
	if err := shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	all := spans.GetSpans()
	if len(all) != 2 || all[0].SpanContext.TraceID() != all[1].SpanContext.TraceID() {
		t.Fatalf("%d spans", len(all))
	}
	records := 0
	for line := range strings.Lines(out.String()) {
		var record struct {
			Service string
			RPC     struct {
				Side    string
				TraceID string `json:"trace_id"`
				SpanID  string `json:"span_id"`
			}
		}
		if err := json.Unmarshal([]byte(line), &record); err != nil {
			t.Fatal(err)
		}
		for _, s := range all {
			if record.RPC.Side == s.SpanKind.String() && record.RPC.SpanID == s.SpanContext.SpanID().String() &&
				record.RPC.TraceID == s.SpanContext.TraceID().String() && record.Service == "library" {
				records++
			}
		}
	}
	if records != 2 {
		t.Errorf("the records are not those of the spans: %s", out)
	}
}

// kept keeps its spans when it is shut down.
type kept struct{ *tracetest.InMemoryExporter }

func (*kept) Shutdown(context.Context) error { return nil }

// A buffer may be written to by several goroutines.
type buffer struct {
	mu sync.Mutex
	b  strings.Builder
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// An id of a request goes on from server to server.
func TestRequestID(t *testing.T) {
	var got string
	last := runtime.NewServer(runtime.WithInterceptors(requestID))
	borrow.Handle(last, func(ctx context.Context, req *borrowRequest) (*borrowResponse, error) {
		got, _ = ctx.Value(requestKey{}).(string)
		return lend(ctx, req)
	})
	next := overHTTP(t, last, runtime.WithClientInterceptors(sendRequestID))
	tel := newTelemetry(t)
	first := runtime.NewServer(runtime.WithInterceptors(requestID, tel.interceptor()))
	borrow.Handle(first, func(ctx context.Context, req *borrowRequest) (*borrowResponse, error) {
		return borrow.Call(ctx, next, req)
	})
	set := func(next runtime.CallFunc) runtime.CallFunc {
		return func(ctx context.Context, call *runtime.Call) error {
			call.SetHeader("X-Request-Id", "42")
			return next(ctx, call)
		}
	}
	if _, err := borrow.Call(t.Context(), overHTTP(t, first, runtime.WithClientInterceptors(set)), nil); err != nil {
		t.Fatal(err)
	}
	if got != "42" {
		t.Errorf("the id is %q", got)
	}
	// A server that strangers call takes no trace of theirs.
	borrow.Handle(strangers(), lend)
}
