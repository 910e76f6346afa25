package runtime_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
)

// The context of a call is as one of package context, whether or not somebody has
// waited for its end before.
func TestCallContext(t *testing.T) {
	const limit = 3 * time.Second
	for _, waits := range []bool{false, true} {
		during := func(t *testing.T, outer context.Context, handler func(ctx context.Context)) (after context.Context) {
			server, _ := newServer(func(ctx context.Context, _ *sayRequest) (*sayResponse, error) {
				if after = ctx; waits {
					_ = ctx.Done()
				}
				handler(ctx)
				return nil, nil
			}, runtime.WithHandlerTimeout(limit))
			server.ServeCall(outer, say.Name(), &sayRequest{}, "")
			return after
		}
		t.Run("time", func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				begin := time.Now()
				during(t, t.Context(), func(ctx context.Context) {
					time.Sleep(limit - 1) //nolint:forbidigo // the bubble's clock
					if d, ok := ctx.Deadline(); !ok || d.Sub(begin) != limit || ctx.Err() != nil {
						t.Errorf("got %v, %v, %v", d.Sub(begin), ok, ctx.Err())
					}
					inner, cancel := context.WithCancel(ctx)
					defer cancel()
					<-inner.Done()
					for _, c := range []context.Context{ctx, inner} {
						if err := c.Err(); !errors.Is(err, context.DeadlineExceeded) || !errors.Is(context.Cause(c), err) || time.Since(begin) != limit {
							t.Errorf("after %v: %v", time.Since(begin), err)
						}
					}
				})
				begin = time.Now()
				during(t, t.Context(), func(ctx context.Context) {
					time.Sleep(limit) //nolint:forbidigo // the bubble's clock
					if waits {
						synctest.Wait()
					}
					if err := ctx.Err(); !errors.Is(err, context.DeadlineExceeded) {
						t.Errorf("got %v", err)
					}
					<-ctx.Done()
				})
			})
		})
		t.Run("earlier", func(t *testing.T) {
			want := time.Now().Add(limit / 2)
			outer, cancel := context.WithDeadline(t.Context(), want)
			defer cancel()
			during(t, outer, func(ctx context.Context) {
				if d, _ := ctx.Deadline(); !d.Equal(want) {
					t.Errorf("the deadline is %v, not %v", d, want)
				}
			})
		})
		t.Run("parent", func(t *testing.T) {
			reason := errors.New("reason")
			outer, cancel := context.WithCancelCause(t.Context())
			during(t, outer, func(ctx context.Context) {
				cancel(reason)
				if !errors.Is(ctx.Err(), context.Canceled) || !errors.Is(context.Cause(ctx), reason) {
					t.Errorf("got %v, %v", ctx.Err(), context.Cause(ctx))
				}
				<-ctx.Done()
			})
		})
		t.Run("end", func(t *testing.T) {
			var d time.Time
			after := during(t, t.Context(), func(ctx context.Context) { d, _ = ctx.Deadline() })
			if !errors.Is(after.Err(), context.Canceled) || !errors.Is(context.Cause(after), context.Canceled) {
				t.Errorf("after the call: %v", after.Err())
			}
			<-after.Done()
			if again, ok := after.Deadline(); !ok || !again.Equal(d) {
				t.Errorf("the deadline was %v and is %v", d, again)
			}
			if runtime.CallFrom(after) == nil {
				t.Error("the context is of no call any more")
			}
		})
	}
}
