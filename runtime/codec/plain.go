package codec

import (
	"encoding/binary"
	mathbits "math/bits"
	"slices"
	"unicode/utf8"
	"unsafe"
)

// plain marks the bytes that stand for themselves in a string: ASCII without
// control characters, quotation mark and backslash.
var plain = func() (t [256]bool) {
	for c := range t {
		t[c] = c >= ' ' && c < utf8.RuneSelf && c != '"' && c != '\\'
	}
	return t
}()

// A byte in each of the eight places of a word.
const (
	ones   = 0x0101010101010101
	highs  = 0x80 * ones
	quotes = '"' * ones
	slopes = '\\' * ones
	spaces = ' ' * ones
)

// plainEnd returns the index of the first byte from i on that is not plain, or
// the length of s. It looks at eight bytes at a time: the highest bit of a byte of
// odd's is set where that byte is 0x80 or above, below a space, or equal to one of
// the two. A byte behind such a one may be marked in error, as a subtraction
// borrows from it, so only the first mark counts.
func plainEnd(s string, i int) int {
	for ; len(s)-i >= 8; i += 8 {
		if odd := odd(load(s, i)); odd != 0 {
			return i + mathbits.TrailingZeros64(odd)/8
		}
	}
	for i < len(s) && plain[s[i]] {
		i++
	}
	return i
}

// odd marks the bytes of a word that are not plain, as [plainEnd] says.
func odd(word uint64) uint64 {
	quote, slope := word^quotes, word^slopes
	return (word | (word-spaces)&^word | (quote-ones)&^quote | (slope-ones)&^slope) & highs
}

// appendPlain adds s in quotation marks if all of it is plain. It copies what it looks
// at, and looks at some bytes for the second time in its last step. Else it returns dst.
func appendPlain(dst []byte, s string) (out []byte, ok bool) {
	dst = slices.Grow(dst, len(s)+2)
	n, size := len(dst), len(s)
	to := dst[n : n+size+2]
	to[0], to[size+1] = '"', '"'
	to = to[1 : size+1]
	if size < 8 {
		for i := range to {
			if to[i] = s[i]; !plain[s[i]] {
				return dst, false
			}
		}
		return dst[:n+size+2], true
	}
	for i := 0; i <= size-8; i += 8 {
		word := load(s, i)
		if odd(word) != 0 {
			return dst, false
		}
		binary.LittleEndian.PutUint64(to[i:], word)
	}
	word := load(s, size-8)
	if odd(word) != 0 {
		return dst, false
	}
	binary.LittleEndian.PutUint64(to[size-8:], word)
	return dst[:n+size+2], true
}

// load returns the eight bytes from i on, the first one lowest.
func load(s string, i int) uint64 {
	b := s[i : i+8]
	return uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
		uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
}

// view returns p as a string, for a look at it: the bytes are not copied.
func view(p []byte) string { return unsafe.String(unsafe.SliceData(p), len(p)) }
