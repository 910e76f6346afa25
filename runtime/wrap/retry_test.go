package wrap

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
)

func failure(kind runtime.ErrorType, code any) error {
	return fmt.Errorf("wrapped: %w", &runtime.Error{Message: "failed", Type: kind, Code: code})
}

var errLost = failure(runtime.NetworkError, runtime.CodeLostConn)

func TestRetryable(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want bool
	}{
		{errLost, true},
		{failure(runtime.NetworkError, runtime.CodeTimeout), true},
		{failure(runtime.NetworkError, runtime.CodeUnavailable), true},
		{failure(runtime.NetworkError, runtime.CodeUnknown), true},
		{failure(runtime.ServerError, runtime.CodeUnavailable), true},
		{failure(runtime.ServerError, runtime.CodeServerTimeout), true},
		{failure(runtime.NetworkError, runtime.CodeCanceled), false},
		{failure(runtime.NetworkError, runtime.CodeForbidden), false},
		{failure(runtime.ServerError, runtime.CodeInternal), false},
		{failure(runtime.ServerError, runtime.CodeInputData), false},
		{failure(runtime.ClientError, runtime.CodeTooLarge), false},
		{failure(runtime.APIError, runtime.CodeUnavailable), false}, // a handler's own
		{failure("", runtime.CodeLostConn), false},
		{failure(runtime.NetworkError, nil), false},
		{errors.Join(errLost, context.Canceled), false},
		{errors.New("boom"), false},
		{context.DeadlineExceeded, false},
		{(*runtime.Error)(nil), false},
		{nil, false},
	} {
		if got := Retryable(tt.err); got != tt.want {
			t.Errorf("Retryable(%v) = %v", tt.err, got)
		}
	}
}

// TestRetry counts the attempts, and the time that they take on a clock of its own.
func TestRetry(t *testing.T) {
	other := errors.New("other")
	for _, tt := range []struct {
		name    string
		options RetryOptions
		errs    []error // of the attempts; the last one stands for all that follow
		calls   int
		want    error
		within  time.Duration // the pauses together
	}{
		{"success", RetryOptions{}, []error{nil}, 1, nil, 0},
		{"success at last", RetryOptions{}, []error{errLost, errLost, nil}, 3, nil, 300 * time.Millisecond},
		{"no success", RetryOptions{}, []error{errLost}, 3, errLost, 300 * time.Millisecond},
		{"of no use", RetryOptions{}, []error{errLost, other, nil}, 2, other, 100 * time.Millisecond},
		{"once", RetryOptions{Attempts: 1}, []error{errLost}, 1, errLost, 0},
		{"bounded", RetryOptions{Attempts: 70, BaseDelay: time.Second, MaxDelay: 3 * time.Second}, []error{errLost}, 70, errLost, (1 + 2 + 67*3) * time.Second},
		{"max below base", RetryOptions{Attempts: 3, MaxDelay: time.Millisecond}, []error{errLost}, 3, errLost, 2 * time.Millisecond},
		{"own choice", RetryOptions{Retryable: func(err error) bool { return errors.Is(err, other) }}, []error{other, errLost}, 2, errLost, 100 * time.Millisecond},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start, calls := time.Now(), 0
				err := NewRetrier(tt.options).Do(t.Context(), func() error {
					calls++
					return tt.errs[min(calls, len(tt.errs))-1]
				})
				if calls != tt.calls || !errors.Is(err, tt.want) {
					t.Errorf("%d calls and %v, want %d and %v", calls, err, tt.calls, tt.want)
				}
				if took := time.Since(start); took > tt.within || calls > 20 && took < tt.within/10 {
					t.Errorf("the pauses took %v, want up to %v", took, tt.within)
				}
			})
		})
	}
}

// TestRetryEnds ends the context during a call, during a pause, and before one is over.
func TestRetryEnds(t *testing.T) {
	patient := NewRetrier(RetryOptions{Attempts: 1000, BaseDelay: time.Hour, MaxDelay: time.Hour})
	t.Run("in the call", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		calls := 0
		if err := patient.Do(ctx, func() error { calls++; cancel(); return errLost }); calls != 1 || !errors.Is(err, errLost) {
			t.Errorf("%d calls and %v", calls, err)
		}
	})
	t.Run("in the pause", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan error)
			calls := 0
			go func() { done <- patient.Do(ctx, func() error { calls++; return errLost }) }()
			synctest.Wait()
			cancel()
			if err := <-done; calls != 1 || !errors.Is(err, errLost) {
				t.Errorf("%d calls and %v", calls, err)
			}
		})
	})
	t.Run("no time for the pause", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			start := time.Now()
			err := patient.Do(ctx, func() error { return errLost })
			if !errors.Is(err, errLost) || ctx.Err() != nil || time.Since(start) >= time.Minute {
				t.Errorf("%v after %v, ctx %v", err, time.Since(start), ctx.Err())
			}
		})
	})
}

// TestRetryJitter expects pauses of different lengths below their bound.
func TestRetryJitter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := NewRetrier(RetryOptions{Attempts: 50, BaseDelay: time.Hour, MaxDelay: time.Hour})
		seen := map[time.Duration]bool{}
		last := time.Now()
		err := r.Do(t.Context(), func() error {
			seen[time.Since(last)] = true
			last = time.Now()
			return errLost
		})
		if !errors.Is(err, errLost) || len(seen) < 40 {
			t.Errorf("%d lengths of 50 pauses (%v)", len(seen), err)
		}
		for d := range seen {
			if d >= time.Hour {
				t.Errorf("a pause of %v", d)
			}
		}
	})
}
