package cookie

import (
	"context"
	"fmt"
	"os"
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
	lock, err := f.openLock()
	if err != nil {
		f.turn <- struct{}{}
		return err
	}
	giveBack := func(err error) {
		if err == nil {
			unlock(lock)
		}
		_ = lock.Close() // there is nothing in it
		f.turn <- struct{}{}
	}
	// The system's call gives all who wait their turn, but knows neither deadlines
	// nor cancellation. When ctx ends first it stays behind, and f.turn with it:
	// there is never more than one.
	took := make(chan error, 1)
	if ok, err := takeLock(lock, false); ok || err != nil {
		took <- err
	} else {
		go func() {
			_, err := takeLock(lock, true)
			took <- err
		}()
	}
	select {
	case err := <-took:
		defer giveBack(err)
		if err != nil {
			return err
		}
		return fn()
	case <-ctx.Done():
		go func() { giveBack(<-took) }()
		return context.Cause(ctx)
	}
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
