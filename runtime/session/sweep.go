package session

import (
	"context"
	"math/rand/v2"
	"time"
)

// KeepSweeping frees what has expired in a store, every [SweepInterval] give or
// take a fifth, [SweepBatch] sessions at a time, until ctx ends. Stores whose
// backend does not do that itself run it on a goroutine that their Close ends. An
// error is passed to report, which may be nil, and the next round tries again.
func KeepSweeping(ctx context.Context, store Store, report func(error)) {
	for {
		fifth := SweepInterval / 5
		timer := time.NewTimer(SweepInterval - fifth + rand.N(2*fifth))
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return
		}
		for n := SweepBatch; n == SweepBatch && ctx.Err() == nil; {
			var err error
			if n, err = store.Sweep(ctx, SweepBatch); err != nil && ctx.Err() == nil && report != nil {
				report(err)
			}
		}
	}
}
