package codec

import (
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// A FieldList is what generated code knows of a struct's fields: see [Fields].
type FieldList struct {
	names    []string
	texts    []string // `,"isbn":`
	index    map[string]int
	required uint64      // a bit for each field that may not be missing
	own      uint64      // a bit for each field whose type has its own idea of null
	quoted   uint64      // a bit for each number or bool in quotes
	value    uint64      // a bit for each field that is left to ReadValue and WriteValue
	behind   map[int]int // how many embedded pointers are on the way to a field

	typ     reflect.Type
	state   atomic.Int32 // what matches has found out
	mu      sync.Mutex   // of finding it out, which sets what is below
	lenders []lender
}

// A lender is a struct that is embedded by pointer. Where none of its fields has
// come the pointer is still nil, and none of them is missing.
type lender struct {
	way    []int  // to the pointer
	fields uint64 // a bit for each field behind it
}

// Fields returns the list of the fields of T, a struct, in their order. Options
// follow a name behind commas: "optional" is a field that may be missing, for which
// null counts as missing; "own" is one that may be missing and is given its null to
// read; "string" is a number or bool in quotes; "value" is one that, or whose
// elements, [ReadValue] and [WriteValue] do; "behind" is one of a struct that is embedded
// by pointer, said once for each such pointer on the way.
//
// Where the list is not, or no longer, that of T, messages with a T in them are
// written and read by reflection. So are those where a field's type has methods like
// MarshalText, which it may have got since, unless its option is "own" or "value". Not noticed is
// that two fields have exchanged their tags, or that omitempty has become omitzero:
// rpcgen -check finds that.
func Fields[T any](names ...string) *FieldList {
	f := &FieldList{index: make(map[string]int, len(names)), typ: reflect.TypeFor[T]()}
	for i, name := range names {
		name, options, _ := strings.Cut(name, ",")
		f.names = append(f.names, name)
		f.texts = append(f.texts, string(append(appendString([]byte{','}, name), ':')))
		f.index[name] = i
		f.required |= 1 << i
		for option := range strings.SplitSeq(options, ",") {
			switch option {
			case "optional":
				f.required &^= 1 << i
			case "own":
				f.required &^= 1 << i
				f.own |= 1 << i
			case "string":
				f.quoted |= 1 << i
			case "value":
				f.value |= 1 << i
			case "behind":
				if f.behind == nil {
					f.behind = map[int]int{}
				}
				f.behind[i]++
			}
		}
	}
	return f
}

// maxFields is how many fields a list may have. A struct that has more is written
// and read by reflection.
const maxFields = 64

// What a list's state says.
const (
	unknown int32 = iota
	same
	other
)

// matches reports whether the list is that of its type. It is not if somebody has
// changed the type since the list was generated, in a way that still compiles.
func (f *FieldList) matches() bool {
	s := f.state.Load()
	return s == same || s == unknown && f.settle()
}

// settle is matches for the first time.
func (f *FieldList) settle() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if s := f.state.Load(); s != unknown { // somebody else was faster
		return s == same
	}
	s := other
	if f.compare() {
		s = same
	}
	f.state.Store(s)
	return s == same
}

// compare is matches, by reflection. A type with methods of its own that the list
// does not tell of may have got them since, so it counts as changed.
func (f *FieldList) compare() bool {
	fields := fieldsOf(f.typ)
	if len(f.names) != len(fields) || len(fields) > maxFields || ownJSON(f.typ) || ownText(f.typ) {
		return false
	}
	for i, field := range fields {
		if !f.lent(i, field.index) || !has(f.own|f.value, i) && decides(field.typ) {
			return false
		}
		if f.names[i] != field.name ||
			has(f.required, i) != (!field.omitEmpty && !field.omitZero && !isOptional(field.typ)) ||
			has(f.own, i) != (decoderOf(field.typ).null == nullGiven) ||
			has(f.quoted, i) != field.quoted {
			return false
		}
	}
	return true
}

// lent adds field i to the structs that are embedded by pointer on the way to it. It
// reports whether the list knows of them, and they can be set.
func (f *FieldList) lent(i int, index []int) bool {
	pointers := 0
	for n, t := 0, f.typ; n < len(index)-1; n++ {
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		on := t.Field(index[n])
		if t = on.Type; t.Kind() != reflect.Pointer {
			continue
		}
		if !on.IsExported() {
			return false
		}
		pointers++
		way := index[:n+1]
		at := slices.IndexFunc(f.lenders, func(l lender) bool { return slices.Equal(l.way, way) })
		if at < 0 {
			at = len(f.lenders)
			f.lenders = append(f.lenders, lender{way: way})
		}
		f.lenders[at].fields |= 1 << i
	}
	return pointers == f.behind[i]
}

// decides reports whether t, or what is in it up to the next struct, decides itself
// how it looks in JSON.
func decides(t reflect.Type) bool {
	for met := map[reflect.Type]bool{}; !met[t]; t = t.Elem() {
		met[t] = true
		switch {
		case t == timeType || t == cookieType || t == rawType:
			return false
		case ownJSON(t) || ownText(t):
			return true
		}
		switch t.Kind() {
		case reflect.Map:
			if ownText(t.Key()) {
				return true
			}
		case reflect.Pointer, reflect.Slice, reflect.Array:
		default:
			return false
		}
	}
	return false
}

func has(set uint64, i int) bool { return set>>i&1 != 0 }

// An Object is an object that is being read.
type Object struct {
	// Field is the number of the field whose value comes next, in the order of
	// its [FieldList].
	Field int

	fields *FieldList
	next   int    // the field that follows the last one: most peers keep our order
	met    uint64 // the fields whose names have come
	filled uint64 // those with a value: null is none
	first  bool
	seen   seen
}

// Object begins to read an object with the given fields.
func (r *Reader) Object(fields *FieldList) Object {
	if !fields.matches() || r.peek() != kindObject || r.open() != nil {
		r.fail()
	}
	return Object{fields: fields, first: true, seen: r.names.begin()}
}

// Next goes to the next field. It returns false behind the last one, and when
// the reader has failed, which it does if a field is missing or comes twice.
func (o *Object) Next(r *Reader) bool {
	if o.next < len(o.fields.texts) {
		text := o.fields.texts[o.next]
		if o.first {
			text = text[1:] // the comma
		}
		// As we write it, with a value that is not null right behind.
		end := r.pos + len(text)
		if end < len(r.data) && string(r.data[r.pos:end]) == text && r.data[end] > ' ' && r.data[end] != 'n' {
			r.pos = end
			o.filled |= 1 << o.next
			return o.meet(r, o.next)
		}
	} else if r.pos < len(r.data) && r.data[r.pos] == '}' {
		r.pos++
		r.depth--
		return o.end(r)
	}
	return o.find(r)
}

// find is Next for everything but the usual case.
func (o *Object) find(r *Reader) bool {
	for !r.failed {
		name, more, err := r.name(o.first)
		if err != nil {
			r.fail()
			break
		}
		if !more {
			return o.end(r)
		}
		i, known := o.lookup(name)
		if !known {
			o.first = false
			if !r.names.add(&o.seen, name) {
				r.fail()
				break
			}
			r.check(r.skipKind(r.peek()))
			continue
		}
		if !o.meet(r, i) {
			break
		}
		if r.peek() == kindNull && !has(o.fields.own, i) {
			r.check(r.literal("null"))
			continue
		}
		o.filled |= 1 << i
		return true
	}
	return false
}

// meet notes the name of field i. It fails if it has come before.
func (o *Object) meet(r *Reader, i int) bool {
	bit := uint64(1) << i
	if o.met&bit != 0 {
		r.fail()
		return false
	}
	o.met |= bit
	o.Field, o.next, o.first = i, i+1, false
	return true
}

// lookup finds a field by its name. A field that was left out is just before it.
func (o *Object) lookup(name []byte) (int, bool) {
	for i := o.next; i < min(o.next+4, len(o.fields.names)); i++ {
		if o.fields.names[i] == string(name) {
			return i, true
		}
	}
	i, ok := o.fields.index[string(name)]
	return i, ok
}

// end is what there is to do behind the last field.
func (o *Object) end(r *Reader) bool {
	r.names.finish(o.seen)
	if missing := o.fields.required &^ o.filled; missing != 0 && o.fields.misses(missing, o.filled) {
		r.fail()
	}
	return false
}

// misses reports whether one of the missing fields has to be there, given those that
// are filled.
func (f *FieldList) misses(missing, filled uint64) bool {
	for _, l := range f.lenders {
		if l.fields&filled == 0 {
			missing &^= l.fields
		}
	}
	return missing != 0
}
