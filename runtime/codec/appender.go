package codec

import (
	"encoding/base64"
	"math"
	"strconv"
	"time"
	"unicode/utf8"
)

const hexDigits = "0123456789abcdef"

// appendString adds s as a JSON string, as encoding/json writes it when told not
// to escape for HTML. What is not UTF-8 becomes U+FFFD.
func appendString(dst []byte, s string) []byte {
	dst, ok := appendPlain(dst, s)
	if ok {
		return dst
	}
	dst = append(dst, '"')
	from := 0
	for i := plainEnd(s, 0); i < len(s); i = plainEnd(s, i) {
		c := s[i]
		size := 1
		if c >= utf8.RuneSelf {
			var char rune
			char, size = utf8.DecodeRuneInString(s[i:])
			// U+2028 and U+2029 end a line in old JavaScript, even in a string.
			if (char != utf8.RuneError || size > 1) && char != '\u2028' && char != '\u2029' {
				i += size
				continue
			}
		}
		dst = appendEscape(append(dst, s[from:i]...), s[i:i+size])
		i += size
		from = i
	}
	return append(append(dst, s[from:]...), '"')
}

// appendEscape adds what is written for a character that cannot stand for itself.
func appendEscape(dst []byte, char string) []byte {
	switch c := char[0]; c {
	case '"', '\\':
		return append(dst, '\\', c)
	case '\b':
		return append(dst, `\b`...)
	case '\f':
		return append(dst, `\f`...)
	case '\n':
		return append(dst, `\n`...)
	case '\r':
		return append(dst, `\r`...)
	case '\t':
		return append(dst, `\t`...)
	default:
		if c < ' ' {
			return append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&0xf])
		}
	}
	if len(char) == 3 { // U+2028 and U+2029
		return append(dst, '\\', 'u', '2', '0', '2', hexDigits[char[2]&0xf])
	}
	return append(dst, "\ufffd"...)
}

// appendFloat adds f as JavaScript would write it. ok is false for infinities
// and NaN, which JSON has no way to write.
func appendFloat(dst []byte, f float64, bits int) (out []byte, ok bool) {
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return dst, false
	}
	if bits == 64 {
		if out, ok := appendDecimal(dst, f); ok {
			return out, true
		}
	}
	format, abs := byte('f'), math.Abs(f)
	if abs != 0 {
		if bits == 64 && (abs < 1e-6 || abs >= 1e21) ||
			bits == 32 && (float32(abs) < 1e-6 || float32(abs) >= 1e21) {
			format = 'e'
		}
	}
	dst = strconv.AppendFloat(dst, f, format, -1, bits)
	if n := len(dst); format == 'e' && n >= 4 && dst[n-4] == 'e' && dst[n-3] == '-' && dst[n-2] == '0' {
		dst[n-2] = dst[n-1] // e-09 is e-9
		dst = dst[:n-1]
	}
	return dst, true
}

// appendDecimal adds f if it has no more than four decimals and 15 digits. So few
// digits stand for one float64 only, so they are also the shortest way to write it.
func appendDecimal(dst []byte, f float64) (out []byte, ok bool) {
	const scale = 1e4
	abs := math.Abs(f)
	if abs >= 1e15/scale {
		return dst, false
	}
	n := uint64(abs*scale + 0.5)
	if float64(n)/scale != abs {
		return dst, false
	}
	if math.Signbit(f) {
		dst = append(dst, '-')
	}
	dst = strconv.AppendUint(dst, n/scale, 10)
	if n %= scale; n == 0 {
		return dst, true
	}
	dst = append(dst, '.', byte('0'+n/1000), byte('0'+n/100%10), byte('0'+n/10%10), byte('0'+n%10))
	for dst[len(dst)-1] == '0' {
		dst = dst[:len(dst)-1]
	}
	return dst, true
}

// appendTime adds t in UTC with the fraction that it has. ok is false for years
// that RFC 3339 has no way to write.
func appendTime(dst []byte, t time.Time) (out []byte, ok bool) {
	dst, ok = appendUTC(append(dst, '"'), t)
	return append(dst, '"'), ok
}

// appendBytes adds p in base64.
func appendBytes(dst, p []byte) []byte {
	dst = append(dst, '"')
	dst = base64.StdEncoding.AppendEncode(dst, p)
	return append(dst, '"')
}

// appendCompact adds a valid JSON text without its white space.
func appendCompact(dst, text []byte) []byte {
	from, quoted := 0, false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			quoted = !quoted
		case quoted && c == '\\':
			i++
		case !quoted && c <= ' ':
			dst = append(dst, text[from:i]...)
			from = i + 1
		}
	}
	return append(dst, text[from:]...)
}
