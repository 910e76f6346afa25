package codec

import (
	"encoding"
	"reflect"
	"strconv"
)

func mapDecoder(pl *planner[decoder], t reflect.Type) func(*Reader, reflect.Value) error {
	elem, setKey := pl.of(t.Elem()), keyDecoder(t.Key())
	if setKey == nil {
		return func(*Reader, reflect.Value) error {
			return notReceivable(t)
		}
	}
	return func(r *Reader, v reflect.Value) error {
		if r.peek() != kindObject {
			return r.wrong("Object")
		}
		if t == anyMapType {
			m, err := r.anyMap()
			if err == nil {
				v.Set(reflect.ValueOf(m))
			}
			return err
		}
		if err := r.open(); err != nil {
			return err
		}
		m := reflect.MakeMap(t)
		key, value := reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
		for first := true; ; first = false {
			start := r.pos
			name, more, err := r.name(first)
			if err != nil {
				return err
			}
			if !more {
				v.Set(m)
				return nil
			}
			text := string(name)
			key.SetZero()
			if err := setKey(key, text); err != nil {
				return err
			}
			value.SetZero()
			if err := elem.read(r, value); err != nil {
				return at(err, text)
			}
			before := m.Len()
			if m.SetMapIndex(key, value); m.Len() == before {
				return duplicate(start)
			}
		}
	}
}

// keyDecoder returns what sets a key of type t, nil if there are no such keys.
func keyDecoder(t reflect.Type) func(reflect.Value, string) error {
	switch k := t.Kind(); {
	case reflect.PointerTo(t).Implements(textUnmarshalerType): // of a string, too: it may refuse
		return func(v reflect.Value, s string) error {
			return keyError(s, v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(s)))
		}
	case k == reflect.String:
		return func(v reflect.Value, s string) error {
			v.SetString(s)
			return nil
		}
	case k == reflect.Pointer && t.Implements(textUnmarshalerType):
		return func(v reflect.Value, s string) error {
			v.Set(reflect.New(t.Elem()))
			return keyError(s, v.Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(s)))
		}
	case k >= reflect.Int && k <= reflect.Int64:
		return func(v reflect.Value, s string) error {
			n, err := strconv.ParseInt(s, 10, t.Bits())
			if err != nil || strconv.FormatInt(n, 10) != s { // "01" is not how we write 1
				return badKey(s)
			}
			v.SetInt(n)
			return nil
		}
	case k >= reflect.Uint && k <= reflect.Uintptr:
		return func(v reflect.Value, s string) error {
			n, err := strconv.ParseUint(s, 10, t.Bits())
			if err != nil || strconv.FormatUint(n, 10) != s {
				return badKey(s)
			}
			v.SetUint(n)
			return nil
		}
	}
	return nil
}

func badKey(s string) error {
	return invalid("`" + clip(s, mostOfName) + "` is not a valid key, the key here should be a `number`.")
}

// keyError is about a key that the type's own UnmarshalText has refused.
func keyError(key string, err error) error {
	if err == nil {
		return nil
	}
	return at(ownError(err), key)
}
