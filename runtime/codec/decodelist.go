package codec

import (
	"reflect"
	"strconv"
)

func pointerDecoder(pl *planner[decoder], t reflect.Type) func(*Reader, reflect.Value) error {
	if endless(t) {
		return func(*Reader, reflect.Value) error {
			return notReceivable(t)
		}
	}
	elem := pl.of(t.Elem())
	return func(r *Reader, v reflect.Value) error {
		if null, err := r.null(); null {
			v.SetZero()
			return err
		}
		if v.IsNil() {
			v.Set(reflect.New(t.Elem()))
		}
		return elem.read(r, v.Elem())
	}
}

func sliceDecoder(pl *planner[decoder], t reflect.Type) func(*Reader, reflect.Value) error {
	elem := pl.of(t.Elem())
	start := 4 // elements to make room for at once, unless they are big
	if t.Elem().Size() > 128 {
		start = 1
	}
	return func(r *Reader, v reflect.Value) error {
		if r.peek() != kindArray {
			return r.wrong("Array")
		}
		if err := r.open(); err != nil {
			return err
		}
		v.Set(reflect.Zero(t)) // fresh memory: somebody may still hold what was there
		n := 0
		for ; ; n++ {
			more, err := r.element(n == 0)
			if err != nil {
				return err
			}
			if !more {
				break
			}
			if n == v.Cap() {
				v.Grow(start)
			}
			v.SetLen(n + 1)
			if err := elem.read(r, v.Index(n)); err != nil {
				return at(err, strconv.Itoa(n))
			}
		}
		if n == 0 {
			v.Set(reflect.MakeSlice(t, 0, 0))
		}
		return nil
	}
}

func arrayDecoder(pl *planner[decoder], t reflect.Type) func(*Reader, reflect.Value) error {
	elem := pl.of(t.Elem())
	return func(r *Reader, v reflect.Value) error {
		if r.peek() != kindArray {
			return r.wrong("Array")
		}
		if err := r.open(); err != nil {
			return err
		}
		for n := 0; ; n++ {
			more, err := r.element(n == 0)
			switch {
			case err != nil:
				return err
			case !more && n < t.Len():
				return missing(strconv.Itoa(n))
			case !more:
				return nil
			case n == t.Len():
				return invalid("Value has more elements but schema allows only " + strconv.Itoa(n) + ".")
			}
			if err := elem.read(r, v.Index(n)); err != nil {
				return at(err, strconv.Itoa(n))
			}
		}
	}
}
