package codec

import (
	"errors"
	"math"
	"strconv"
)

// takeInt takes an integer.
func (r *Reader) takeInt() int64 {
	pos, negative := r.pos, false
	if pos < len(r.data) && r.data[pos] == '-' {
		negative = true
		pos++
	}
	n, end := shortDigits(r.data, pos)
	if end > pos && !numeric(r.data, end) {
		r.pos = end
		if negative {
			return -int64(n)
		}
		return int64(n)
	}
	text, err := r.numberValue()
	if err != nil {
		r.fail()
		return 0
	}
	long, err := signed(text, 64, "")
	r.check(err)
	return long
}

// takeUint takes an integer without a sign.
func (r *Reader) takeUint() uint64 {
	n, end := shortDigits(r.data, r.pos)
	if end > r.pos && !numeric(r.data, end) {
		r.pos = end
		return n
	}
	text, err := r.numberValue()
	if err != nil {
		r.fail()
		return 0
	}
	n, err = unsigned(text, 64, "")
	r.check(err)
	return n
}

// takeFloat takes a number.
func (r *Reader) takeFloat(bits int) float64 {
	text, err := r.numberValue()
	if err != nil {
		r.fail()
		return 0
	}
	f, err := parseFloat(text, bits)
	r.check(err)
	return f
}

// shortDigits reads an integer of at most 18 digits, which cannot overflow, and
// returns where it ends: at the beginning if there is none, or one with a 0 too many.
func shortDigits(data []byte, start int) (n uint64, end int) {
	end = start
	for end < len(data) && end < start+18 {
		digit := data[end] - '0'
		if digit > 9 {
			break
		}
		n = n*10 + uint64(digit)
		end++
	}
	if end > start+1 && data[start] == '0' {
		return 0, start
	}
	return n, end
}

// numeric reports whether a number goes on at pos.
func numeric(data []byte, pos int) bool {
	if pos == len(data) {
		return false
	}
	c := data[pos]
	return c-'0' <= 9 || c == '.' || c == 'e' || c == 'E'
}

// tens are the powers of ten that a float64 holds exactly.
var tens = [...]float64{1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
	1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22}

// parseFloat is the value of a JSON number. One of up to 15 digits is a quotient
// of two numbers that float64 holds exactly, which the division rounds just once
// (Clinger, How to Read Floating Point Numbers Accurately, 1990).
func parseFloat(text []byte, bits int) (float64, error) {
	if bits == 64 && len(text) <= 17 { // 15 digits, a sign and a point
		digits, negative := text, false
		if digits[0] == '-' {
			digits, negative = digits[1:], true
		}
		n, point := uint64(0), -1
		for i, c := range digits {
			switch {
			case c-'0' <= 9:
				n = n*10 + uint64(c-'0')
			case c == '.':
				point = i
			default: // an exponent
				return strconv.ParseFloat(view(text), bits)
			}
		}
		if n < 1<<53 {
			f := float64(n)
			if point >= 0 {
				f /= tens[len(digits)-point-1]
			}
			if negative {
				f = math.Copysign(f, -1)
			}
			return f, nil
		}
	}
	f, err := strconv.ParseFloat(view(text), bits)
	if err != nil {
		return 0, errors.New("out of range")
	}
	return f, nil
}
