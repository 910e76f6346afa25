package wrap

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
)

// The defaults of [RetryOptions].
const (
	// DefaultAttempts is enough for a server that is being replaced behind a balancer.
	DefaultAttempts = 3
	// DefaultBaseDelay is about the time in which a server that is overrun catches up.
	DefaultBaseDelay = 100 * time.Millisecond
	// DefaultMaxDelay is as long as somebody in front of a screen will wait.
	DefaultMaxDelay = 5 * time.Second
)

// RetryOptions say how calls are repeated. The zero value is right for most.
//
// Before the n-th repetition there is a pause of random length, up to BaseDelay doubled
// n-1 times and at most MaxDelay, so that clients that failed together do not come back
// together.
type RetryOptions struct {
	// Attempts is how often a call is made at most, the first time included; 0 and less
	// is [DefaultAttempts].
	Attempts int
	// BaseDelay bounds the first pause, 0 and less is [DefaultBaseDelay]; MaxDelay
	// bounds all, 0 and less is [DefaultMaxDelay].
	BaseDelay, MaxDelay time.Duration
	// Retryable says whether another attempt may help after an error, nil is
	// [Retryable]. It is not asked once the context of the call has ended.
	Retryable func(error) bool
}

// A Retrier repeats calls. It may be used by several goroutines at once.
type Retrier struct{ o RetryOptions }

// NewRetrier returns a Retrier.
func NewRetrier(o RetryOptions) *Retrier {
	if o.Attempts <= 0 {
		o.Attempts = DefaultAttempts
	}
	if o.BaseDelay <= 0 {
		o.BaseDelay = DefaultBaseDelay
	}
	if o.MaxDelay <= 0 {
		o.MaxDelay = DefaultMaxDelay
	}
	if o.Retryable == nil {
		o.Retryable = Retryable
	}
	return &Retrier{o: o}
}

// Do calls call until it succeeds, fails with an error that another attempt does not
// help against, or has been called often enough. It returns the last error. If ctx ends,
// or would end before the pause is over, there is no further attempt.
func (r *Retrier) Do(ctx context.Context, call func() error) error {
	for attempt := 1; ; attempt++ {
		err := call()
		if err == nil || attempt >= r.o.Attempts || ctx.Err() != nil || !r.o.Retryable(err) {
			return err
		}
		if !pause(ctx, rand.N(r.o.longest(attempt))) {
			return err
		}
	}
}

// longest returns the bound of the pause after an attempt.
func (o *RetryOptions) longest(attempt int) time.Duration {
	d := min(o.BaseDelay, o.MaxDelay)
	for range attempt - 1 {
		if d >= o.MaxDelay/2 {
			return o.MaxDelay
		}
		d *= 2
	}
	return d
}

// pause waits and reports whether ctx has lasted. It does not wait for what ctx will not
// live to see.
func pause(ctx context.Context, d time.Duration) bool {
	if end, ok := ctx.Deadline(); ok && time.Until(end) <= d {
		return false
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// Retryable reports whether err says that a call got lost or found nobody ready for it:
// a [runtime.Error] of the codes TIMEOUT, LOST_CONN, UNAVAILABLE, UNKNOWN and
// SERVER_TIMEOUT, if it is the network's or the server's. It is false for what a handler
// has answered, whatever its code, for a call that was cancelled, and for errors that are
// no runtime.Error.
func Retryable(err error) bool {
	e, ok := errors.AsType[*runtime.Error](err)
	if !ok || e == nil || errors.Is(err, context.Canceled) {
		return false
	}
	if e.Type != runtime.NetworkError && e.Type != runtime.ServerError {
		return false
	}
	switch e.Code {
	case runtime.CodeTimeout, runtime.CodeLostConn, runtime.CodeUnavailable, runtime.CodeUnknown, runtime.CodeServerTimeout:
		return true
	}
	return false
}
