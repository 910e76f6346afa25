package wrap

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
)

// recorder returns a logger that writes records without their time.
func recorder(out *bytes.Buffer, level slog.Level) *slog.Logger {
	return slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{Level: level, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}}))
}

func TestLog(t *testing.T) {
	const call = "service=Library method=Borrow duration=2s"
	for _, tt := range []struct {
		err  error
		want string
	}{
		{nil, "level=INFO msg=call " + call},
		{runtime.Errorf("GONE", "no such book"), `level=WARN msg="call failed" ` + call + ` error="no such book (GONE)" type=ApiError code=GONE`},
		{&runtime.Error{Message: "mine"}, `level=WARN msg="call failed" ` + call + ` error=mine`},
		{&runtime.Error{Message: "lost", Type: runtime.NetworkError, Code: runtime.CodeLostConn}, `level=ERROR msg="call failed" ` + call + ` error="lost (LOST_CONN)" type=NetworkError code=LOST_CONN`},
		{errors.New("boom"), `level=ERROR msg="call failed" ` + call + ` error=boom`},
		{context.Canceled, `level=INFO msg="call failed" ` + call + ` error="context canceled"`},
	} {
		synctest.Test(t, func(t *testing.T) {
			var out bytes.Buffer
			l := NewLogger("Library", LogOptions{Logger: recorder(&out, slog.LevelDebug)})
			err := l.Do(t.Context(), "Borrow", func() error {
				<-time.After(2 * time.Second) // on the test's own clock
				return tt.err
			})
			if !errors.Is(err, tt.err) || strings.TrimSpace(out.String()) != tt.want {
				t.Errorf("got  %swant %s (%v)", out.String(), tt.want, err)
			}
		})
	}
}

func TestLogLevel(t *testing.T) {
	var out bytes.Buffer
	l := NewLogger("Library", LogOptions{Logger: recorder(&out, slog.LevelWarn)})
	l.Do(t.Context(), "Quiet", func() error { return nil })
	l = NewLogger("Library", LogOptions{Logger: recorder(&out, slog.LevelWarn), Level: func(error) slog.Level { return slog.LevelWarn }})
	l.Do(t.Context(), "Loud", func() error { return nil })
	if got := out.String(); strings.Contains(got, "Quiet") || !strings.Contains(got, "Loud") {
		t.Errorf("logged %q", got)
	}
}

// TestLogPanic expects a panic to be logged and to reach the caller.
func TestLogPanic(t *testing.T) {
	var out bytes.Buffer
	l := NewLogger("Library", LogOptions{Logger: recorder(&out, slog.LevelInfo)})
	defer func() {
		if r := recover(); r != "boom" || !strings.Contains(out.String(), `level=ERROR msg="call panicked" service=Library method=Borrow`) {
			t.Errorf("recovered %v, logged %q", r, out.String())
		}
	}()
	l.Do(t.Context(), "Borrow", func() error { panic("boom") })
}

// TestLogDefault replaces the default logger after the wrapper was made.
func TestLogDefault(t *testing.T) {
	l := NewLogger("Library", LogOptions{})
	var out bytes.Buffer
	defer slog.SetDefault(slog.Default())
	slog.SetDefault(recorder(&out, slog.LevelInfo))
	l.Do(t.Context(), "Borrow", func() error { return nil })
	if !strings.Contains(out.String(), "method=Borrow") {
		t.Errorf("logged %q", out.String())
	}
}
