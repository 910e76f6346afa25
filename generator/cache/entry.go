package cache

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
)

// An Entry is what is known of a run.
type Entry struct {
	Dirs    []string // absolute, sorted
	State   string   // of Dirs, as [State] gives it
	Settled bool     // a whole run had nothing to do in this state
}

// Current says whether everything is as it was when the entry was made.
func (e *Entry) Current() bool {
	if e == nil || len(e.Dirs) == 0 {
		return false
	}
	state, ok := State(e.Dirs)
	return ok && state == e.State
}

// Next returns the entry after a run. Before is the entry that was current when
// the run began, nil if none was; changed says whether the run changed anything.
// It returns nil if the state cannot be read.
func Next(before *Entry, dirs []string, changed bool) *Entry {
	e := &Entry{Dirs: slices.Compact(slices.Sorted(slices.Values(dirs)))}
	var ok bool
	if e.State, ok = State(e.Dirs); !ok {
		return nil
	}
	e.Settled = !changed && before != nil && before.State == e.State && slices.Equal(before.Dirs, e.Dirs)
	return e
}

// encode returns the entry with a checksum before it, which covers the key too.
func (e *Entry) encode(key string) ([]byte, error) {
	data, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	return append([]byte(checksum(key, data)+"\n"), data...), nil
}

// decode reads what encode wrote. Anything else is nil.
func decode(key string, data []byte) *Entry {
	const length = sha256.Size * 2
	if len(data) <= length || data[length] != '\n' || string(data[:length]) != checksum(key, data[length+1:]) {
		return nil
	}
	e := new(Entry)
	if json.Unmarshal(data[length+1:], e) != nil {
		return nil
	}
	return e
}

func checksum(key string, data []byte) string {
	h := sha256.New()
	h.Write([]byte(key))
	h.Write(data)
	return hex.EncodeToString(h.Sum(nil))
}
