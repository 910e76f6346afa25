package runtime

import (
	"encoding/json"
	"errors"
)

// MarshalJSON gives the cookie's form on the wire: one object with sessionId
// beside the values. This is not redacted. Codecs write cookies themselves.
func (c Cookie) MarshalJSON() ([]byte, error) {
	fields := make(map[string]any, len(c.Values)+1)
	for k, v := range c.Values {
		if k != sessionIDField {
			fields[k] = v
		}
	}
	if c.SessionID != "" {
		fields[sessionIDField] = c.SessionID
	}
	return json.Marshal(fields)
}

// UnmarshalJSON reads the form that [Cookie.MarshalJSON] writes. A null
// session id is taken as none. Errors do not quote the input.
func (c *Cookie) UnmarshalJSON(data []byte) error {
	var fields map[string]any
	if err := json.Unmarshal(data, &fields); err != nil {
		return errors.New("a cookie must be a JSON object")
	}
	var id string
	if v, ok := fields[sessionIDField]; ok && v != nil {
		if id, ok = v.(string); !ok {
			return errors.New("the sessionId of a cookie must be a string")
		}
	}
	delete(fields, sessionIDField)
	*c = Cookie{SessionID: id, Values: fields}
	return nil
}
