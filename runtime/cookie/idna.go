package cookie

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// plainLetters are the runes beyond ASCII that a host may be written with here.
// The rules for names (IDNA) leave them as they are, or make them lower case, so
// no tables are needed to know which server a name means. A test holds them
// against net/http. Other names have to be given in their ASCII form.
var plainLetters = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x00df, Hi: 0x00f6, Stride: 1}, // Latin, as of western Europe
		{Lo: 0x00f8, Hi: 0x00ff, Stride: 1},
		{Lo: 0x0101, Hi: 0x012f, Stride: 2}, // and of its east
		{Lo: 0x0131, Hi: 0x0131, Stride: 1},
		{Lo: 0x0135, Hi: 0x0137, Stride: 2},
		{Lo: 0x013a, Hi: 0x013e, Stride: 2},
		{Lo: 0x0142, Hi: 0x0148, Stride: 2},
		{Lo: 0x014b, Hi: 0x0177, Stride: 2},
		{Lo: 0x017a, Hi: 0x017e, Stride: 2},
		{Lo: 0x03ac, Hi: 0x03c1, Stride: 1}, // Greek; not the final sigma, whose capital is that of another letter
		{Lo: 0x03c3, Hi: 0x03ce, Stride: 1},
		{Lo: 0x0430, Hi: 0x045f, Stride: 1}, // Cyrillic
		{Lo: 0x3041, Hi: 0x3096, Stride: 1}, // Japanese
		{Lo: 0x30a1, Hi: 0x30fa, Stride: 1},
		{Lo: 0x30fc, Hi: 0x30fc, Stride: 1},
		{Lo: 0x4e00, Hi: 0x9fff, Stride: 1}, // Chinese
		{Lo: 0xac00, Hi: 0xd7a3, Stride: 1}, // Korean
	},
	LatinOffset: 2,
}

// asciiHost returns a host in lower case and in ASCII: a label with other
// letters becomes xn-- and its Punycode.
func asciiHost(host string) (string, error) {
	labels := strings.Split(host, ".")
	for i, label := range labels {
		if !utf8.ValidString(label) {
			return "", errors.New("the host in the server's URL is not valid UTF-8")
		}
		runes := []rune(label)
		beyond := false
		for j, r := range runes {
			if r < utf8.RuneSelf {
				runes[j] = unicode.ToLower(r)
				continue
			}
			beyond = true
			lower := unicode.ToLower(r)
			if runes[j] = lower; !unicode.Is(plainLetters, lower) || r != lower && r != unicode.ToUpper(lower) {
				return "", fmt.Errorf("the host in the server's URL holds %q: write the host in its ASCII form, which begins with xn--", r)
			}
		}
		labels[i] = string(runes)
		if beyond {
			labels[i] = "xn--" + punycode(runes)
		}
	}
	return strings.Join(labels, "."), nil
}

// The parameters of Punycode (RFC 3492, section 5).
const (
	punyBase, punyMin, punyMax = 36, 1, 26
	punySkew, punyDamp         = 38, 700
)

// punycode encodes a label (RFC 3492, section 6.3). A label is short enough
// for its numbers not to overflow: net/url has read it.
func punycode(label []rune) string {
	var out []byte
	for _, r := range label {
		if r < utf8.RuneSelf {
			out = append(out, byte(r))
		}
	}
	basic := len(out)
	if basic > 0 {
		out = append(out, '-')
	}
	n, delta, bias := rune(0x80), 0, 72
	for done := basic; done < len(label); n++ {
		next := unicode.MaxRune
		for _, r := range label {
			if r >= n && r < next {
				next = r
			}
		}
		delta += int(next-n) * (done + 1)
		n = next
		for _, r := range label {
			if r < n {
				delta++
			}
			if r != n {
				continue
			}
			out = appendPuny(out, delta, bias)
			bias = adapt(delta, done+1, done == basic)
			delta = 0
			done++
		}
		delta++
	}
	return string(out)
}

// appendPuny writes one number of variable length.
func appendPuny(out []byte, q, bias int) []byte {
	const digits = "abcdefghijklmnopqrstuvwxyz0123456789"
	for k := punyBase; ; k += punyBase {
		t := min(max(k-bias, punyMin), punyMax)
		if q < t {
			return append(out, digits[q])
		}
		out = append(out, digits[t+(q-t)%(punyBase-t)])
		q = (q - t) / (punyBase - t)
	}
}

func adapt(delta, points int, first bool) int {
	if first {
		delta /= punyDamp
	} else {
		delta /= 2
	}
	delta += delta / points
	k := 0
	for ; delta > (punyBase-punyMin)*punyMax/2; k += punyBase {
		delta /= punyBase - punyMin
	}
	return k + (punyBase-punyMin+1)*delta/(delta+punySkew)
}
