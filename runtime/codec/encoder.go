package codec

import (
	"reflect"
	"strconv"
)

// An encoder is how values of one type are written.
type encoder struct {
	write func(*Writer, reflect.Value) error
}

var encoders = &plans[encoder]{}

func init() { encoders.make = makeEncoder } // it and encoders need one another

func encoderOf(t reflect.Type) *encoder { return encoders.of(t) }

// makeEncoder completes e for type t. A type's own methods come first; those of
// its pointer count where the value has an address, as in encoding/json.
func makeEncoder(pl *planner[encoder], e *encoder, t reflect.Type) {
	switch {
	case t == cookieType:
		e.write = writeCookie
	case t == timeType:
		e.write = writeTime
	case t == rawType:
		e.write = writeRaw
	case t.Kind() == reflect.Pointer || t.Kind() == reflect.Interface:
		e.write = encodeKind(pl, t) // it is what they lead to that has methods
	case t.Implements(marshalerType):
		e.write = writeJSONer
	case reflect.PointerTo(t).Implements(marshalerType):
		e.write = addressably(writeJSONer)
	case !t.Implements(textMarshalerType) && reflect.PointerTo(t).Implements(textMarshalerType):
		e.write = addressably(writeTexter)
	default:
		e.write = encodeText(pl, t)
	}
}

// encodeText is for types without a MarshalJSON of their own.
func encodeText(pl *planner[encoder], t reflect.Type) func(*Writer, reflect.Value) error {
	if t.Implements(textMarshalerType) {
		return writeTexter
	}
	return encodeKind(pl, t)
}

// addressably calls a method of the pointer, to a copy where the value has no
// address, such as a map's. What is read by the type's own method must have been
// written by its own.
func addressably(write func(*Writer, reflect.Value) error) func(*Writer, reflect.Value) error {
	return func(w *Writer, v reflect.Value) error {
		if !v.CanInterface() {
			return hidden(v)
		}
		if !v.CanAddr() {
			c := reflect.New(v.Type()).Elem()
			c.Set(v)
			v = c
		}
		return write(w, v.Addr())
	}
}

// encodeKind is for types without methods of their own.
func encodeKind(pl *planner[encoder], t reflect.Type) func(*Writer, reflect.Value) error {
	switch k := t.Kind(); k {
	case reflect.Bool, reflect.String,
		reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr,
		reflect.Float32, reflect.Float64:
		return scalarEncoder(t)
	case reflect.Interface:
		return func(w *Writer, v reflect.Value) error {
			if v.IsNil() {
				w.text("null")
				return nil
			}
			return w.inner(v.Elem())
		}
	case reflect.Pointer:
		return pointerEncoder(pl, t)
	case reflect.Struct:
		return structEncoder(pl, t)
	case reflect.Map:
		return mapEncoder(pl, t)
	case reflect.Slice:
		if isBytes(t) {
			return func(w *Writer, v reflect.Value) error {
				w.buf = appendBytes(w.buf, v.Bytes())
				return nil
			}
		}
		return listEncoder(pl, t)
	case reflect.Array:
		return listEncoder(pl, t)
	default: // chan, func, complex and unsafe pointers
		return func(*Writer, reflect.Value) error {
			return cannotWrite("a %s cannot be sent", t)
		}
	}
}

func scalarEncoder(t reflect.Type) func(*Writer, reflect.Value) error {
	switch k := t.Kind(); {
	case t == numberType:
		return writeNumber
	case k == reflect.Bool:
		return func(w *Writer, v reflect.Value) error {
			w.buf = strconv.AppendBool(w.buf, v.Bool())
			return nil
		}
	case k == reflect.String:
		return func(w *Writer, v reflect.Value) error {
			w.buf = appendString(w.buf, v.String())
			return nil
		}
	case k <= reflect.Int64:
		return func(w *Writer, v reflect.Value) error {
			w.buf = strconv.AppendInt(w.buf, v.Int(), 10)
			return nil
		}
	case k <= reflect.Uintptr:
		return func(w *Writer, v reflect.Value) error {
			w.buf = strconv.AppendUint(w.buf, v.Uint(), 10)
			return nil
		}
	default:
		bits := t.Bits()
		return func(w *Writer, v reflect.Value) error { return w.float(v.Float(), bits) }
	}
}

// quotedEncoder is for fields with the option string: the value's JSON becomes
// the text of a string.
func quotedEncoder(pl *planner[encoder], t reflect.Type) func(*Writer, reflect.Value) error {
	if t.Kind() == reflect.Pointer {
		inner := quotedEncoder(pl, t.Elem())
		return func(w *Writer, v reflect.Value) error { // never nil: see structEncoder
			return inner(w, v.Elem())
		}
	}
	plain := pl.of(t)
	switch {
	case ownJSON(t) || ownText(t):
		return func(w *Writer, v reflect.Value) error { return plain.write(w, v) }
	case t.Kind() == reflect.String && t != numberType:
		return func(w *Writer, v reflect.Value) error {
			w.buf = appendString(w.buf, string(appendString(nil, v.String())))
			return nil
		}
	}
	return func(w *Writer, v reflect.Value) error {
		w.buf = append(w.buf, '"')
		err := plain.write(w, v)
		w.buf = append(w.buf, '"')
		return err
	}
}

func pointerEncoder(pl *planner[encoder], t reflect.Type) func(*Writer, reflect.Value) error {
	if endless(t) {
		return func(*Writer, reflect.Value) error { return cannotWrite("a %s never comes to a value", t) }
	}
	elem := pl.of(t.Elem())
	return func(w *Writer, v reflect.Value) error {
		if v.IsNil() {
			w.text("null")
			return nil
		}
		return elem.write(w, v.Elem())
	}
}

func listEncoder(pl *planner[encoder], t reflect.Type) func(*Writer, reflect.Value) error {
	elem := pl.of(t.Elem())
	return func(w *Writer, v reflect.Value) error {
		if err := w.open('['); err != nil {
			return err
		}
		for i := range v.Len() {
			if i > 0 {
				w.buf = append(w.buf, ',')
			}
			if err := elem.write(w, v.Index(i)); err != nil {
				return within(err, strconv.Itoa(i))
			}
		}
		w.close(']')
		return nil
	}
}
