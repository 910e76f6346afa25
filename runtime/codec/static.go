package codec

import (
	"maps"
	"reflect"
	"sync"
	"sync/atomic"
	"unsafe"
)

// A static is how messages of one type are written and read by generated code.
//
// The generated functions know the type, so they need no reflection. They do not
// know what to say about a message that they cannot write or read: on anything
// odd the Writer or Reader fails, what follows does nothing, and the message is
// done once more by reflection, which returns the error, or finds that it can.
type static struct {
	typ   typeID
	write func(*Writer, any)
	read  func(*Reader, any)
}

// statics are the registered types, by what identifies the type of a pointer. Those in next wait
// for the first message after them, so that a program with many registers them
// without copying the map for each.
var statics struct {
	all  atomic.Pointer[map[typeID]*static]
	mu   sync.Mutex
	next map[typeID]*static

	// Of some types, where they are found at once. A type has one place, which it
	// may share.
	some [64]atomic.Pointer[static]
}

// Register makes [JSON] write and read messages of type T with the two functions.
// Generated code calls it when the program starts. They have to write and accept
// what JSON would without them. Of several for one type the last counts.
func Register[T any](write func(*Writer, *T), read func(*Reader, *T)) {
	statics.mu.Lock()
	defer statics.mu.Unlock()
	if statics.next == nil {
		statics.next = map[typeID]*static{}
		if all := statics.all.Load(); all != nil {
			maps.Copy(statics.next, *all)
		}
		statics.all.Store(nil)
	}
	s := &static{
		typ: typeOf((*T)(nil)),
		write: func(w *Writer, v any) {
			if p := v.(*T); p != nil {
				write(w, p)
			} else {
				w.fail()
			}
		},
		read: func(r *Reader, v any) {
			p := v.(*T)
			*p = *new(T)
			read(r, p)
		},
	}
	statics.next[s.typ] = s
	s.typ.place().Store(nil)
}

// staticOf returns the functions for v, nil if there are none.
func staticOf(v any) *static {
	typ := typeOf(v)
	place := typ.place()
	if s := place.Load(); s != nil && s.typ == typ {
		return s
	}
	all := statics.all.Load()
	if all == nil {
		all = publish()
	}
	s := (*all)[typ]
	if s != nil && place.Load() == nil {
		statics.mu.Lock()
		defer statics.mu.Unlock()
		if statics.all.Load() == all { // and nothing has been registered since
			place.Store(s)
		}
	}
	return s
}

// A typeID identifies a type as long as the program runs: it is the first word of an
// interface that holds one of its values. A map finds it faster than a reflect.Type.
type typeID uintptr

func typeOf(v any) typeID { return *(*typeID)(unsafe.Pointer(&v)) }

// place is where a type may be found at once.
func (t typeID) place() *atomic.Pointer[static] { return &statics.some[t/64%64] }

// publish lets messages have what has been registered since the last time.
func publish() *map[typeID]*static {
	statics.mu.Lock()
	defer statics.mu.Unlock()
	if all := statics.all.Load(); all != nil { // somebody else was faster
		return all
	}
	all := statics.next
	statics.next = nil
	statics.all.Store(&all)
	return &all
}

// gaveUp is told of each message that its generated functions did not write or read,
// so that it goes by reflection. No program sets it: the tests of what is generated
// do, from their own module, to find out when that happens by accident.
//
//go:linkname gaveUp
var gaveUp = func(message any) {}

// message writes what v, a pointer to a message or any other value, holds.
func (w *Writer) message(v any) error {
	s := staticOf(v)
	if s == nil {
		return w.value(v)
	}
	length, depth, hops, entries := len(w.buf), w.depth, w.hops, len(w.entries)
	s.write(w, v)
	if !w.failed {
		return nil
	}
	gaveUp(v)
	w.forget(entries)
	w.buf, w.depth, w.hops, w.failed = w.buf[:length], depth, hops, false
	return w.value(v)
}

// message reads into what v points to.
func (r *Reader) message(v any) error {
	if s := staticOf(v); s != nil {
		pos, depth, names := r.pos, r.depth, r.names.begin()
		s.read(r, v)
		if !r.failed {
			return nil
		}
		gaveUp(v)
		r.names.finish(names)
		r.pos, r.depth, r.failed = pos, depth, false
	}
	to := reflect.ValueOf(v).Elem()
	to.SetZero() // of what has been read so far
	return decoderOf(to.Type()).read(r, to)
}

// fail makes everything that follows do nothing, up to the message's end.
func (w *Writer) fail() { w.failed = true }

// check fails if there is an error.
func (w *Writer) check(err error) {
	if err != nil {
		w.failed = true
	}
}

// fail makes everything that follows do nothing, up to the message's end.
func (r *Reader) fail() {
	r.failed = true
	r.pos = len(r.data) // where nothing is found
}

// check fails if there is an error.
func (r *Reader) check(err error) {
	if err != nil {
		r.fail()
	}
}
