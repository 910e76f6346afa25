package redisstore

import (
	"context"
	"errors"
	"fmt"

	"github.com/rpcgen/rpcgen/runtime/session"
)

// The refusals of apply.lua, and what is taken off them if the change may have been
// done before.
const (
	codeNotFound = -1
	codeRetired  = -2
	codeConflict = -3
	codeTaken    = -4
	codeNoTTL    = -5
	codeOwner    = -6

	codeUnsure = 10
)

var (
	errOwner    = errors.New("redisstore: the session has another owner")
	errNoTTL    = errors.New("redisstore: a new session needs a TTL")
	errRepeated = errors.New("redisstore: the client sent the change twice, and it cannot be told whether the first was done: set MaxRetries to -1")
)

// An outcome is what apply.lua returns for a change that was done.
type outcome struct {
	rev    uint64
	listed bool   // the owner's index is concerned, and the rest is set
	left   int64  // ms until the session expires, 0 if it has ended
	was    string // the owner before
	fields []any  // of a session that was taken
}

// Apply implements [session.Store]. It takes one script; where an owner is concerned,
// another one before it and some after it that keep the owner's index.
func (s *Store) Apply(ctx context.Context, id session.ID, c session.Change) (uint64, error) {
	p := plan{change: &c, sent: newSending()}
	for {
		rev, err := s.attempt(ctx, id, &p)
		if !errors.Is(err, errOwner) {
			return rev, err
		}
		if ctx.Err() != nil {
			return 0, fmt.Errorf("%w: %w", session.ErrUnavailable, ctx.Err())
		}
		p.sent.refused()
	}
}

// attempt carries out a change. It returns errOwner if the owner of a session that is
// to be moved was changed meanwhile.
func (s *Store) attempt(ctx context.Context, id session.ID, p *plan) (uint64, error) {
	if err := s.announce(ctx, id, p); err != nil {
		return 0, err
	}
	out, err := s.carryOut(ctx, id, p)
	if err != nil {
		return 0, err
	}
	if out.listed {
		s.tidy(ctx, id, p, out)
	}
	return out.rev, nil
}

// carryOut runs apply.lua.
func (s *Store) carryOut(ctx context.Context, id session.ID, p *plan) (outcome, error) {
	c := p.change
	if c.Move != nil && *c.Move != id && s.split.Load() {
		return s.transfer(ctx, id, p)
	}
	keys := []string{s.key(id)}
	if c.Move != nil {
		keys = append(keys, s.key(*c.Move))
	}
	out, err := s.change(ctx, keys, p)
	if c.Move != nil && *c.Move != id && acrossSlots(err) {
		s.split.Store(true)
		p.sent = newSending()
		return s.transfer(ctx, id, p)
	}
	return out, err
}

// change runs apply.lua once and judges its reply.
func (s *Store) change(ctx context.Context, keys []string, p *plan) (outcome, error) {
	reply, err := s.run(ctx, applyScript, p.sent, keys, p.args()...)
	if err != nil {
		return outcome{}, s.writing(p.sent, err)
	}
	out, code, err := parseOutcome(reply)
	switch {
	case err != nil:
		return outcome{}, fmt.Errorf("%w: redisstore: unexpected reply: %w", session.ErrUnknown, err)
	case code < 0:
		return outcome{}, refused(code, p)
	}
	return out, nil
}

// refused returns the error of a refusal.
func refused(code int64, p *plan) error {
	if code < -codeUnsure {
		if p.sent.twice() {
			return fmt.Errorf("%w: %w", session.ErrUnknown, errRepeated)
		}
		code += codeUnsure
	}
	switch code {
	case codeNotFound:
		if p.sent.twice() && p.change.Move != nil && p.change.Retire <= 0 {
			return fmt.Errorf("%w: %w", session.ErrUnknown, errRepeated) // a move that leaves no trace
		}
		return session.ErrNotFound
	case codeRetired:
		return session.ErrRetired
	case codeConflict:
		return fmt.Errorf("%w: the session, or one of its keys, has another revision", session.ErrConflict)
	case codeTaken:
		return fmt.Errorf("%w: the new id is taken", session.ErrConflict)
	case codeNoTTL:
		return errNoTTL
	case codeOwner:
		return errOwner
	}
	return fmt.Errorf("%w: redisstore: unexpected reply: %d", session.ErrUnknown, code)
}

// parseOutcome reads the reply of apply.lua: an outcome or, below 0, a refusal.
func parseOutcome(reply any) (out outcome, code int64, err error) {
	switch reply := reply.(type) {
	case int64:
		if reply < 0 {
			return outcome{}, reply, nil
		}
		return outcome{rev: uint64(reply)}, 0, nil
	case []any:
		if len(reply) != 3 && len(reply) != 4 {
			return outcome{}, 0, errShape
		}
		rev, ok1 := reply[0].(int64)
		left, ok2 := reply[1].(int64)
		was, ok3 := reply[2].(string)
		if !ok1 || !ok2 || !ok3 || rev < 0 {
			return outcome{}, 0, errShape
		}
		out = outcome{rev: uint64(rev), listed: true, left: left, was: was}
		if len(reply) == 4 {
			fields, ok := reply[3].([]any)
			if !ok || len(fields)%2 != 0 {
				return outcome{}, 0, errShape
			}
			out.fields = fields
		}
		return out, 0, nil
	}
	return outcome{}, 0, errShape
}
