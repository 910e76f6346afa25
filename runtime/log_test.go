package runtime_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/transport/inproc"
)

// A logLine is a record of Log, as slog's JSON has it.
type logLine struct {
	Time                              time.Time
	Level, Msg, Method, Side, Session string
	Duration                          time.Duration
	Code                              any
	Error                             string
}

// lines reads what a JSON handler has written.
func lines(t *testing.T, b *buffer) []logLine {
	t.Helper()
	var all []logLine
	for line := range strings.Lines(b.String()) {
		d := json.NewDecoder(strings.NewReader(line))
		d.DisallowUnknownFields()
		var l logLine
		if err := d.Decode(&l); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		all = append(all, l)
	}
	return all
}

func jsonLogger(b *buffer) *slog.Logger { return slog.New(slog.NewJSONHandler(b, nil)) }

func TestLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		here, there := &buffer{}, &buffer{}
		server, _ := newServer(func(ctx context.Context, req *sayRequest) (*sayResponse, error) {
			timer := time.NewTimer(3 * time.Second)
			defer timer.Stop()
			<-timer.C
			return repeat(ctx, req)
		}, runtime.WithInterceptors(runtime.Log(jsonLogger(there))))
		client := dial(server, runtime.WithClientInterceptors(runtime.Log(jsonLogger(here))))
		if _, err := say.Call(t.Context(), client, &sayRequest{Text: "x"}); err != nil {
			t.Fatal(err)
		}
		for side, b := range map[string]*buffer{"client": here, "server": there} {
			all := lines(t, b)
			if len(all) != 1 {
				t.Fatalf("%s: %d records", side, len(all))
			}
			all[0].Time = time.Time{}
			if want := (logLine{Level: "INFO", Msg: "rpcgen: call", Method: "Parrot/Say", Side: side, Duration: 3 * time.Second}); all[0] != want {
				t.Errorf("%s: %+v", side, all[0])
			}
		}
	})
}

// The level says whose fault it is, on both sides.
func TestLogFailures(t *testing.T) {
	inner := errors.New("the disk is full")
	server := func(code string) error {
		return (&runtime.Error{Message: "m", Type: runtime.ServerError, Code: code}).WithCause(inner)
	}
	for _, test := range []struct {
		err                      error // nil for a panic
		level                    string
		code                     any
		onClient, onServer, both string
	}{
		{err: runtime.Errorf("LENT", "lent out"), level: "WARN", code: "LENT", both: "lent out (LENT)"},
		{err: fmt.Errorf("shelf 3: %w", runtime.Errorf(404, "none")), level: "WARN", code: 404.0, onClient: "none (404)", onServer: "shelf 3: none (404)"},
		{err: runtime.Errorf(nil, "no"), level: "WARN", code: nil, both: "no"},
		{err: inner, level: "ERROR", code: "INTERNAL_ERR", onClient: "Internal Server Error (INTERNAL_ERR)", onServer: "the disk is full"},
		{err: nil, level: "ERROR", code: "INTERNAL_ERR", both: "Internal Server Error (INTERNAL_ERR)"},
		{err: server(runtime.CodeUnavailable), level: "ERROR", code: "UNAVAILABLE", onClient: "m (UNAVAILABLE)", onServer: "m (UNAVAILABLE): the disk is full"},
		{err: server(runtime.CodeUnknown), level: "ERROR", code: "UNKNOWN", onClient: "m (UNKNOWN)", onServer: "m (UNKNOWN): the disk is full"},
		{err: server(runtime.CodeServerTimeout), level: "ERROR", code: "SERVER_TIMEOUT", onClient: "m (SERVER_TIMEOUT)", onServer: "m (SERVER_TIMEOUT): the disk is full"},
		{err: server(runtime.CodeInputData), level: "WARN", code: "INPUT_DATA_ERR", onClient: "m (INPUT_DATA_ERR)", onServer: "m (INPUT_DATA_ERR): the disk is full"},
		{err: server(runtime.CodeUnhandledAPI), level: "WARN", code: "UNHANDLED_API", onClient: "m (UNHANDLED_API)", onServer: "m (UNHANDLED_API): the disk is full"},
		{err: server(runtime.CodeTooLarge), level: "WARN", code: "TOO_LARGE", onClient: "m (TOO_LARGE)", onServer: "m (TOO_LARGE): the disk is full"},
		{err: server(runtime.CodeForbidden), level: "WARN", code: "FORBIDDEN", onClient: "m (FORBIDDEN)", onServer: "m (FORBIDDEN): the disk is full"},
		{err: server(runtime.CodeConflict), level: "WARN", code: "CONFLICT", onClient: "m (CONFLICT)", onServer: "m (CONFLICT): the disk is full"},
	} {
		here, there := &buffer{}, &buffer{}
		server, own := newServer(func(context.Context, *sayRequest) (*sayResponse, error) {
			if test.err == nil {
				panic("a hole in the perch")
			}
			return nil, test.err
		}, runtime.WithInterceptors(runtime.Log(jsonLogger(there))))
		client := dial(server, runtime.WithClientInterceptors(runtime.Log(jsonLogger(here))))
		if _, err := say.Call(t.Context(), client, nil); err == nil {
			t.Fatal("the call has not failed")
		}
		for side, b := range map[string]*buffer{"client": here, "server": there} {
			want := test.both
			if want == "" {
				want = map[string]string{"client": test.onClient, "server": test.onServer}[side]
			}
			all := lines(t, b)
			if len(all) != 1 || all[0].Side != side || all[0].Level != test.level || all[0].Code != test.code || all[0].Error != want {
				t.Errorf("%v, %s: %+v", test.err, side, all)
			}
		}
		if test.err == nil && strings.Count(own.String()+here.String()+there.String(), "a hole in the perch") != 1 {
			t.Errorf("the panic is not logged once: %s", own)
		}
	}
}

// The side that an error comes about on says what it is.
func TestOutcome(t *testing.T) {
	server, _ := newServer(repeat)
	unreachable := &runtime.Error{Message: "connection refused", Type: runtime.NetworkError, Code: runtime.CodeLostConn}
	elsewhere := inproc.NewClient(server, inproc.With(runtime.WithClientInterceptors(func(runtime.CallFunc) runtime.CallFunc {
		return func(context.Context, *runtime.Call) error { return unreachable }
	})))
	_, local := say.Call(t.Context(), elsewhere, nil)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	late, cancel := context.WithDeadline(t.Context(), time.Unix(0, 0))
	defer cancel()
	type outcome = runtime.Outcome
	for name, test := range map[string]struct {
		ctx            context.Context
		err            error
		client, server outcome
		levels         [2]slog.Level
	}{
		"none": {t.Context(), nil, outcome{}, outcome{}, [2]slog.Level{slog.LevelInfo, slog.LevelInfo}},
		"gone": {ended, context.Canceled, outcome{runtime.NetworkError, runtime.CodeCanceled},
			outcome{runtime.NetworkError, runtime.CodeCanceled}, [2]slog.Level{slog.LevelWarn, slog.LevelWarn}},
		"late": {late, context.DeadlineExceeded, outcome{runtime.NetworkError, runtime.CodeTimeout},
			outcome{runtime.ServerError, runtime.CodeServerTimeout}, [2]slog.Level{slog.LevelError, slog.LevelError}},
		"of another context": {t.Context(), context.Canceled, outcome{runtime.NetworkError, runtime.CodeCanceled},
			outcome{runtime.ServerError, runtime.CodeInternal}, [2]slog.Level{slog.LevelWarn, slog.LevelError}},
		"plain": {t.Context(), errors.New("plain"), outcome{runtime.ClientError, nil},
			outcome{runtime.ServerError, runtime.CodeInternal}, [2]slog.Level{slog.LevelError, slog.LevelError}},
		"nil": {t.Context(), (*runtime.Error)(nil), outcome{runtime.ClientError, nil},
			outcome{runtime.ServerError, runtime.CodeInternal}, [2]slog.Level{slog.LevelError, slog.LevelError}},
		"lost": {t.Context(), unreachable, outcome{runtime.NetworkError, runtime.CodeLostConn},
			outcome{runtime.NetworkError, runtime.CodeLostConn}, [2]slog.Level{slog.LevelError, slog.LevelError}},
		"a call of the handler": {t.Context(), local, outcome{runtime.NetworkError, runtime.CodeLostConn},
			outcome{runtime.ServerError, runtime.CodeInternal}, [2]slog.Level{slog.LevelError, slog.LevelError}},
		"answer too large": {t.Context(), &runtime.Error{Type: runtime.ClientError, Code: runtime.CodeTooLarge}, outcome{runtime.ClientError, runtime.CodeTooLarge},
			outcome{runtime.ClientError, runtime.CodeTooLarge}, [2]slog.Level{slog.LevelError, slog.LevelError}},
	} {
		client, served := calls(t)
		if got := client.Outcome(test.ctx, test.err); got != test.client || got.Level() != test.levels[0] {
			t.Errorf("%s: on a client %v, %v", name, got, got.Level())
		}
		if got := served.Outcome(test.ctx, test.err); got != test.server || got.Level() != test.levels[1] {
			t.Errorf("%s: on a server %v, %v", name, got, got.Level())
		}
	}
}

// calls returns the two sides of one call.
func calls(t *testing.T) (client, server *runtime.Call) {
	t.Helper()
	catch := func(in **runtime.Call) runtime.Interceptor {
		return func(next runtime.CallFunc) runtime.CallFunc {
			return func(ctx context.Context, call *runtime.Call) error {
				*in = call
				return next(ctx, call)
			}
		}
	}
	s, _ := newServer(repeat, runtime.WithInterceptors(catch(&server)))
	if _, err := say.Call(t.Context(), dial(s, runtime.WithClientInterceptors(catch(&client))), nil); err != nil {
		t.Fatal(err)
	}
	if client.OnServer() || !server.OnServer() {
		t.Fatal("the calls do not know their sides")
	}
	return client, server
}

// Neither what a call carries nor the id of its session is shown, even if an error has it.
func TestLogShowsNoSecret(t *testing.T) {
	const id, arg, value, result = "AQAAAAGd-0123456789abcdef-session", "secret-argument", "secret-cookie-value", "secret-result"
	for _, fail := range []bool{false, true} {
		b := &buffer{}
		logger := slog.New(slog.NewTextHandler(b, &slog.HandlerOptions{Level: slog.LevelDebug - 4, AddSource: true}))
		server, _ := newServer(func(context.Context, *sayRequest) (*sayResponse, error) {
			if fail {
				return nil, runtime.Errorf("NO", "no session %s", id)
			}
			return &sayResponse{Text: result}, nil
		}, runtime.WithInterceptors(runtime.Log(logger)))
		req := &sayRequest{Text: arg}
		req.Cookie = &runtime.Cookie{SessionID: id, Values: map[string]any{"theme": value}}
		if _, err := say.Call(t.Context(), dial(server, runtime.WithClientInterceptors(runtime.Log(logger))), req); (err != nil) != fail {
			t.Fatal(err)
		}
		if strings.Count(b.String(), "rpcgen: call") != 2 {
			t.Errorf("not two records: %s", b)
		}
		for _, secret := range []string{id, arg, value, result} {
			if strings.Contains(b.String(), secret) {
				t.Errorf("%q is logged: %s", secret, b)
			}
		}
		if fail && strings.Count(b.String(), "no session [redacted s="+runtime.Redact(id)+"]") != 2 {
			t.Errorf("the errors are not logged: %s", b)
		}
	}
}

// Without a logger it is the default one, as it is when the call ends.
func TestLogDefault(t *testing.T) {
	server, _ := newServer(repeat, runtime.WithInterceptors(runtime.Log(nil)))
	client := dial(server)
	old := slog.Default()
	defer slog.SetDefault(old)
	b := &buffer{}
	slog.SetDefault(jsonLogger(b))
	if _, err := say.Call(t.Context(), client, nil); err != nil {
		t.Fatal(err)
	}
	if all := lines(t, b); len(all) != 1 || all[0].Side != "server" {
		t.Errorf("%+v", all)
	}
}

// The logger gets the context that the interceptors before Log have made.
func TestLogContext(t *testing.T) {
	type key struct{}
	b := &buffer{}
	logger := slog.New(fromContext{slog.NewJSONHandler(b, nil), key{}})
	add := func(next runtime.CallFunc) runtime.CallFunc {
		return func(ctx context.Context, call *runtime.Call) error {
			return next(context.WithValue(ctx, key{}, "7"), call)
		}
	}
	server, _ := newServer(repeat)
	if _, err := say.Call(t.Context(), dial(server, runtime.WithClientInterceptors(add, runtime.Log(logger))), nil); err != nil {
		t.Fatal(err)
	}
	if all := lines(t, b); len(all) != 1 || all[0].Session != "7" {
		t.Errorf("%+v", all)
	}
}

// fromContext adds a value of the context to each record.
type fromContext struct {
	slog.Handler
	key any
}

func (h fromContext) Handle(ctx context.Context, r slog.Record) error {
	r.AddAttrs(slog.Any("session", ctx.Value(h.key)))
	return h.Handler.Handle(ctx, r)
}

// A panic of another interceptor goes on, and the call has its record.
func TestLogPanicGoesOn(t *testing.T) {
	b := &buffer{}
	hole := func(runtime.CallFunc) runtime.CallFunc {
		return func(context.Context, *runtime.Call) error { panic("a hole") }
	}
	server, own := newServer(repeat, runtime.WithInterceptors(runtime.Log(jsonLogger(b)), hole))
	if _, err := say.Call(t.Context(), dial(server), nil); runtime.CodeOf(err) != runtime.CodeInternal {
		t.Error(err)
	}
	if all := lines(t, b); len(all) != 1 || all[0].Level != "ERROR" || !strings.Contains(all[0].Error, "did not return") {
		t.Errorf("%+v", all)
	}
	if strings.Count(own.String()+b.String(), `"a hole"`) != 1 {
		t.Errorf("the panic is not logged once: %s", own)
	}
}

// A record that is left out costs no memory, on either side and however the call ends.
func TestAllocations(t *testing.T) {
	client, server := calls(t)
	for _, err := range []error{nil, runtime.Errorf("LENT", "lent out"), errors.New("the disk is full")} {
		var out bytes.Buffer
		log := runtime.Log(slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{Level: slog.LevelError + 1})))
		invoke := log(func(context.Context, *runtime.Call) error { return err })
		for _, call := range []*runtime.Call{client, server} {
			ctx := t.Context()
			if n := testing.AllocsPerRun(100, func() { _ = invoke(ctx, call) }); n != 0 {
				t.Errorf("%v: %v allocations", err, n)
			}
		}
		if out.Len() > 0 {
			t.Errorf("logged: %s", &out)
		}
	}
}
