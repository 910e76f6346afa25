package codec

import (
	"reflect"
	"slices"
)

// A fieldEncoder is how one field of a struct is written.
type fieldEncoder struct {
	name   string // with quotes and colon
	plain  string // without
	index  int    // in the struct itself, when path is nil
	path   []int  // the way through embedded structs, some of them behind pointers
	absent func(reflect.Value) bool
	write  func(*Writer, reflect.Value) error
	enc    *encoder // where write is nil; it may not be complete yet
}

func structEncoder(pl *planner[encoder], t reflect.Type) func(*Writer, reflect.Value) error {
	var fields []fieldEncoder
	for _, f := range fieldsOf(t) {
		fe := fieldEncoder{
			name:   string(appendString(nil, f.name)) + ":",
			plain:  f.name,
			index:  f.index[0],
			absent: absentTest(f),
		}
		if len(f.index) > 1 {
			fe.path = f.index
		}
		if f.quoted {
			fe.write = quotedEncoder(pl, f.typ)
		} else {
			fe.enc = pl.of(f.typ)
		}
		fields = append(fields, fe)
	}
	return func(w *Writer, v reflect.Value) error {
		if err := w.open('{'); err != nil {
			return err
		}
		start := len(w.buf)
		for i := range fields {
			if err := fields[i].append(w, v, start); err != nil {
				return within(err, fields[i].plain)
			}
		}
		w.close('}')
		return nil
	}
}

// append writes the field of struct v. The struct's first field begins at start.
func (f *fieldEncoder) append(w *Writer, v reflect.Value, start int) error {
	if f.path == nil {
		v = v.Field(f.index)
	} else if v = follow(v, f.path); !v.IsValid() {
		return nil
	}
	if f.absent != nil && f.absent(v) {
		return nil
	}
	if len(w.buf) > start {
		w.buf = append(w.buf, ',')
	}
	w.buf = append(w.buf, f.name...)
	if f.write != nil {
		return f.write(w, v)
	}
	return f.enc.write(w, v)
}

// follow goes to a field that embedded structs lend v. It returns the zero Value
// where a pointer on the way is nil.
func follow(v reflect.Value, path []int) reflect.Value {
	for i, n := range path {
		if i > 0 && v.Kind() == reflect.Pointer {
			if v.IsNil() {
				return reflect.Value{}
			}
			v = v.Elem()
		}
		v = v.Field(n)
	}
	return v
}

// absentTest returns what decides that a field is left out, nil for never.
func absentTest(f field) func(reflect.Value) bool {
	var tests []func(reflect.Value) bool
	if f.typ.Kind() == reflect.Pointer || f.typ == rawType {
		tests = append(tests, reflect.Value.IsNil)
	}
	if f.omitEmpty {
		tests = append(tests, isEmpty)
	}
	if f.omitZero {
		tests = append(tests, zeroTest(f.typ))
	}
	switch len(tests) {
	case 0:
		return nil
	case 1:
		return tests[0]
	}
	return func(v reflect.Value) bool {
		return slices.ContainsFunc(tests, func(test func(reflect.Value) bool) bool { return test(v) })
	}
}
