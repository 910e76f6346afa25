package cache

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// An Entry is what is known of a run.
type Entry struct {
	Dirs []string // absolute
	Salt Salt
	// Sum is that of the directories in the state in which there is nothing to do,
	// "" if that is not known.
	Sum string
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
