package codec

import (
	"encoding"
	"encoding/json"
	"reflect"
	"time"
)

func writeTime(w *Writer, v reflect.Value) error {
	if !v.CanInterface() {
		return hidden(v)
	}
	var t time.Time
	if v.CanAddr() { // which spares a copy on the heap
		t = *v.Addr().Interface().(*time.Time)
	} else {
		t = v.Interface().(time.Time)
	}
	var ok bool
	if w.buf, ok = appendTime(w.buf, t); !ok {
		return cannotWrite("the year %d cannot be written", t.UTC().Year())
	}
	return nil
}

func writeNumber(w *Writer, v reflect.Value) error {
	n := v.String()
	if n == "" {
		n = "0" // as encoding/json does
	}
	if !isNumber([]byte(n)) {
		return cannotWrite("%q is not a number", clip(n, mostOfName))
	}
	w.text(n)
	return nil
}

func writeRaw(w *Writer, v reflect.Value) error { return w.rawMessage(v.Bytes()) }

// rawMessage writes a JSON text as it stands, null if it is nil.
func (w *Writer) rawMessage(text []byte) error {
	if text == nil {
		w.text("null")
		return nil
	}
	return w.raw("json.RawMessage", text)
}

// raw writes a JSON text of somebody else's, after a check that we could read
// it ourselves.
func (w *Writer) raw(source string, text []byte) error {
	r := newReader(text)
	defer r.free()
	r.depth, r.maxDepth = w.depth, w.maxDepth
	_, err := r.skip()
	if err == nil {
		err = r.end()
	}
	if err != nil {
		return cannotWrite("%s: %w", source, err)
	}
	w.buf = appendCompact(w.buf, text)
	return nil
}

func writeJSONer(w *Writer, v reflect.Value) error {
	if !v.CanInterface() {
		return hidden(v)
	}
	text, err := v.Interface().(json.Marshaler).MarshalJSON()
	if err != nil {
		return ownWriteError(v.Type(), "MarshalJSON", err)
	}
	return w.raw("MarshalJSON of "+v.Type().String(), text)
}

func writeTexter(w *Writer, v reflect.Value) error {
	if !v.CanInterface() {
		return hidden(v)
	}
	text, err := v.Interface().(encoding.TextMarshaler).MarshalText()
	if err != nil {
		return ownWriteError(v.Type(), "MarshalText", err)
	}
	w.buf = appendString(w.buf, string(text))
	return nil
}

// hidden is the error of a value that Go does not let us call methods of: an
// unexported struct that is embedded under a name of its own.
func hidden(v reflect.Value) error {
	return cannotWrite("a %s in an unexported field", v.Type())
}
