package runtime

import (
	"maps"
	"slices"
)

// A Cookie is the data that travels in the body of every call under the name
// __cookie: the server returns it, the client stores it and sends it with its
// next call. In JSON it is one object, with the session id as "sessionId".
//
// Three things are different: a nil *Cookie (in a request, the client has none;
// in a response, no change), an empty one (in a response it clears the
// client's), and one that holds something.
//
// A Cookie prints redacted, through fmt and log/slog: its session id is a key to
// somebody's session. encoding/json writes it in full, so do not log a whole
// request as JSON, which slog.JSONHandler does with a struct; nor keep a Cookie
// by value in an unexported field, which fmt prints without asking.
type Cookie struct {
	// SessionID names the session on the server, "" if there is none. The session
	// manager sets it; a client can neither guess nor make one.
	SessionID string
	// Values are the other fields: JSON values, which is nil, bool, float64,
	// string, []any and map[string]any once they have travelled. A client can
	// write them as it likes.
	Values map[string]any
}

// sessionIDField is the cookie's one typed field. It cannot be a key of Values.
const sessionIDField = "sessionId"

// IsEmpty reports whether the cookie holds nothing. A nil cookie is empty too.
func (c *Cookie) IsEmpty() bool { return c == nil || c.SessionID == "" && len(c.Values) == 0 }

// Clone returns a deep copy. The copy of a nil cookie is nil.
//
// Values of the types named at [Cookie] are copied to the bottom. A value of
// any other type, which can only be there before the cookie has travelled, is
// shared.
func (c *Cookie) Clone() *Cookie {
	if c == nil {
		return nil
	}
	return &Cookie{SessionID: c.SessionID, Values: cloneValues(c.Values)}
}

func cloneValues(values map[string]any) map[string]any {
	if values == nil {
		return nil
	}
	out := maps.Clone(values)
	for k, v := range out {
		out[k] = cloneValue(v)
	}
	return out
}

func cloneValue(v any) any {
	switch v := v.(type) {
	case map[string]any:
		return cloneValues(v)
	case []any:
		out := slices.Clone(v)
		for i, e := range out {
			out[i] = cloneValue(e)
		}
		return out
	}
	return v
}
