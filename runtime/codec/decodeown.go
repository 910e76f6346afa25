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

// readInterface takes any value: into an any, for there is nothing that could
// go into another interface.
func readInterface(r *reader, v reflect.Value) error {
	if v.NumMethod() > 0 {
		if null, err := r.null(); null {
			v.SetZero()
			return err
		}
		return notReceivable(v.Type())
	}
	x, err := r.any()
	if err != nil {
		return err
	}
	if x == nil {
		v.SetZero()
	} else {
		v.Set(reflect.ValueOf(x))
	}
	return nil
}

// any takes a value of unknown type. Its errors have no path and quote nothing:
// cookies are read with it.
func (r *reader) any() (any, error) {
	switch k := r.peek(); k {
	case kindObject:
		return r.anyMap()
	case kindArray:
		return r.anySlice()
	case kindString:
		s, err := r.str()
		return string(s), err
	case kindNumber:
		text, err := r.number()
		if err != nil {
			return nil, err
		}
		f, err := strconv.ParseFloat(string(text), 64)
		if err != nil {
			return nil, invalid("A number is out of range.")
		}
		return f, nil
	case kindTrue, kindFalse:
		return k == kindTrue, r.skipKind(k)
	default:
		return nil, r.skipKind(k)
	}
}

func (r *reader) anyMap() (map[string]any, error) {
	if err := r.open(); err != nil {
		return nil, err
	}
	m := map[string]any{}
	for first := true; ; first = false {
		pos := r.pos
		name, more, err := r.name(first)
		if err != nil || !more {
			return m, err
		}
		key := string(name)
		if _, ok := m[key]; ok {
			return nil, duplicate(pos)
		}
		if m[key], err = r.any(); err != nil {
			return nil, err
		}
	}
}

func (r *reader) anySlice() ([]any, error) {
	if err := r.open(); err != nil {
		return nil, err
	}
	s := []any{}
	for {
		more, err := r.element(len(s) == 0)
		if err != nil || !more {
			return s, err
		}
		v, err := r.any()
		if err != nil {
			return nil, err
		}
		s = append(s, v)
	}
}
