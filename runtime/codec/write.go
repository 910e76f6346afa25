package codec

import (
	"reflect"
	"strconv"
	"sync"
)

// A Writer appends JSON to buf.
//
// Generated code writes messages with it; nothing else gets one. It belongs to the
// goroutine that writes.
type Writer struct {
	buf      []byte
	depth    int
	maxDepth int
	hops     int // interfaces that the current value is within
	entries  []entry
	failed   bool // see static
}

var writers = sync.Pool{New: func() any { return new(Writer) }}

func newWriter(dst []byte) *Writer {
	w := writers.Get().(*Writer)
	w.buf, w.depth, w.maxDepth, w.hops, w.failed = dst, 0, MaxDepth, 0, false
	return w
}

// free gives the writer back. It keeps nothing that it has written.
func (w *Writer) free() {
	w.buf = nil
	if len(w.entries) > 0 {
		w.forget(0)
	}
	if cap(w.entries) > 1<<10 {
		w.entries = nil
	}
	writers.Put(w)
}

// forget drops the entries from the given one on, with what they refer to.
func (w *Writer) forget(from int) {
	clear(w.entries[from:])
	w.entries = w.entries[:from]
}

// open goes one level down. Each call has its close.
func (w *Writer) open(bracket byte) error {
	if w.depth++; w.depth > w.maxDepth {
		if w.maxDepth < MaxDepth {
			return cannotWrite("%w", errCookieDepth)
		}
		return cannotWrite("nested deeper than %d levels: is it a cycle?", MaxDepth)
	}
	w.buf = append(w.buf, bracket)
	return nil
}

func (w *Writer) close(bracket byte) {
	w.depth--
	w.buf = append(w.buf, bracket)
}

func (w *Writer) text(s string) { w.buf = append(w.buf, s...) }

// value writes whatever it is given, for interfaces and the root.
func (w *Writer) value(v any) error {
	switch v := v.(type) {
	case nil:
		w.text("null")
	case string:
		w.buf = appendString(w.buf, v)
	case bool:
		w.buf = strconv.AppendBool(w.buf, v)
	case float64:
		return w.float(v, 64)
	case int:
		w.buf = strconv.AppendInt(w.buf, int64(v), 10)
	case map[string]any:
		return w.anyMap(v)
	case []any:
		return w.anySlice(v)
	default:
		return w.inner(reflect.ValueOf(v))
	}
	return nil
}

// inner writes what an interface holds.
func (w *Writer) inner(v reflect.Value) error {
	// A pointer to an interface that holds the pointer has no depth, and no end.
	if w.hops++; w.hops > maxHops {
		return cannotWrite("a pointer that leads back to itself")
	}
	if v.Kind() == reflect.Pointer && !v.IsNil() && v.Elem().Kind() == reflect.Struct {
		v = v.Elem() // the most frequent case needs no plan for the pointer
	}
	err := encoderOf(v.Type()).write(w, v)
	w.hops--
	return err
}

// maxHops is how many interfaces may be within one another.
const maxHops = 4 * MaxDepth

func (w *Writer) float(f float64, bits int) (err error) {
	var ok bool
	if w.buf, ok = appendFloat(w.buf, f, bits); !ok {
		return cannotWrite("%v is no JSON number", f)
	}
	return nil
}

func (w *Writer) anySlice(s []any) error {
	if err := w.open('['); err != nil {
		return err
	}
	for i, v := range s {
		if i > 0 {
			w.buf = append(w.buf, ',')
		}
		if err := w.value(v); err != nil {
			return within(err, strconv.Itoa(i))
		}
	}
	w.close(']')
	return nil
}
