package check

import (
	"encoding"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// OneOf reports whether v is among the values.
func OneOf[T comparable](v T, values ...T) bool { return slices.Contains(values, v) }

// Pointer checks what v points to, if it is not nil.
func Pointer[T any](v *T, check func(*T) error) error {
	if v == nil {
		return nil
	}
	return check(v)
}

// List checks the elements of a slice or an array one after the other. The path of an
// element is its index.
func List[S ~[]T, T any](list S, check func(*T) error) error {
	for i := range list {
		if err := check(&list[i]); err != nil {
			return At(strconv.Itoa(i), err)
		}
	}
	return nil
}

// Map checks the values of a map. The path of a value is its key. Of several bad values
// it reports the one with the least key, so that the same map always gives the same error.
func Map[M ~map[K]V, K comparable, V any](m M, check func(*V) error) error {
	var least string
	var failed error
	for k, v := range m {
		if err := check(&v); err != nil {
			if key := text(k); failed == nil || key < least {
				least, failed = key, err
			}
		}
	}
	return At(clip(least), failed)
}

// text returns a key as it is on the wire.
func text(key any) string {
	v := reflect.ValueOf(key)
	if v.Kind() == reflect.String {
		return v.String()
	}
	if t, ok := key.(encoding.TextMarshaler); ok {
		if b, err := t.MarshalText(); err == nil {
			return string(b)
		}
	}
	switch {
	case v.CanInt():
		return strconv.FormatInt(v.Int(), 10)
	case v.CanUint():
		return strconv.FormatUint(v.Uint(), 10)
	}
	return v.Type().String()
}

// clip shortens a key, which a stranger has sent.
func clip(key string) string {
	const most = 64 // as package codec does
	if len(key) <= most {
		return key
	}
	return strings.ToValidUTF8(key[:most], "") + "…"
}
