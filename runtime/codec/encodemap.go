package codec

import (
	"encoding"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// An entry is a map's key, as it is written, with its value.
type entry struct {
	key   string
	value reflect.Value
	any   any // in a map[string]any, in place of value
}

// sorted sorts the entries from the given one on. No two may have one key: we
// would refuse to read them.
func (w *Writer) sorted(from int) error {
	entries := w.entries[from:]
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.key, b.key) })
	for i := 1; i < len(entries); i++ {
		if entries[i].key == entries[i-1].key {
			return cannotWrite("two keys of the map are the same text")
		}
	}
	return nil
}

// key makes room for the i-th name of an object and writes it.
func (w *Writer) key(first bool, name string) {
	if !first {
		w.buf = append(w.buf, ',')
	}
	w.buf = append(appendString(w.buf, name), ':')
}

// clean returns the key as it will be written and read.
func clean(key string) string {
	if utf8.ValidString(key) {
		return key
	}
	return string([]rune(key)) // each bad byte becomes U+FFFD
}

func (w *Writer) anyMap(m map[string]any) error {
	if err := w.open('{'); err != nil {
		return err
	}
	from := len(w.entries)
	for k, v := range m {
		w.entries = append(w.entries, entry{key: clean(k), any: v})
	}
	if err := w.sorted(from); err != nil {
		return err
	}
	for i := range len(m) {
		e := w.entries[from+i]
		w.key(i == 0, e.key)
		if err := w.value(e.any); err != nil {
			return within(err, e.key)
		}
	}
	w.forget(from)
	w.close('}')
	return nil
}

func mapEncoder(pl *planner[encoder], t reflect.Type) func(*Writer, reflect.Value) error {
	keyText, elem := keyEncoder(t.Key()), pl.of(t.Elem())
	if keyText == nil {
		return func(*Writer, reflect.Value) error { return cannotWrite("a key of type %s cannot be sent", t.Key()) }
	}
	return func(w *Writer, v reflect.Value) error {
		if t == anyMapType && v.CanInterface() {
			return w.anyMap(v.Interface().(map[string]any))
		}
		if err := w.open('{'); err != nil {
			return err
		}
		from := len(w.entries)
		key := reflect.New(t.Key()).Elem()
		for it := v.MapRange(); it.Next(); {
			key.SetIterKey(it)
			text, err := keyText(key)
			if err != nil {
				return err
			}
			w.entries = append(w.entries, entry{key: clean(text), value: it.Value()})
		}
		if err := w.sorted(from); err != nil {
			return err
		}
		for i := range len(w.entries) - from {
			e := w.entries[from+i]
			w.key(i == 0, e.key)
			if err := elem.write(w, e.value); err != nil {
				return within(err, e.key)
			}
		}
		w.forget(from)
		w.close('}')
		return nil
	}
}

// keyEncoder returns how keys of type t are written, nil if they cannot be.
func keyEncoder(t reflect.Type) func(reflect.Value) (string, error) {
	k := t.Kind()
	// A string that only writes itself as another text is not read back from it.
	own := t.Implements(textMarshalerType) && (k != reflect.String || reflect.PointerTo(t).Implements(textUnmarshalerType))
	switch {
	case own:
		return func(v reflect.Value) (string, error) {
			if k == reflect.Pointer && v.IsNil() {
				return "", nil
			}
			m, ok := v.Interface().(encoding.TextMarshaler)
			if !ok {
				return "", cannotWrite("a nil key cannot be sent")
			}
			text, err := m.MarshalText()
			if err != nil {
				return "", ownWriteError(t, "MarshalText", err)
			}
			return string(text), nil
		}
	case k == reflect.String:
		return func(v reflect.Value) (string, error) { return v.String(), nil }
	case k >= reflect.Int && k <= reflect.Int64:
		return func(v reflect.Value) (string, error) { return strconv.FormatInt(v.Int(), 10), nil }
	case k >= reflect.Uint && k <= reflect.Uintptr:
		return func(v reflect.Value) (string, error) { return strconv.FormatUint(v.Uint(), 10), nil }
	}
	return nil
}
