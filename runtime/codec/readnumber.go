package codec

import (
	"bytes"
	"errors"
	"math"
	"strconv"
)

// number takes the number that peek has seen, as it is written.
func (r *Reader) number() ([]byte, error) {
	size, ok := numberLen(r.data[r.pos:])
	if !ok {
		r.pos += size
		return nil, r.unexpected()
	}
	text := r.data[r.pos : r.pos+size]
	r.pos += size
	return text, nil
}

// numberLen is the length of the JSON number that p starts with. If there is
// none, it says how far it got.
func numberLen(p []byte) (size int, ok bool) {
	i := 0
	if i < len(p) && p[i] == '-' {
		i++
	}
	whole := digits(p[i:])
	if whole == 0 {
		return i, false
	}
	if p[i] == '0' {
		whole = 1 // 01 is not a number: the 1 is what follows
	}
	i += whole
	if i < len(p) && p[i] == '.' {
		i++
		n := digits(p[i:])
		if n == 0 {
			return i, false
		}
		i += n
	}
	if i < len(p) && (p[i] == 'e' || p[i] == 'E') {
		i++
		if i < len(p) && (p[i] == '+' || p[i] == '-') {
			i++
		}
		n := digits(p[i:])
		if n == 0 {
			return i, false
		}
		i += n
	}
	return i, true
}

// digits counts the decimal digits that p starts with.
func digits(p []byte) int {
	n := 0
	for n < len(p) && p[n]-'0' <= 9 {
		n++
	}
	return n
}

// isNumber reports whether all of p is one JSON number.
func isNumber(p []byte) bool {
	size, ok := numberLen(p)
	return ok && size == len(p)
}

// The ways in which a number can fail to be an integer.
var (
	errFraction = errors.New("not integral")
	errTooBig   = errors.New("out of range")
)

// integer gives the absolute value of a JSON number and whether it is below
// zero. It takes 1.0 and 1e3 for the integers that they are, and spends no more
// on 1e999999999 than on 1.
func integer(text []byte) (abs uint64, negative bool, err error) {
	if text[0] == '-' {
		negative, text = true, text[1:]
	}
	if len(text) < 19 { // cannot overflow
		for _, c := range text {
			if c-'0' > 9 {
				abs, err = scientific(text)
				return abs, negative, err
			}
			abs = abs*10 + uint64(c-'0')
		}
		return abs, negative, nil
	}
	abs, err = scientific(text)
	return abs, negative, err
}

// scientific is integer for the numbers that are not just a few digits.
func scientific(text []byte) (uint64, error) {
	n := digits(text)
	mantissa, text, exp := append([]byte(nil), text[:n]...), text[n:], 0
	if len(text) > 0 && text[0] == '.' {
		n = digits(text[1:])
		mantissa, text, exp = append(mantissa, text[1:n+1]...), text[n+1:], -n
	}
	if len(text) > 0 {
		exp += exponent(text[1:])
	}
	mantissa = bytes.TrimLeft(mantissa, "0")
	if len(mantissa) == 0 {
		return 0, nil
	}
	n = len(mantissa)
	mantissa = bytes.TrimRight(mantissa, "0")
	exp += n - len(mantissa)
	switch {
	case exp < 0:
		return 0, errFraction
	case len(mantissa)+exp > 20: // more digits than a uint64 has
		return 0, errTooBig
	}
	mantissa = append(mantissa, "00000000000000000000"[:exp]...)
	abs, err := strconv.ParseUint(string(mantissa), 10, 64)
	if err != nil {
		return 0, errTooBig
	}
	return abs, nil
}

// exponent reads what follows the e. Beyond 1e8 it is all one: no input is so
// long that its digits could make up for it.
func exponent(text []byte) int {
	negative := text[0] == '-'
	if negative || text[0] == '+' {
		text = text[1:]
	}
	exp := 0
	for _, c := range text {
		if exp = exp*10 + int(c-'0'); exp > 1e8 {
			exp = 1e8
		}
	}
	if negative {
		return -exp
	}
	return exp
}

// signed is the integer that text stands for, if it fits into bits bits. name is
// the Go type's, for the error.
func signed(text []byte, bits int, name string) (int64, error) {
	abs, negative, err := integer(text)
	limit := uint64(1) << (bits - 1)
	switch {
	case errors.Is(err, errFraction):
		return 0, notValid(string(text), "int")
	case err != nil || abs > limit || abs == limit && !negative:
		return 0, notValid(string(text), name)
	case negative:
		return -int64(abs), nil
	}
	return int64(abs), nil
}

// unsigned is the same for integers without a sign.
func unsigned(text []byte, bits int, name string) (uint64, error) {
	abs, negative, err := integer(text)
	switch {
	case errors.Is(err, errFraction) || negative && abs != 0:
		return 0, notValid(string(text), "uint")
	case err != nil || abs > math.MaxUint64>>(64-bits):
		return 0, notValid(string(text), name)
	}
	return abs, nil
}

// float is the number that text stands for.
func float(text []byte, bits int, name string) (float64, error) {
	f, err := parseFloat(text, bits)
	if err != nil {
		return 0, notValid(string(text), name)
	}
	return f, nil
}
