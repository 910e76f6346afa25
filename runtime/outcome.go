package runtime

import (
	"context"
	"errors"
	"log/slog"
)

// An Outcome is how a call ended: the type and the code of the error that the caller
// sees. The zero value is a success.
type Outcome struct {
	Type ErrorType // "" if the call succeeded
	Code any       // a string, an int, or nil if the error has none
}

// OnServer reports whether this is the server's side of a call.
func (c *Call) OnServer() bool { return c.endpoint != nil }

// ErrorText returns the text of an error that the call ended with, for logs. On a server
// it has the cause too, which the caller does not see. A mark stands for each session id
// of the call, see [Redact].
func (c *Call) ErrorText(err error) string {
	text := err.Error()
	if e, ok := errors.AsType[*Error](err); ok && e != nil && c.OnServer() {
		if whole := withheld(err); whole != "" {
			text = whole
		}
	}
	return c.scrub(text)
}

// Outcome says how a call ended that ended with err in an interceptor. On a server an
// error that is not for the caller counts as what the caller gets instead, but for a
// caller that has gone, whose outcome is [CodeCanceled].
func (c *Call) Outcome(ctx context.Context, err error) Outcome {
	if err == nil {
		return Outcome{}
	}
	if e, ok := errors.AsType[*Error](err); ok && e != nil && (!c.OnServer() || !e.local) {
		return Outcome{e.kind(), plainCode(e.Code)}
	}
	if c.OnServer() {
		return servedOutcome(ctx, err)
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded) || errors.Is(ctx.Err(), context.DeadlineExceeded):
		return Outcome{NetworkError, CodeTimeout}
	case errors.Is(err, context.Canceled) || ctx.Err() != nil:
		return Outcome{NetworkError, CodeCanceled}
	}
	return Outcome{ClientError, nil}
}

// servedOutcome is that of an error which stays on the server; see Server.visible.
func servedOutcome(ctx context.Context, err error) Outcome {
	switch {
	case ctx.Err() != nil && errors.Is(err, context.DeadlineExceeded):
		return Outcome{ServerError, CodeServerTimeout}
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		return Outcome{NetworkError, CodeCanceled}
	}
	return Outcome{ServerError, CodeInternal}
}

// Level says how much an outcome matters to whoever runs the program:
//
//   - Info: the call succeeded.
//   - Warn: the caller is at fault, or has changed its mind: every error of the type
//     [APIError], those of the type [ServerError] with the code [CodeInputData],
//     [CodeUnhandledAPI], [CodeTooLarge], [CodeForbidden] or [CodeConflict], and
//     [CodeCanceled] of any type.
//   - Error: all others. The server, the client's program or what lies between has
//     failed: [CodeInternal], [CodeServerTimeout], [CodeTimeout], [CodeLostConn],
//     [CodeUnavailable], [CodeUnknown], an answer that cannot be read.
func (o Outcome) Level() slog.Level {
	switch {
	case o.Type == "":
		return slog.LevelInfo
	case o.Type == APIError, o.Code == CodeCanceled:
		return slog.LevelWarn
	case o.Type != ServerError:
		return slog.LevelError
	}
	switch o.Code {
	case CodeInputData, CodeUnhandledAPI, CodeTooLarge, CodeForbidden, CodeConflict:
		return slog.LevelWarn
	}
	return slog.LevelError
}
