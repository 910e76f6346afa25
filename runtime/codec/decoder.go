package codec

import "reflect"

// A decoder is how values of one type are read. The value is addressable and,
// unless a program reuses it, zero.
type decoder struct {
	read func(*Reader, reflect.Value) error
	// What a null does to a field; in other places read decides.
	null nullRule
}

type nullRule byte

const (
	nullMissing nullRule = iota // it counts as missing
	nullZero                    // the zero value
	nullGiven                   // read is asked: the type may have its own idea
)

var decoders = &plans[decoder]{}

func init() { decoders.make = makeDecoder } // it and decoders need one another

func decoderOf(t reflect.Type) *decoder { return decoders.of(t) }

// makeDecoder completes d for type t.
func makeDecoder(pl *planner[decoder], d *decoder, t reflect.Type) {
	p := reflect.PointerTo(t)
	switch {
	case t == cookieType:
		d.read, d.null = readCookie, nullZero
	case t == timeType:
		d.read = readTime
	case t == rawType:
		d.read, d.null = readRaw, nullGiven
	case t.Kind() == reflect.Pointer:
		d.read, d.null = pointerDecoder(pl, t), nullZero
	case t.Kind() == reflect.Interface:
		d.read, d.null = readInterface, nullZero
	case p.Implements(unmarshalerType):
		d.read, d.null = readJSONer, nullGiven
	default:
		d.read = decodeKind(pl, t)
		if p.Implements(textUnmarshalerType) {
			d.read = readTexter
		}
		if p.Implements(marshalerType) { // it may have written null
			d.read, d.null = orNull(d.read), nullZero
		}
	}
}

func orNull(read func(*Reader, reflect.Value) error) func(*Reader, reflect.Value) error {
	return func(r *Reader, v reflect.Value) error {
		if null, err := r.null(); null {
			return err
		}
		return read(r, v)
	}
}

// decodeKind is for types without methods of their own.
func decodeKind(pl *planner[decoder], t reflect.Type) func(*Reader, reflect.Value) error {
	switch k := t.Kind(); k {
	case reflect.Bool, reflect.String,
		reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr,
		reflect.Float32, reflect.Float64:
		return scalarDecoder(t)
	case reflect.Struct:
		return structDecoder(pl, t)
	case reflect.Map:
		return mapDecoder(pl, t)
	case reflect.Slice:
		if isBytes(t) {
			return readBytes
		}
		return sliceDecoder(pl, t)
	case reflect.Array:
		return arrayDecoder(pl, t)
	default: // chan, func, complex and unsafe pointers
		return func(*Reader, reflect.Value) error {
			return notReceivable(t)
		}
	}
}

func scalarDecoder(t reflect.Type) func(*Reader, reflect.Value) error {
	switch k := t.Kind(); {
	case t == numberType:
		return readNumber
	case k == reflect.Bool:
		return readBool
	case k == reflect.String:
		return func(r *Reader, v reflect.Value) error {
			s, err := r.stringValue()
			if err == nil {
				v.SetString(string(s))
			}
			return err
		}
	default:
		parse := numberParser(t)
		return func(r *Reader, v reflect.Value) error {
			text, err := r.numberValue()
			if err != nil {
				return err
			}
			return parse(text, v)
		}
	}
}

// numberParser returns what sets a value of type t from a JSON number.
func numberParser(t reflect.Type) func([]byte, reflect.Value) error {
	bits, name := t.Bits(), t.Kind().String()
	switch k := t.Kind(); {
	case k <= reflect.Int64:
		return func(text []byte, v reflect.Value) error {
			n, err := signed(text, bits, name)
			v.SetInt(n)
			return err
		}
	case k <= reflect.Uintptr:
		return func(text []byte, v reflect.Value) error {
			n, err := unsigned(text, bits, name)
			v.SetUint(n)
			return err
		}
	default:
		return func(text []byte, v reflect.Value) error {
			f, err := float(text, bits, name)
			v.SetFloat(f)
			return err
		}
	}
}

// quotedDecoder is for fields with the option string.
func quotedDecoder(pl *planner[decoder], t reflect.Type) func(*Reader, reflect.Value) error {
	if t.Kind() == reflect.Pointer {
		inner := quotedDecoder(pl, t.Elem())
		return func(r *Reader, v reflect.Value) error { // never null: see readInto
			if v.IsNil() {
				v.Set(reflect.New(t.Elem()))
			}
			return inner(r, v.Elem())
		}
	}
	plain := pl.of(t)
	if ownJSON(t) || ownText(t) {
		return func(r *Reader, v reflect.Value) error { return plain.read(r, v) }
	}
	return func(r *Reader, v reflect.Value) error {
		text, err := r.stringValue()
		if err != nil {
			return err
		}
		inner := newReader(text)
		defer inner.free()
		err = plain.read(inner, v)
		if err != nil || inner.pos < len(text) || kinds[text[0]] == kindWrong { // no space around it
			return notValid(string(text), t.Kind().String())
		}
		return nil
	}
}

// stringValue takes a string, whatever comes next.
func (r *Reader) stringValue() ([]byte, error) {
	if r.peek() != kindString {
		return nil, r.wrong("string")
	}
	return r.str()
}

// numberValue takes a number, whatever comes next.
func (r *Reader) numberValue() ([]byte, error) {
	if r.peek() != kindNumber {
		return nil, r.wrong("number")
	}
	return r.number()
}

func readBool(r *Reader, v reflect.Value) error {
	switch r.peek() {
	case kindTrue:
		v.SetBool(true)
		return r.literal("true")
	case kindFalse:
		v.SetBool(false)
		return r.literal("false")
	default:
		return r.wrong("boolean")
	}
}
