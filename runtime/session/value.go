package session

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Values are stored as encoding/json writes them. Only this program reads them
// back, into the types it wrote them from, so the stricter rules of the wire
// would bring nothing, and a field that was added to a type later is just empty.

func encode(name string, v any) ([]byte, error) {
	switch v := v.(type) { // the usual counters and flags, without reflection
	case int:
		return strconv.AppendInt(nil, int64(v), 10), nil
	case int64:
		return strconv.AppendInt(nil, v, 10), nil
	case bool:
		return strconv.AppendBool(nil, v), nil
	}
	data, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("session: value of %q: %w", name, err)
	}
	return data, nil
}

func decode(name string, data []byte, v any) (bool, error) {
	if data == nil {
		return false, nil
	}
	switch p := v.(type) {
	case *int:
		if n, ok := decimal(data, strconv.IntSize); ok {
			*p = int(n)
			return true, nil
		}
	case *int64:
		if n, ok := decimal(data, 64); ok {
			*p = n
			return true, nil
		}
	}
	if err := json.Unmarshal(data, v); err != nil {
		return false, fmt.Errorf("session: value of %q does not fit a %T: %w", name, v, err)
	}
	return true, nil
}

// decimal reads a number as encode writes it. All else is left to encoding/json.
func decimal(data []byte, bits int) (int64, bool) {
	digits := bytes.TrimPrefix(data, []byte("-"))
	if len(digits) == 0 || digits[0] < '1' || digits[0] > '9' {
		return 0, string(data) == "0"
	}
	n, err := strconv.ParseInt(string(data), 10, bits)
	return n, err == nil
}

// checkName holds names to what every store can keep.
func checkName(name string) error {
	switch {
	case name == "":
		return errors.New("session: a key needs a name")
	case len(name) > DefaultMaxKey:
		return fmt.Errorf("session: a key's name may have %d bytes, not %d", DefaultMaxKey, len(name))
	case strings.HasPrefix(name, reserved):
		return fmt.Errorf("session: key %q: names that begin with %s are reserved", name, reserved)
	case !utf8.ValidString(name) || strings.ContainsRune(name, 0):
		return fmt.Errorf("session: key %q: names must be UTF-8 without NUL", name)
	}
	return nil
}

// checkOwner does the same for owners.
func checkOwner(owner string) error {
	switch {
	case owner == "":
		return errors.New("session: an owner needs a name")
	case len(owner) > maxOwner:
		return fmt.Errorf("session: an owner's name may have %d bytes, not %d", maxOwner, len(owner))
	case strings.HasPrefix(owner, reserved):
		return fmt.Errorf("session: names of owners that begin with %s are reserved", reserved)
	case !utf8.ValidString(owner) || strings.ContainsRune(owner, 0):
		return errors.New("session: names of owners must be UTF-8 without NUL")
	}
	return nil
}

// fits checks that a session is within the limits after some writes.
func (c *config) fits(values map[string]Entry, writes []Write) error {
	keys, total := 0, 0
	count := func(name string, data []byte, n int) {
		if data != nil {
			keys += n
			total += n * (len(name) + len(data))
		}
	}
	for name, e := range values {
		count(name, e.Data, 1)
	}
	grows := false
	for _, w := range writes {
		if len(w.Data) > c.maxValue {
			return fmt.Errorf("%w: the value of %q has %d bytes, the limit is %d", ErrTooLarge, w.Key, len(w.Data), c.maxValue)
		}
		old := values[w.Key].Data
		grows = grows || len(w.Data) > len(old)
		count(w.Key, old, -1)
		count(w.Key, w.Data, 1)
	}
	switch {
	case !grows: // whatever there was, it does not get worse
	case keys > c.maxKeys:
		return fmt.Errorf("%w: it would have %d keys, the limit is %d", ErrTooLarge, keys, c.maxKeys)
	case total > c.maxTotal:
		return fmt.Errorf("%w: it would have %d bytes, the limit is %d", ErrTooLarge, total, c.maxTotal)
	}
	return nil
}
