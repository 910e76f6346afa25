package wrap

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
)

// LogOptions say how calls are logged. The zero value is right for most.
//
// A record has the service, the method and the duration and, if the call failed, the
// error with its type and code. Neither the arguments nor the results are in it, and so
// no cookie is.
type LogOptions struct {
	// Logger is where records go, nil is what slog.Default returns at the time.
	Logger *slog.Logger
	// Level returns the level of a record, nil is [Level].
	Level func(err error) slog.Level
}

// A Logger logs the calls of one service. It may be used by several goroutines at once.
type Logger struct {
	service string
	o       LogOptions
}

// NewLogger returns a Logger.
func NewLogger(service string, o LogOptions) *Logger {
	if o.Level == nil {
		o.Level = Level
	}
	return &Logger{service: service, o: o}
}

// Level returns the level of a call that ended with err: Info for one that succeeded or
// was cancelled, Warn for one that the application has refused, Error for any other.
func Level(err error) slog.Level {
	e, ok := errors.AsType[*runtime.Error](err)
	switch {
	case err == nil || errors.Is(err, context.Canceled):
		return slog.LevelInfo
	case ok && e != nil && (e.Type == runtime.APIError || e.Type == ""):
		return slog.LevelWarn
	}
	return slog.LevelError
}

// Do calls call and logs how it went. A panic is logged and goes on.
func (l *Logger) Do(ctx context.Context, method string, call func() error) error {
	start := time.Now()
	returned := false
	defer func() {
		if !returned {
			l.log(ctx, slog.LevelError, "call panicked", method, start)
		}
	}()
	err := call()
	returned = true
	if err == nil {
		l.log(ctx, l.o.Level(nil), "call", method, start)
		return nil
	}
	attrs := []slog.Attr{slog.String("error", err.Error())}
	if e, ok := errors.AsType[*runtime.Error](err); ok && e != nil {
		if e.Type != "" {
			attrs = append(attrs, slog.String("type", string(e.Type)))
		}
		if e.Code != nil {
			attrs = append(attrs, slog.Any("code", e.Code))
		}
	}
	l.log(ctx, l.o.Level(err), "call failed", method, start, attrs...)
	return err
}

func (l *Logger) log(ctx context.Context, level slog.Level, text, method string, start time.Time, more ...slog.Attr) {
	to := l.o.Logger
	if to == nil {
		to = slog.Default()
	}
	if !to.Enabled(ctx, level) {
		return
	}
	attrs := append([]slog.Attr{
		slog.String("service", l.service), slog.String("method", method), slog.Duration("duration", time.Since(start)),
	}, more...)
	to.LogAttrs(ctx, level, text, attrs...)
}
