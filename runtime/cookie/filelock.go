package cookie

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"time"
)

// locked calls fn while no other goroutine and no other program uses the file.
// It waits for that until ctx ends, and no longer than [LockWait].
func (f *File) locked(ctx context.Context, fn func() error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, LockWait,
		fmt.Errorf("%w: %s.lock was held for all of %v; is another program stuck?", ErrLocked, f.path, LockWait))
	defer cancel()
	select {
	case <-f.turn:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	defer func() { f.turn <- struct{}{} }()
	lock, err := f.openLock()
	if err != nil {
		return err
	}
	defer func() { _ = lock.Close() }() // there is nothing in it
	if err := waitForLock(ctx, lock); err != nil {
		return err
	}
	defer unlock(lock)
	return fn()
}

// openLock opens the file that is locked instead of the jar: the jar itself is
// replaced, and a lock on the old one would keep nobody out of the new one.
func (f *File) openLock() (*os.File, error) {
	path := f.path + ".lock"
	if err := checkPlain(path); err != nil {
		return nil, err
	}
	return os.OpenFile(path, os.O_CREATE|os.O_RDWR|safeOpen, 0o600)
}

// waitForLock takes the lock. The system's call that waits knows neither
// deadlines nor cancellation, so this asks again and again, at growing distances
// and not in step with others, woken by a timer and by ctx.
func waitForLock(ctx context.Context, lock *os.File) error {
	const first, most = time.Millisecond, 20 * time.Millisecond
	for pause := first; ; pause = min(2*pause, most) {
		ok, err := tryLock(lock)
		if ok || err != nil {
			return err
		}
		timer := time.NewTimer(pause/2 + rand.N(pause))
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return context.Cause(ctx)
		}
	}
}
