package codec

import "strings"

// A FieldList is what generated code knows of a struct's fields before it reads
// one: see [Fields].
type FieldList struct {
	texts    []string // `,"isbn":`
	names    []string // isbn
	index    map[string]int
	required uint64 // a bit for each field that may not be missing
	own      uint64 // a bit for each field whose type has its own idea of null
}

// maxFields is how many fields a struct may have. One that has more is read by
// reflection.
const maxFields = 64

// Fields returns the list of a struct's fields, in their order. A name may have an
// option behind a comma: "optional" is a field that may be missing, for which null
// counts as missing; "own" is one that may be missing and is given its null to read.
func Fields(names ...string) *FieldList {
	f := &FieldList{index: make(map[string]int, len(names))}
	for i, name := range names {
		name, option, _ := strings.Cut(name, ",")
		f.names = append(f.names, name)
		f.texts = append(f.texts, string(append(appendString([]byte{','}, name), ':')))
		f.index[name] = i
		switch option {
		case "":
			f.required |= 1 << i
		case "own":
			f.own |= 1 << i
		}
	}
	return f
}

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
	if r.peek() != kindObject || len(fields.names) > maxFields || r.open() != nil {
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
		if r.peek() == kindNull && o.fields.own>>i&1 == 0 {
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
	if o.fields.required&^o.filled != 0 {
		r.fail()
	}
	return false
}
