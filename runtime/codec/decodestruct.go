package codec

import (
	"reflect"
)

// A fieldDecoder is how one field of a struct is read.
type fieldDecoder struct {
	name     string
	index    int   // in the struct itself, when path is nil
	path     []int // the way through embedded structs, some of them behind pointers
	behind   bool  // behind a pointer, which may be nil
	required bool
	read     func(*Reader, reflect.Value) error
	dec      *decoder // where read is nil; it may not be complete yet
}

// A structPlan is how a struct is read.
type structPlan struct {
	fields   []fieldDecoder
	byName   map[string]int
	required bits // the fields that are
}

func structDecoder(pl *planner[decoder], t reflect.Type) func(*Reader, reflect.Value) error {
	p := &structPlan{byName: map[string]int{}}
	for i, f := range fieldsOf(t) {
		fd := fieldDecoder{
			name:     f.name,
			index:    f.index[0],
			required: !f.omitEmpty && !f.omitZero && !isOptional(f.typ),
			dec:      pl.of(f.typ),
		}
		if len(f.index) > 1 {
			fd.path, fd.behind = f.index, throughPointer(t, f.index)
		}
		if f.quoted {
			fd.read = quotedDecoder(pl, f.typ)
		}
		p.fields = append(p.fields, fd)
		p.byName[f.name] = i
		if fd.required {
			p.required.set(i)
		}
	}
	return p.read
}

func throughPointer(t reflect.Type, path []int) bool {
	for _, n := range path[:len(path)-1] {
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if t = t.Field(n).Type; t.Kind() == reflect.Pointer {
			return true
		}
	}
	return false
}

func (p *structPlan) read(r *Reader, v reflect.Value) error {
	if r.peek() != kindObject {
		return r.wrong("Object")
	}
	if err := r.open(); err != nil {
		return err
	}
	var met, filled bits // null is met, and fills nothing
	unknown := r.names.begin()
	next := 0 // the field that follows the last one: most peers keep our order
	for first := true; ; first = false {
		pos := r.pos
		name, more, err := r.name(first)
		if err != nil {
			return err
		}
		if !more {
			break
		}
		i := next
		if i == len(p.fields) || p.fields[i].name != string(name) {
			var known bool
			if i, known = p.byName[string(name)]; !known {
				if !r.names.add(&unknown, name) {
					return duplicate(pos)
				}
				if err := r.skipKind(r.peek()); err != nil {
					return err
				}
				continue
			}
		}
		if met.has(i) {
			return duplicate(pos)
		}
		met.set(i)
		next = i + 1
		ok, err := p.fields[i].readInto(r, v)
		if err != nil {
			return err
		}
		if ok {
			filled.set(i)
		}
	}
	r.names.finish(unknown)
	if p.required.within(&filled) {
		return nil
	}
	return p.missing(v, &filled)
}

// missing is the error of the first required field that has no value. Those
// behind an embedded pointer that stayed nil are not required.
func (p *structPlan) missing(v reflect.Value, filled *bits) error {
	for i := range p.fields {
		f := &p.fields[i]
		if f.required && !filled.has(i) && (!f.behind || follow(v, f.path).IsValid()) {
			return missing(f.name)
		}
	}
	return nil
}

// readInto takes the field's value into struct v. filled is false if it was a
// null that counts as missing.
func (f *fieldDecoder) readInto(r *Reader, v reflect.Value) (filled bool, err error) {
	if r.peek() == kindNull && f.dec.null != nullGiven {
		if f.dec.null == nullZero && !f.behind {
			f.in(v).SetZero()
		}
		return false, r.literal("null")
	}
	to := f.in(v)
	if !to.IsValid() {
		return false, at(invalid("an embedded pointer to an unexported struct cannot be set"), f.name)
	}
	read := f.read
	if read == nil {
		read = f.dec.read
	}
	if err := read(r, to); err != nil {
		return false, at(err, f.name)
	}
	return true, nil
}

// in returns the field of struct v. Pointers on the way to it are set; it is the
// zero Value where one cannot be.
func (f *fieldDecoder) in(v reflect.Value) reflect.Value {
	if f.path == nil {
		return v.Field(f.index)
	}
	for i, n := range f.path {
		if i > 0 && v.Kind() == reflect.Pointer {
			if v.IsNil() {
				if !v.CanSet() {
					return reflect.Value{}
				}
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(n)
	}
	return v
}
