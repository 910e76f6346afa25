package codec

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"time"
	"unsafe"

	"github.com/rpcgen/rpcgen/runtime"
)

// The functions below read one value each and are called by generated code. They
// fail as [Register] says.

// Signed is what [ReadInt] and [WriteInt] take.
type Signed interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64
}

// Unsigned is what [ReadUint] and [WriteUint] take.
type Unsigned interface {
	~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64 | ~uintptr
}

// Float is what [ReadFloat] and [WriteFloat] take.
type Float interface{ ~float32 | ~float64 }

// ReadString reads a string.
func ReadString[S ~string](r *Reader, v *S) { *v = S(r.takeString()) }

// ReadBool reads true or false.
func ReadBool[B ~bool](r *Reader, v *B) {
	k := r.peek()
	*v = k == kindTrue
	switch {
	case k == kindTrue && strings.HasPrefix(view(r.data[r.pos:]), "true"):
		r.pos += len("true")
	case k == kindFalse && strings.HasPrefix(view(r.data[r.pos:]), "false"):
		r.pos += len("false")
	default:
		r.fail()
	}
}

// ReadInt reads an integer that fits into I.
func ReadInt[I Signed](r *Reader, v *I) {
	n := r.takeInt()
	if *v = I(n); int64(*v) != n {
		r.fail()
	}
}

// ReadUint reads an integer without a sign that fits into U.
func ReadUint[U Unsigned](r *Reader, v *U) {
	n := r.takeUint()
	if *v = U(n); uint64(*v) != n {
		r.fail()
	}
}

// ReadFloat reads a number.
func ReadFloat[F Float](r *Reader, v *F) {
	*v = F(r.takeFloat(int(8 * unsafe.Sizeof(*v))))
}

// ReadBytes reads bytes in base64.
func ReadBytes[B ~[]byte](r *Reader, v *B) {
	p, err := r.bytes()
	*v = p
	r.check(err)
}

// ReadTime reads a time.
func ReadTime(r *Reader, v *time.Time) {
	t, err := r.time()
	*v = t
	r.check(err)
}

// ReadRaw reads any value as it stands.
func ReadRaw(r *Reader, v *json.RawMessage) {
	text, err := r.skip()
	*v = append(json.RawMessage(nil), text...)
	r.check(err)
}

// ReadAny reads any value.
func ReadAny(r *Reader, v *any) {
	x, err := r.any()
	*v = x
	r.check(err)
}

// ReadCookie reads a cookie.
func ReadCookie(r *Reader, v **runtime.Cookie) {
	if r.peek() != kindObject {
		r.fail()
		return
	}
	*v = &runtime.Cookie{}
	r.check(r.cookie(*v))
}

// ReadPointer reads a value that elem reads, or null.
func ReadPointer[T any](r *Reader, v **T, elem func(*Reader, *T)) {
	if r.peek() == kindNull {
		*v = nil
		r.check(r.literal("null"))
		return
	}
	*v = new(T)
	elem(r, *v)
}

// Embedded returns the struct that is embedded by the pointer p. There is a new one if
// that is nil, so it is called where one of the struct's fields comes and not before.
func Embedded[T any](p **T) *T {
	if *p == nil {
		*p = new(T)
	}
	return *p
}

// ReadList reads a list whose elements elem reads. An empty one is not nil.
func ReadList[S ~[]T, T any](r *Reader, v *S, elem func(*Reader, *T)) {
	list := S{}
	if r.array() {
		start := r.pos
		r.lists++
		for r.nextElement(len(list) == 0) {
			switch n := len(list); {
			case n < cap(list):
				list = list[:n+1]
			case n == 0:
				list = make(S, 1, firstLen[T]())
			default:
				list = append(slices.Grow(list, r.moreElements(n, start)), *new(T))
			}
			elem(r, &list[len(list)-1])
		}
		r.lists--
		if n := len(list); n > firstLen[T]() && cap(list) > 2*n { // a bad guess
			list = append(make(S, 0, n), list...)
		}
	}
	*v = list
}

// ReadArray reads a list of just as many elements as v has.
func ReadArray[T any](r *Reader, v []T, elem func(*Reader, *T)) {
	if !r.array() {
		return
	}
	n := 0
	for ; r.nextElement(n == 0); n++ {
		if n == len(v) {
			r.fail()
			return
		}
		elem(r, &v[n])
	}
	if n < len(v) {
		r.fail()
	}
}

// ReadMap reads an object with any names and values that elem reads.
func ReadMap[M ~map[K]T, K ~string, T any](r *Reader, v *M, elem func(*Reader, *T)) {
	if r.peek() != kindObject || r.open() != nil {
		r.fail()
		return
	}
	m := M{}
	r.lists++ // those in a map are many
	for first := true; ; first = false {
		name, more, err := r.name(first)
		if err != nil {
			r.fail()
		}
		if !more {
			r.lists--
			*v = m
			return
		}
		key := K(r.keep(name))
		if _, ok := m[key]; ok {
			r.fail()
			return
		}
		r.peek()
		var value T
		elem(r, &value)
		if r.failed {
			return
		}
		m[key] = value
	}
}

// ReadQuoted reads a string whose text is a number, a bool or a string, which elem
// reads.
func ReadQuoted[T any](r *Reader, v *T, elem func(*Reader, *T)) {
	text, err := r.stringValue()
	if err != nil || len(text) == 0 || kinds[text[0]] == kindWrong {
		r.fail()
		return
	}
	inner := newReader(text)
	defer inner.free()
	elem(inner, v)
	if inner.failed || inner.pos < len(text) {
		r.fail()
	}
}

// ReadValue reads a value of any type by reflection.
func ReadValue[T any](r *Reader, v *T) {
	if !r.failed {
		r.check(decoderOf(reflect.TypeFor[T]()).read(r, reflect.ValueOf(v).Elem()))
	}
}

// array begins an array.
func (r *Reader) array() bool {
	if r.peek() != kindArray || r.open() != nil {
		r.fail()
	}
	return !r.failed
}

// nextElement goes to the next element of an array, false if there is none.
func (r *Reader) nextElement(first bool) bool {
	if r.failed {
		return false
	}
	// As we write it.
	if !first && r.pos+1 < len(r.data) && r.data[r.pos] == ',' && kinds[r.data[r.pos+1]] > kindWrong {
		r.pos++
		return true
	}
	more, err := r.element(first)
	if err != nil {
		r.fail()
	}
	return more && err == nil
}

// moreElements guesses how many elements follow the first n of the list that begins at
// start. What is left of a message is mostly its outer list; of others nothing is known.
func (r *Reader) moreElements(n, start int) int {
	if r.lists > 1 {
		return 1
	}
	left, read := int64(len(r.data)-r.pos), int64(r.pos-start)
	return int(min(int64(n)*left/read+1, 7*int64(n))) // which may be wrong by that much
}

// ReadStrings reads a list of strings. Short lists are cut from one piece of memory.
func ReadStrings[L ~[]string](r *Reader, v *L) {
	list := L{}
	if r.array() {
		from := len(r.strings)
		for r.nextElement(len(r.strings) == from) {
			if n := len(r.strings) - from; len(r.strings) == cap(r.strings) {
				r.strings = append(make([]string, 0, max(stringsSize, 2*n)), r.strings[from:]...)
				from = 0
			}
			r.strings = append(r.strings, r.takeString())
		}
		if n := len(r.strings); n > from {
			list = r.strings[from:n:n]
		}
		if cap(r.strings) > stringsSize { // a long list is by itself
			r.strings = nil
		}
	}
	*v = list
}

// stringsSize is how many strings of short lists lie in one piece of memory.
const stringsSize = 32

// firstLen is how many elements to make room for at once, unless they are big.
func firstLen[T any]() int {
	if reflect.TypeFor[T]().Size() > 128 {
		return 1
	}
	return 4
}
