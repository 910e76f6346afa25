package codec

import (
	"encoding/json"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

// What a stranger can make us allocate is a multiple of what he sends, and the
// multiple is that of Go's own maps and slices.
func TestMemoryIsProportional(t *testing.T) {
	const size = 256 << 10
	fill := func(before string, each func(i int) string, after string) string {
		var b strings.Builder
		b.WriteString(before)
		for i := 0; b.Len() < size; i++ {
			b.WriteString(each(i))
		}
		b.WriteString(after)
		return b.String()
	}
	same := func(s string) func(int) string { return func(int) string { return s } }
	name := func(i int) string { return `"` + strconv.Itoa(i) + `":0,` }
	for what, text := range map[string]string{
		"lists":           fill("[", same("[],"), "0]"),
		"objects":         fill("[", same("{},"), "0]"),
		"names":           fill("{", name, `"x":0}`),
		"objects of one":  fill("[", same(`{"":0},`), "0]"),
		"nulls":           fill("[", same("null,"), "0]"),
		"digits":          fill("", same("9"), ""),
		"digits and more": fill("0.", same("0"), "1e9999999999"),
		"exponent":        fill("1e", same("9"), ""),
		"text":            fill(`"`, same("x"), `"`),
		"escapes":         fill(`"`, same(`\u0041`), `"`),
		"brackets":        fill("", same("["), ""),
		"spaces":          fill("", same(" "), "1"),
	} {
		for _, v := range []any{new(any), new(json.RawMessage), new([]json.Number), new(int), new(float64), new(string), new(map[string]int), new(struct{}), new([]struct{})} {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			err := JSON.Decode([]byte(text), v)
			runtime.ReadMemStats(&after)
			if got := (after.TotalAlloc - before.TotalAlloc) / size; got > 64 {
				t.Errorf("%s into %T: %d times the input (%v)", what, v, got, err)
			}
			if err != nil && len(err.Error()) > 300 {
				t.Errorf("%s into %T: an error of %d bytes", what, v, len(err.Error()))
			}
		}
	}
}
