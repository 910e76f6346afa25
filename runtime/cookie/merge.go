package cookie

import (
	"maps"

	"github.com/rpcgen/rpcgen/runtime"
)

// sessionKey is what the session id is called among a cookie's keys.
const sessionKey = "sessionId"

// Merge returns what a jar holds after an answer has arrived: base is the cookie
// that was sent with that call, theirs the one that came back, and ours what the
// jar holds now, after other calls may have changed it.
//
// What this call changed, from base to theirs, is taken; all else stays as ours
// has it. The session id is taken only if ours is still the one of base: else
// somebody has renewed it meanwhile, and an older id must not come back. A nil
// theirs is no change; an empty one removes what was in base.
//
// The result shares nothing with its arguments. It is nil only where ours and
// theirs are.
func Merge(base, theirs, ours *runtime.Cookie) *runtime.Cookie {
	if theirs == nil {
		return ours.Clone()
	}
	b, t, out := orEmpty(base), theirs.Clone(), orEmpty(ours.Clone())
	if out.SessionID == b.SessionID {
		out.SessionID = t.SessionID
	}
	if out.Values == nil {
		out.Values = make(map[string]any, len(t.Values))
	}
	for key := range b.Values {
		if _, kept := t.Values[key]; !kept {
			delete(out.Values, key)
		}
	}
	for key, value := range t.Values {
		if old, was := b.Values[key]; !was || !sameJSON(old, value) {
			out.Values[key] = value
		}
	}
	delete(out.Values, sessionKey) // it has its own field
	if len(out.Values) == 0 {
		out.Values = nil
	}
	return out
}

// orEmpty returns c, or an empty cookie for nil.
func orEmpty(c *runtime.Cookie) *runtime.Cookie {
	if c == nil {
		return &runtime.Cookie{}
	}
	return c
}

// sameCookie reports whether two cookies say the same on the wire.
func sameCookie(a, b *runtime.Cookie) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.SessionID == b.SessionID && maps.EqualFunc(a.Values, b.Values, sameJSON)
}
