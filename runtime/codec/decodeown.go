package codec

import (
	"bytes"
	"encoding"
	"encoding/base64"
	"encoding/json"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
)

func readTime(r *Reader, v reflect.Value) error {
	t, err := r.time()
	if err != nil {
		return err
	}
	return set(v, t)
}

// time takes the forms of a date that peers send: RFC 3339, a date alone,
// milliseconds since 1970.
func (r *Reader) time() (t time.Time, err error) {
	switch r.peek() {
	case kindString:
		text, err := r.str()
		if err != nil {
			return t, err
		}
		if t, ok := utcTime(text); ok {
			return t, nil
		}
		if len(text) == len(time.DateOnly) {
			t, err = time.Parse(time.DateOnly, string(text))
		} else {
			err = t.UnmarshalText(text) // stricter than time.Parse
		}
		if err != nil {
			return t, notValid(string(text), "Date")
		}
	case kindNumber:
		text, err := r.number()
		if err != nil {
			return t, err
		}
		const most = 8.64e15 // JavaScript's
		ms, err := strconv.ParseFloat(string(text), 64)
		if err != nil || math.Abs(ms) > most {
			return t, notValid(string(text), "Date")
		}
		t = time.UnixMilli(int64(ms))
	default:
		return t, r.wrong("Date")
	}
	return t.UTC(), nil
}

// set assigns a value that is not of a basic kind.
func set[T any](v reflect.Value, to T) error {
	p, err := pointerTo[*T](v)
	if err == nil {
		*p = to
	}
	return err
}

// pointerTo returns the address of v as what it is known to be.
func pointerTo[P any](v reflect.Value) (P, error) {
	if !v.Addr().CanInterface() { // an unexported struct that is embedded under a name of its own
		var none P
		return none, notReceivable(v.Type())
	}
	return v.Addr().Interface().(P), nil
}

func readRaw(r *Reader, v reflect.Value) error {
	text, err := r.skip()
	if err != nil {
		return err
	}
	v.SetBytes(append([]byte(nil), text...))
	return nil
}

// readNumber takes what encoding/json takes for a json.Number, which includes
// a number in a string.
func readNumber(r *Reader, v reflect.Value) (err error) {
	var text []byte
	if r.peek() == kindString {
		if text, err = r.str(); err == nil && !isNumber(text) {
			err = notValid(string(text), "number")
		}
	} else {
		text, err = r.numberValue()
	}
	if err == nil {
		v.SetString(string(text))
	}
	return err
}

func readBytes(r *Reader, v reflect.Value) error {
	data, err := r.bytes()
	if err == nil {
		v.SetBytes(data)
	}
	return err
}

// bytes takes base64 of either alphabet, padded or not.
func (r *Reader) bytes() ([]byte, error) {
	if r.peek() != kindString {
		return nil, r.wrong("Uint8Array")
	}
	text, err := r.str()
	if err != nil {
		return nil, err
	}
	s := string(text)
	if len(s)%4 == 0 {
		s = strings.TrimSuffix(strings.TrimSuffix(s, "="), "=")
	}
	encoding := base64.RawStdEncoding
	if strings.ContainsAny(s, "-_") {
		encoding = base64.RawURLEncoding
	}
	data, err := encoding.DecodeString(s)
	if err != nil || strings.ContainsAny(s, "\r\n") { // which DecodeString passes over
		return nil, notValid(s, "base64")
	}
	return data, nil
}

// readJSONer leaves the value to the type, once it is known to be valid. It gets a
// copy: what it must not keep, but may, would be memory that somebody else's message
// goes into next.
func readJSONer(r *Reader, v reflect.Value) error {
	text, err := r.skip()
	if err != nil {
		return err
	}
	u, err := pointerTo[json.Unmarshaler](v)
	if err != nil {
		return err
	}
	if err := u.UnmarshalJSON(bytes.Clone(text)); err != nil {
		return ownError(err)
	}
	return nil
}

func readTexter(r *Reader, v reflect.Value) error {
	text, err := r.stringValue()
	if err != nil {
		return err
	}
	u, err := pointerTo[encoding.TextUnmarshaler](v)
	if err != nil {
		return err
	}
	if err := u.UnmarshalText(bytes.Clone(text)); err != nil {
		return ownError(err)
	}
	return nil
}
