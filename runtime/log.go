package runtime

import (
	"context"
	"log/slog"
	"time"
)

// Log returns an interceptor that writes one record for each call when it ends, on a
// client or on a server. It says the method, the side ("client" or "server"), how long
// the call took, and, if it failed, the code and the error. The level is that of the
// call's [Outcome]: Info, Warn where the caller is at fault, Error where we are.
//
// A record shows no cookies, no arguments, no results and no session ids; an error's
// text says what its author wrote into it. On a server it is the whole error with its
// cause, also what the caller does not see. A call whose level logger leaves out costs next to
// nothing. A nil logger is slog.Default(), as it is when the call ends.
//
// The first interceptor is the outermost: put Log behind one that adds to the context
// what the logger's handler reads from it, such as a trace id. Calls that a server
// refuses before their request is read, as of an unknown method, reach no interceptor.
func Log(logger *slog.Logger) Interceptor {
	return func(next CallFunc) CallFunc {
		return func(ctx context.Context, call *Call) error { return logged(ctx, call, next, logger) }
	}
}

// logged carries out a call and reports it. A panic that comes this far, out of another
// interceptor, goes on; where it ends, it is logged.
func logged(ctx context.Context, call *Call, next CallFunc, logger *slog.Logger) (err error) {
	start, returned := time.Now(), false
	defer func() {
		if !returned {
			err = errNoReturn
		}
		report(ctx, call, err, time.Since(start), logger)
	}()
	err = next(ctx, call)
	returned = true
	return err
}

// errNoReturn is the outcome of a call that panicked, or ended its goroutine.
var errNoReturn = &Error{Message: "the call did not return", Type: ServerError, Code: CodeInternal}

func report(ctx context.Context, call *Call, err error, took time.Duration, logger *slog.Logger) {
	if logger == nil {
		logger = slog.Default()
	}
	outcome := call.Outcome(ctx, err)
	level := outcome.Level()
	if !logger.Enabled(ctx, level) {
		return
	}
	side := "client"
	if call.OnServer() {
		side = "server"
	}
	attrs := [5]slog.Attr{slog.String("method", call.Method), slog.String("side", side), slog.Duration("duration", took)}
	n := 3
	if err != nil {
		attrs[3] = slog.Any("code", outcome.Code)
		attrs[4] = slog.String("error", call.ErrorText(err))
		n = 5
	}
	logger.LogAttrs(ctx, level, "rpcgen: call", attrs[:n]...)
}
