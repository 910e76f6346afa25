package session

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
)

// A Session is the session of one call. It may be used by several goroutines at
// once. To a handler, a session that is not stored, has expired or has ended is
// empty and has no owner.
//
// What a method reads is loaded from the store once in a call; see the comment on
// the package. Writes fail with [ErrRetired] once the session has ended, with
// [ErrTooLarge], [ErrUnavailable] or [ErrUnknown] as these say, and all
// methods with [ErrNoSession] where the call has no session.
//
// A Session prints redacted.
type Session struct {
	m    *Manager // nil outside of a call with a session
	sent string   // the id that the handler sees in the request's cookie
	peer string   // the client's address

	keeper runtime.Keeper // where the client's half of a bound session is kept, or nil

	moving sync.Mutex // held while the id changes; before mu

	mu      sync.Mutex
	tok     token
	id      ID
	unseen  bool // the token was made in this call: the client does not know it
	minted  bool // for want of a good one from the client
	renewed bool // by this call
	ended   bool // by this call, or found so
	counted bool // by the limit for new sessions

	answered bool // the answer's cookie is made
	snap     *snapshot
	loading  bool          // a load is under way
	loaded   chan struct{} // closed when it is done; nil if nobody waits for that
	half     string        // of a bound session; "" if the client has brought none
	newHalf  bool          // it was made in this call
}

type sessionKey struct{}

var noSession = &Session{}

// From returns the session of the call that ctx belongs to. It is never nil: where
// there is no session, its methods return [ErrNoSession].
func From(ctx context.Context) *Session {
	if call := runtime.CallFrom(ctx); call != nil {
		if s, ok := call.Value(sessionKey{}).(*Session); ok {
			return s
		}
	}
	return noSession
}

// Mark returns what stands for the session's id in logs, the same for the same
// id within one process. It opens nothing.
func (s *Session) Mark() string {
	if s.m == nil {
		return runtime.Redact("")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return runtime.Redact(s.tok.text())
}

// String returns the session's mark.
func (s *Session) String() string { return "[session " + s.Mark() + "]" }

// Format prints what [Session.String] returns, whatever the verb.
func (s *Session) Format(f fmt.State, _ rune) { fmt.Fprint(f, s.String()) }

// LogValue makes log/slog print what [Session.String] returns.
func (s *Session) LogValue() slog.Value { return slog.StringValue(s.String()) }

// IsNew reports whether the id was made in this call, because the client brought
// none that is good. Nothing is asked of the store.
func (s *Session) IsNew() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.minted
}

// Owner returns who has logged in, "" if nobody has.
func (s *Session) Owner(ctx context.Context) (string, error) {
	v, err := s.view(ctx, true)
	if err != nil {
		return "", err
	}
	return v.snap.rec.Owner, nil
}

// Get reads the value of a key into the variable that v points to. It reports
// whether there is one. [Key] is the better way where the key is known beforehand.
func (s *Session) Get(ctx context.Context, name string, v any) (ok bool, err error) {
	return s.get(ctx, name, v, true)
}

// Peek is [Session.Get] for calls that do not count as a use of the session, such
// as those that a page makes on its own: it leaves the idle time running. A call
// that also does something else with the session is a use of it.
func (s *Session) Peek(ctx context.Context, name string, v any) (ok bool, err error) {
	return s.get(ctx, name, v, false)
}

func (s *Session) get(ctx context.Context, name string, v any, touch bool) (bool, error) {
	if err := checkName(name); err != nil {
		return false, err
	}
	now, err := s.view(ctx, touch)
	if err != nil {
		return false, err
	}
	return decode(name, now.snap.rec.Values[name].Data, v)
}

// Set gives a key a value, which must be one that encoding/json can write. It
// creates the session if need be.
func (s *Session) Set(ctx context.Context, name string, v any) error {
	if err := checkName(name); err != nil {
		return err
	}
	data, err := encode(name, v)
	if err != nil {
		return err
	}
	return s.write(ctx, Write{Key: name, Data: data, If: Any})
}

// Delete removes a key. It is no error if there is none.
func (s *Session) Delete(ctx context.Context, name string) error {
	if err := checkName(name); err != nil {
		return err
	}
	return s.write(ctx, Write{Key: name, If: Any})
}

// Reload takes a new snapshot: what follows in this call sees what others have
// written meanwhile.
func (s *Session) Reload(ctx context.Context) error {
	s.mu.Lock()
	if s.snap != nil && (s.snap.state == alive || s.snap.state == absent && !s.unseen) {
		s.snap = nil
	}
	s.mu.Unlock()
	_, err := s.view(ctx, true)
	return err
}

// SetLifetime changes how long this session lives after it was last used, and
// how long in any case since login. Neither may be shorter than the adoption window or
// longer than [WithRemember] allows.
func (s *Session) SetLifetime(ctx context.Context, idle, absolute time.Duration) error {
	if s.m == nil {
		return ErrNoSession
	}
	if low, high := s.m.adoption, s.m.longest(); min(idle, absolute) < low || max(idle, absolute) > high {
		return fmt.Errorf("session: a lifetime must be between %v and %v", low, high)
	}
	life := lifetime{Idle: idle, Absolute: absolute}
	data, err := json.Marshal(life)
	if err != nil {
		return err
	}
	return s.change(ctx, func(snap *snapshot) (Change, error) {
		ttl := life.ttl(snap.rec.Age)
		if ttl <= 0 {
			return Change{}, ErrRetired // it is older than it may become
		}
		w := Write{Key: lifeKey, Data: data, If: condition(snap.rec.Values[lifeKey])}
		return Change{If: snap.rec.Rev, TTL: ttl, Writes: []Write{w}}, nil
	})
}

// Remember makes this session live as long as [WithRemember] says, a week of
// idleness and a month at most, for people who tick "remember me". It does not
// shorten what [WithLifetime] gives to all.
func (s *Session) Remember(ctx context.Context) error {
	if s.m == nil {
		return ErrNoSession
	}
	absolute := s.m.longest()
	return s.SetLifetime(ctx, min(max(s.m.idle, s.m.rememberIdle), absolute), absolute)
}
