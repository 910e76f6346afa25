package redisstore

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/rpcgen/rpcgen/runtime/session"
)

// acrossSlots reports whether the keys of a script are not on one server. The client
// may find that out before it sends anything.
func acrossSlots(err error) bool {
	return err != nil && strings.Contains(strings.ToUpper(err.Error()), "CROSSSLOT")
}

// transfer moves a session between two servers of a cluster, which no script can do at
// once. It changes the session where it is and takes it away in one step, which one of
// several calls can do, and then puts it at its new place. If the process ends in
// between, the session is lost, but there are never two of it.
func (s *Store) transfer(ctx context.Context, id session.ID, p *plan) (outcome, error) {
	to := s.key(*p.change.Move)
	reply, err := s.read(ctx, loadScript, []string{to})
	if err != nil {
		return outcome{}, before(err)
	}
	there, err := parse(reply)
	if err != nil {
		return outcome{}, garbage(err)
	}
	p.take, p.taken = true, len(there.fields) > 0
	out, err := s.change(ctx, []string{s.key(id)}, p)
	if err != nil {
		return outcome{}, err
	}
	if out.fields == nil {
		// The client sent it twice, and the reply of the first is lost, and the data
		// with it.
		return outcome{}, fmt.Errorf("%w: %w", session.ErrUnknown, errRepeated)
	}
	return out, s.put(ctx, to, p, out)
}

// put puts a session that was taken at its new place. As nobody else knows that, and
// doing it twice is as doing it once, it tries until ctx ends.
func (s *Store) put(ctx context.Context, to string, p *plan, out outcome) error {
	args := append([]any{string(p.sent.id[:]), fmt.Sprint(max(1, out.left))}, out.fields...)
	for wait := time.Millisecond; ; wait = min(2*wait, 100*time.Millisecond) {
		reply, err := s.run(ctx, putScript, nil, []string{to}, args...)
		switch {
		case err == nil && reply == int64(1):
			return nil
		case err == nil:
			return fmt.Errorf("%w: redisstore: the session has ended, and its new id is taken: %v", session.ErrUnknown, reply)
		case errors.Is(err, errClosed), !pause(ctx, wait):
			return fmt.Errorf("%w: redisstore: the old session has ended, and the new one could not be written: %w", session.ErrUnknown, err)
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
