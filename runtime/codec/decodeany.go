package codec

import (
	"reflect"
	"strconv"
)

// readInterface takes any value: into an any, for there is nothing that could
// go into another interface.
func readInterface(r *Reader, v reflect.Value) error {
	if v.NumMethod() > 0 {
		if null, err := r.null(); null {
			v.SetZero()
			return err
		}
		return notReceivable(v.Type())
	}
	x, err := r.any()
	if err != nil {
		return err
	}
	if x == nil {
		v.SetZero()
	} else {
		v.Set(reflect.ValueOf(x))
	}
	return nil
}

// any takes a value of unknown type. Its errors have no path and quote nothing:
// cookies are read with it.
func (r *Reader) any() (any, error) {
	switch k := r.peek(); k {
	case kindObject:
		return r.anyMap()
	case kindArray:
		return r.anySlice()
	case kindString:
		s, err := r.str()
		return string(s), err
	case kindNumber:
		text, err := r.number()
		if err != nil {
			return nil, err
		}
		f, err := strconv.ParseFloat(string(text), 64)
		if err != nil {
			return nil, invalid("A number is out of range.")
		}
		return f, nil
	case kindTrue, kindFalse:
		return k == kindTrue, r.skipKind(k)
	default:
		return nil, r.skipKind(k)
	}
}

func (r *Reader) anyMap() (map[string]any, error) {
	if err := r.open(); err != nil {
		return nil, err
	}
	m := map[string]any{}
	for first := true; ; first = false {
		pos := r.pos
		name, more, err := r.name(first)
		if err != nil || !more {
			return m, err
		}
		key := string(name)
		if _, ok := m[key]; ok {
			return nil, duplicate(pos)
		}
		if m[key], err = r.any(); err != nil {
			return nil, err
		}
	}
}

func (r *Reader) anySlice() ([]any, error) {
	if err := r.open(); err != nil {
		return nil, err
	}
	s := []any{}
	for {
		more, err := r.element(len(s) == 0)
		if err != nil || !more {
			return s, err
		}
		v, err := r.any()
		if err != nil {
			return nil, err
		}
		s = append(s, v)
	}
}
