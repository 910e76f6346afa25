package cookie

import (
	"encoding"
	"encoding/json"
	"maps"
	"math/big"
	"reflect"
	"slices"
)

// sameJSON reports whether two values mean the same in JSON: 1 and 1.0 do, and
// so do a nil slice and an empty one, as both are written [].
func sameJSON(a, b any) bool {
	switch x := a.(type) { // what cookies hold once they have travelled
	case nil:
		if b == nil {
			return true
		}
	case string:
		if y, ok := b.(string); ok {
			return x == y
		}
	case bool:
		if y, ok := b.(bool); ok {
			return x == y
		}
	case float64:
		if y, ok := b.(float64); ok {
			return x == y
		}
	case []any:
		if y, ok := b.([]any); ok {
			return slices.EqualFunc(x, y, sameJSON)
		}
	case map[string]any:
		if y, ok := b.(map[string]any); ok {
			return maps.EqualFunc(x, y, sameJSON)
		}
	}
	return sameOther(a, b)
}

// sameOther compares values of which at least one has not travelled yet, such
// as an int or a struct that a program has put into a cookie.
func sameOther(a, b any) bool {
	x, isNumber := number(a)
	if y, isToo := number(b); isNumber && isToo {
		return x.Cmp(y) == 0
	}
	if plain(a) && plain(b) {
		return false // of different kinds, or sameJSON had compared them
	}
	a, errA := travelled(a)
	b, errB := travelled(b)
	return errA == nil && errB == nil && sameJSON(a, b)
}

// number returns a Go number exactly, as an int64 and a float64 differ in what
// they can tell apart. NaN and the infinities are no JSON.
func number(v any) (*big.Float, bool) {
	switch v.(type) {
	case nil, json.Marshaler, encoding.TextMarshaler:
		return nil, false
	}
	rv := reflect.ValueOf(v)
	switch {
	case rv.CanInt():
		return new(big.Float).SetInt64(rv.Int()), true
	case rv.CanUint():
		return new(big.Float).SetUint64(rv.Uint()), true
	case rv.CanFloat() && rv.Float()-rv.Float() == 0:
		return new(big.Float).SetFloat64(rv.Float()), true
	}
	return nil, false
}

// plain reports whether v is of a type that reading JSON gives.
func plain(v any) bool {
	switch v.(type) {
	case nil, bool, string, float64, []any, map[string]any:
		return true
	}
	return false
}

// travelled returns v as it comes out at the other side.
func travelled(v any) (out any, err error) {
	data, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(data, &out)
	}
	return out, err
}
