package redisstore

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/rpcgen/rpcgen/runtime/session"
)

// patience is how long the second half of a move is tried.
const patience = 10 * time.Second

// acrossSlots reports whether the keys of a script are not on one server. The client
// may find that out before it sends anything.
func acrossSlots(err error) bool {
	return err != nil && strings.Contains(strings.ToUpper(err.Error()), "CROSSSLOT")
}

// transfer moves a session between two servers of a cluster, which no script can do at
// once. It reserves the new place, changes the session where it is and takes it away in
// one step, which one of several calls can do, and then puts it at its new place. If the
// process ends in between, the session is lost, but there are never two of it.
func (s *Store) transfer(ctx context.Context, id session.ID, p *plan) (outcome, error) {
	if err := s.begin(ctx); err != nil {
		return outcome{}, before(err)
	}
	defer s.calls.Done()
	to, name := []string{s.key(*p.change.Move)}, string(p.sent.id[:])
	reply, err := s.read(ctx, reserveScript, to, name)
	if err != nil {
		return outcome{}, before(err)
	}
	p.take, p.taken = true, reply != int64(1)
	out, err := s.change(ctx, []string{s.key(id)}, p)
	switch {
	case err == nil && out.fields != nil:
		return out, s.finish(ctx, to, name, out)
	case err == nil:
		// The client sent it twice, and the reply to the first is lost with the data in it.
		return outcome{}, fmt.Errorf("%w: %w", session.ErrUnknown, errRepeated)
	case !p.taken:
		_, _ = s.read(ctx, releaseScript, to, name) // or else it goes by itself
	}
	return outcome{}, err
}

// finish puts a session that was taken at its new place. That goes on after the end of
// ctx, and Close waits for it.
func (s *Store) finish(ctx context.Context, to []string, name string, out outcome) error {
	s.calls.Add(1) // Close may be waiting, but not have returned: transfer is one of the calls
	done := make(chan error, 1)
	go func() {
		defer s.calls.Done()
		done <- s.put(context.WithoutCancel(ctx), to, name, out)
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", session.ErrUnknown, ctx.Err())
	}
}

// put tries for a while. Doing it twice is as doing it once.
func (s *Store) put(ctx context.Context, to []string, name string, out outcome) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	args := append([]any{name, strconv.FormatInt(max(1, out.left), 10)}, out.fields...)
	for wait := time.Millisecond; ; wait = min(2*wait, 100*time.Millisecond) {
		reply, err := s.do(ctx, putScript.spelt(to, args)...)
		switch {
		case err == nil && reply == int64(1):
			return nil
		case err == nil:
			return fmt.Errorf("%w: redisstore: the session has ended, and its new id is taken: %v", session.ErrUnknown, reply)
		case !pause(ctx, wait):
			return fmt.Errorf("%w: redisstore: the session has ended, and could not be written under its new id: %w", session.ErrUnknown, err)
		}
	}
}

// pause waits, and reports whether ctx has not ended.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// before returns what an error of a command that comes before a change means for it:
// nothing was written.
func before(err error) error {
	if err == nil || errors.Is(err, session.ErrUnavailable) {
		return err
	}
	return fmt.Errorf("%w: %w", session.ErrUnavailable, err)
}
