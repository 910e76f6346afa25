package codec

import (
	"unicode/utf16"
	"unicode/utf8"
)

// str takes the string that peek has seen. The bytes are part of the input, or
// of a buffer that the next string overwrites.
func (r *Reader) str() ([]byte, error) {
	start := r.pos
	r.pos++
	in := view(r.data)
	for i := plainEnd(in, r.pos); i < len(in); i = plainEnd(in, i) {
		c := r.data[i]
		switch {
		case c == '"':
			s := r.data[r.pos:i]
			r.pos = i + 1
			return s, nil
		case c == '\\':
			return r.escaped(start, i)
		case c < ' ':
			return nil, syntax("Bad control character in string literal in JSON at position %d", i)
		default:
			size := runeLen(r.data[i:])
			if size == 0 {
				return nil, syntax("Invalid UTF-8 at position %d", i)
			}
			i += size
		}
	}
	return nil, syntax("Unterminated string in JSON at position %d", len(r.data))
}

// runeLen is the length of the character that p starts with, 0 if it is not UTF-8.
func runeLen(p []byte) int {
	if c, size := utf8.DecodeRune(p); c != utf8.RuneError || size > 1 {
		return size
	}
	return 0
}

// escaped goes on with the string that began at start and has its first
// backslash at i.
func (r *Reader) escaped(start, i int) ([]byte, error) {
	text := append(r.text[:0], r.data[start+1:i]...)
	for i < len(r.data) {
		if end := plainEnd(view(r.data), i); end > i {
			text = append(text, r.data[i:end]...)
			i = end
			continue
		}
		c := r.data[i]
		switch {
		case c == '"':
			r.text, r.pos = text, i+1
			return text, nil
		case c == '\\':
			char, size := unescape(r.data[i:])
			if size == 0 {
				return nil, syntax("Bad escaped character in JSON at position %d", i)
			}
			text = utf8.AppendRune(text, char)
			i += size
		case c < ' ':
			return nil, syntax("Bad control character in string literal in JSON at position %d", i)
		default:
			size := runeLen(r.data[i:])
			if size == 0 {
				return nil, syntax("Invalid UTF-8 at position %d", i)
			}
			text = append(text, r.data[i:i+size]...)
			i += size
		}
	}
	return nil, syntax("Unterminated string in JSON at position %d", len(r.data))
}

// unescape reads the escape that p starts with. Its length is 0 if it is none,
// or if it is half of a surrogate pair: that is no character.
func unescape(p []byte) (char rune, size int) {
	if len(p) < 2 {
		return 0, 0
	}
	switch p[1] {
	case '"', '\\', '/':
		return rune(p[1]), 2
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	case 'u':
		char, ok := hex4(p)
		if !ok {
			return 0, 0
		}
		if !utf16.IsSurrogate(char) {
			return char, 6
		}
		if low, ok := hex4(p[6:]); ok {
			if char = utf16.DecodeRune(char, low); char != utf8.RuneError {
				return char, 12
			}
		}
	}
	return 0, 0
}

// hex4 reads \uXXXX.
func hex4(p []byte) (char rune, ok bool) {
	if len(p) < 6 || p[0] != '\\' || p[1] != 'u' {
		return 0, false
	}
	for _, c := range p[2:6] {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		char = char<<4 | rune(c)
	}
	return char, true
}
