package codec

import (
	"encoding/json"
	"reflect"
	"strconv"
	"time"
	"unicode/utf8"
	"unsafe"

	"github.com/rpcgen/rpcgen/runtime"
)

// The functions below write one value each and are called by generated code. They
// fail as [Register] says.

// Open begins an object with the given fields.
func (w *Writer) Open(fields *FieldList) {
	if !fields.matches() || w.open('{') != nil {
		w.fail()
	}
}

// Text writes the name of an object's field, with its quotes, its colon and, where
// another field is always before it, a comma.
func (w *Writer) Text(name string) { w.buf = append(w.buf, name...) }

// Name writes the name of an object's field, with its quotes and its colon, behind
// fields that may have been left out.
func (w *Writer) Name(name string) {
	if n := len(w.buf); n > 0 && w.buf[n-1] != '{' {
		w.buf = append(w.buf, ',')
	}
	w.buf = append(w.buf, name...)
}

// Close ends an object.
func (w *Writer) Close() { w.close('}') }

// Cookie writes the field of a message's cookie, nothing if there is none.
func (w *Writer) Cookie(c *runtime.Cookie) {
	if c != nil {
		w.Name(`"__cookie":`)
		if !w.onlySession(c) {
			w.check(w.cookie(c))
		}
	}
}

// WriteString writes a string.
func WriteString[S ~string](w *Writer, v *S) { w.buf = appendString(w.buf, string(*v)) }

// WriteBool writes true or false.
func WriteBool[B ~bool](w *Writer, v *B) { w.buf = strconv.AppendBool(w.buf, bool(*v)) }

// WriteInt writes an integer.
func WriteInt[I Signed](w *Writer, v *I) { w.buf = strconv.AppendInt(w.buf, int64(*v), 10) }

// WriteUint writes an integer without a sign.
func WriteUint[U Unsigned](w *Writer, v *U) { w.buf = strconv.AppendUint(w.buf, uint64(*v), 10) }

// WriteFloat writes a number.
func WriteFloat[F Float](w *Writer, v *F) { w.check(w.float(float64(*v), int(8*unsafe.Sizeof(*v)))) }

// WriteBytes writes bytes in base64.
func WriteBytes[B ~[]byte](w *Writer, v *B) { w.buf = appendBytes(w.buf, *v) }

// WriteTime writes a time in UTC.
func WriteTime(w *Writer, v *time.Time) {
	var ok bool
	if w.buf, ok = appendTime(w.buf, *v); !ok {
		w.fail()
	}
}

// WriteRaw writes a JSON text as it stands, null if it is nil.
func WriteRaw(w *Writer, v *json.RawMessage) {
	w.check(w.rawMessage(*v))
}

// WriteAny writes any value.
func WriteAny(w *Writer, v *any) {
	if !w.failed { // as above
		w.check(w.value(*v))
	}
}

// WriteCookie writes a cookie, which is not nil.
func WriteCookie(w *Writer, v **runtime.Cookie) { w.check(w.cookie(*v)) }

// WritePointer writes what a pointer points to, null if it is nil.
func WritePointer[T any](w *Writer, v **T, elem func(*Writer, *T)) {
	if *v == nil {
		w.text("null")
		return
	}
	if !w.failed { // else a cycle would never end
		elem(w, *v)
	}
}

// WriteList writes a list whose elements elem writes.
func WriteList[S ~[]T, T any](w *Writer, v *S, elem func(*Writer, *T)) { WriteArray(w, *v, elem) }

// WriteArray writes the list of all elements of v.
func WriteArray[T any](w *Writer, v []T, elem func(*Writer, *T)) {
	w.check(w.open('['))
	for i := range v {
		if w.failed {
			return
		}
		if i > 0 {
			w.buf = append(w.buf, ',')
		}
		elem(w, &v[i])
	}
	w.close(']')
}

// WriteMap writes an object with the keys of a map, sorted, and the values as elem
// writes them.
func WriteMap[M ~map[K]T, K ~string, T any](w *Writer, v *M, elem func(*Writer, *T)) {
	if w.check(w.open('{')); w.failed {
		return
	}
	from := len(w.entries)
	for key := range *v {
		if !utf8.ValidString(string(key)) {
			w.fail()
		}
		w.entries = append(w.entries, entry{key: string(key)})
	}
	if w.failed || w.sorted(from) != nil {
		w.fail()
		return
	}
	for i := range len(*v) {
		key := w.entries[from+i].key
		w.key(i == 0, key)
		value := (*v)[K(key)]
		if elem(w, &value); w.failed {
			return
		}
	}
	w.forget(from)
	w.close('}')
}

// WriteQuoted writes a number, a bool or a string, which elem writes, as the text of
// a string.
func WriteQuoted[T any](w *Writer, v *T, elem func(*Writer, *T)) {
	start := len(w.buf)
	w.buf = append(w.buf, '"')
	elem(w, v)
	if text := w.buf[start+1:]; len(text) > 0 && text[0] == '"' {
		w.buf = appendString(w.buf[:start], string(text))
		return
	}
	w.buf = append(w.buf, '"')
}

// WriteValue writes a value of any type by reflection.
func WriteValue[T any](w *Writer, v *T) {
	if !w.failed {
		w.check(encoderOf(reflect.TypeFor[T]()).write(w, reflect.ValueOf(v).Elem()))
	}
}

// IsZero reports whether the option omitzero leaves v out.
func IsZero[T any](v *T) bool { return zeroTest(reflect.TypeFor[T]())(reflect.ValueOf(v).Elem()) }
