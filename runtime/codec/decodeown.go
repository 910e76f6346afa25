package codec

import (
	"encoding"
	"encoding/base64"
	"encoding/json"
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// readTime takes the forms of a date that peers send: RFC 3339, a date alone,
// milliseconds since 1970.
func readTime(r *reader, v reflect.Value) error {
	var t time.Time
	switch r.peek() {
	case kindString:
		text, err := r.str()
		if err != nil {
			return err
		}
		if len(text) == len(time.DateOnly) {
			t, err = time.Parse(time.DateOnly, string(text))
		} else {
			err = t.UnmarshalText(text) // stricter than time.Parse
		}
		if err != nil {
			return notValid(string(text), "Date")
		}
	case kindNumber:
		text, err := r.number()
		if err != nil {
			return err
		}
		const most = 8.64e15 // JavaScript's
		ms, err := strconv.ParseFloat(string(text), 64)
		if err != nil || math.Abs(ms) > most {
			return notValid(string(text), "Date")
		}
		t = time.UnixMilli(int64(ms))
	default:
		return r.wrong("Date")
	}
	return set(v, t.UTC())
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

func readRaw(r *reader, v reflect.Value) error {
	text, err := r.skip()
	if err != nil {
		return err
	}
	v.SetBytes(append([]byte(nil), text...))
	return nil
}

// readNumber takes what encoding/json takes for a json.Number, which includes
// a number in a string.
func readNumber(r *reader, v reflect.Value) (err error) {
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

// readBytes takes base64 of either alphabet, padded or not.
func readBytes(r *reader, v reflect.Value) error {
	if r.peek() != kindString {
		return r.wrong("Uint8Array")
	}
	text, err := r.str()
	if err != nil {
		return err
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
		return notValid(s, "base64")
	}
	v.SetBytes(data)
	return nil
}

// readJSONer leaves the value to the type, once it is known to be valid.
func readJSONer(r *reader, v reflect.Value) error {
	text, err := r.skip()
	if err != nil {
		return err
	}
	u, err := pointerTo[json.Unmarshaler](v)
	if err != nil {
		return err
	}
	if err := u.UnmarshalJSON(text); err != nil {
		return ownError(err)
	}
	return nil
}

func readTexter(r *reader, v reflect.Value) error {
	text, err := r.stringValue()
	if err != nil {
		return err
	}
	u, err := pointerTo[encoding.TextUnmarshaler](v)
	if err != nil {
		return err
	}
	if err := u.UnmarshalText(text); err != nil {
		return ownError(err)
	}
	return nil
}
