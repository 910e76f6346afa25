package redisstore

import (
	"context"
	"fmt"
)

// call sends one command and waits for its reply, or for the end of ctx. Clients watch
// a ctx's deadline at most, and some not even that.
func (s *Store) call(ctx context.Context, sent *sending, args []any) (any, error) {
	if err := s.begin(ctx); err != nil {
		return nil, err
	}
	if ctx.Done() == nil {
		defer s.calls.Done()
		return s.counted(ctx, sent, args)
	}
	type answer struct {
		reply any
		err   error
	}
	done := make(chan answer, 1)
	go func() {
		defer s.calls.Done()
		reply, err := s.counted(ctx, sent, args)
		done <- answer{reply, err}
	}()
	select {
	case a := <-done:
		return a.reply, a.err
	case <-ctx.Done():
		if sent != nil {
			sent.stop()
		}
		return nil, ctx.Err()
	}
}

// counted sends a command, and learns on the way whether the client counts.
func (s *Store) counted(ctx context.Context, sent *sending, args []any) (any, error) {
	reply, err := s.do(ctx, args...)
	if sent != nil && sent.times() > 0 && !s.counting.Load() {
		s.counting.Store(true)
	}
	return reply, err
}

// begin notes a call for Close to wait for, or refuses it. A call that it lets through
// ends with s.calls.Done.
func (s *Store) begin(ctx context.Context) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return errClosed
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%w: %w", errStopped, err)
	}
	s.calls.Add(1)
	return nil
}
