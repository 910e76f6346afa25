package session

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"

	"github.com/rpcgen/rpcgen/runtime"
)

// binderKey holds, in a session that is bound, the SHA-256 of the client's half.
const binderKey = reserved + "binder"

// WithBinder binds sessions to their clients: the id in the cookie then opens
// nothing without a second half, which the transport keeps at the client where
// scripts cannot read it. A script that steals the id from a page cannot carry the
// session away. It needs a transport that can keep the half and is told to do
// so, such as HTTP with httprpc.WithBinder; see [runtime.Keeper].
//
// A session is bound when it is created, and gets a new half with every new id
// that Login and Renew give it. Sessions that were stored before this option was
// there go on unbound until then. So do those of calls whose transport keeps
// nothing, such as calls in process: they see a bound session as one that has ended.
//
// To a caller without the right half, a bound session has ended: it is empty,
// writes fail with [ErrRetired], and the client is told to forget the id. So
// clients that keep no half, such as browsers without HTTP cookies, have no lasting
// sessions. An id that was never stored and comes without a half gets a new one at
// its first write.
//
// A bound session stays bound when this option goes: managers without it ask for
// the half all the same.
func WithBinder() Option { return func(c *config) { c.binder = true } }

// A half of 128 bits is carried as base64url, of which the store gets a hash.
const halfBytes = 16

func newHalf() string {
	var raw [halfBytes]byte
	_, _ = rand.Read(raw[:]) // it never fails, see crypto/rand
	return base64.RawURLEncoding.EncodeToString(raw[:])
}

// keptHalf returns the half that came with a call, "" for anything that this
// package has not made.
func keptHalf(k runtime.Keeper) string {
	if k == nil {
		return ""
	}
	half := k.Kept()
	raw, err := base64.RawURLEncoding.Strict().DecodeString(half)
	if err != nil || len(raw) != halfBytes {
		return ""
	}
	return half
}

func hashHalf(half string) []byte {
	sum := sha256.Sum256([]byte(half))
	return sum[:]
}

// warnUnbound tells the operator, once, that calls of a network come over a transport
// that is not set up to keep halves, so that their sessions stay unbound.
func (m *Manager) warnUnbound(call *runtime.Call) {
	if m.binder && call.Keeper() == nil && call.Peer != "" {
		m.unbound.Do(func() {
			m.log().Warn("rpcgen: sessions stay unbound, as the transport keeps no half of them; give it its own option for that, such as httprpc.WithBinder")
		})
	}
}

// binds reports whether sessions that this call creates or moves are to be bound.
func (s *Session) binds() bool { return s.m.binder && s.keeper != nil }

// ownHalf returns the half that belongs to this call's client, a new one if it
// has none. The caller holds s.mu, or is alone.
func (s *Session) ownHalf() string {
	if s.half == "" {
		s.half, s.newHalf = newHalf(), true
	}
	return s.half
}

// binding is what is written with a new session: the hash of the client's half. A
// client that has one keeps it, since its calls may run at once and each of
// them may be the one that creates the session. A call that binds nothing makes
// sure that nobody else has bound the session since it was seen as absent.
func (s *Session) binding() []Write {
	switch {
	case s.binds():
		s.mu.Lock()
		defer s.mu.Unlock()
		return []Write{{Key: binderKey, Data: hashHalf(s.ownHalf()), If: Absent}}
	case s.m.binder || s.keeper != nil:
		return []Write{{Key: binderKey, If: Absent}}
	}
	return nil
}

// lacksHalf reports whether the client should have a half and has brought none.
func (s *Session) lacksHalf() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.binds() && s.half == ""
}

// rebinding returns the half for a new id, if the session is to be bound, and the
// write that goes with it. The session must still be bound as it was when this
// call was let in: one that was absent may have become another client's.
func (s *Session) rebinding(snap *snapshot) (half string, writes []Write) {
	switch {
	case s.binds():
		half = newHalf()
		return half, []Write{{Key: binderKey, Data: hashHalf(half), If: condition(snap.rec.Values[binderKey])}}
	case snap.state != alive:
		return "", s.binding()
	}
	return "", nil
}

// admit returns a session as this call may see it. One that is bound has ended for
// a client without its half.
func (s *Session) admit(snap *snapshot) *snapshot {
	want := snap.rec.Values[binderKey].Data
	if want == nil {
		return snap
	}
	s.mu.Lock()
	half := s.half
	s.mu.Unlock()
	if half != "" && subtle.ConstantTimeCompare(want, hashHalf(half)) == 1 {
		return snap
	}
	return s.m.nothing(retired)
}

// handHalf gives the client a half that was made in this call, if it is told an
// id that goes with it. The caller holds s.mu.
func (s *Session) handHalf() {
	if !s.binds() || s.ended || !s.minted && !s.renewed {
		return
	}
	if half := s.ownHalf(); s.newHalf {
		s.keeper.Keep(half)
	}
}
