package tsgen

import (
	"strings"
	"testing"
)

// TestWidth has lines that just fit, and that are one letter longer.
func TestWidth(t *testing.T) {
	t.Parallel()
	fill := func(n int) part { return text(strings.Repeat("x", n)) }
	long := strings.Repeat("x", 50)
	tests := []struct {
		name   string
		indent int
		line   []part // which fill makes as long as a line may be
		rest   int    // how many letters fill has then
		want   string // of the line that is one letter longer, with X for fill
	}{
		{"members", 0, []part{text("type T = "), members(text("a: string"), text("b: ")), text(";")}, 92,
			"type T = {\n  a: string;\n  b: X;\n};\n"},
		{"object", 1, []part{object(text("a: 1"), text("b: "))}, 105,
			"  {\n    a: 1,\n    b: X,\n  }\n"},
		{"call", 1, []part{text("f"), call(text("a"), text("")), text(": void {")}, 104,
			"  f(\n    a,\n    X,\n  ): void {\n"},
		{"tuple", 0, []part{tuple(text("a"), text("")), text(";")}, 114, "[\n  a,\n  X,\n];\n"},
		{"letters of several bytes", 0, []part{text("größe"), tuple(text("ä"), text("")), text(";")}, 109, "größe[\n  ä,\n  X,\n];\n"},
	}
	for _, test := range tests {
		for _, more := range []int{0, 1} {
			line := append([]part(nil), test.line...)
			for i, p := range line {
				if p.list == nil {
					continue
				}
				l := *p.list
				last := len(l.items) - 1
				l.items = append(append([]part(nil), l.items[:last]...), row(l.items[last], fill(test.rest+more)))
				line[i] = part{list: &l}
			}
			var p printer
			p.line(test.indent, line...)
			got := p.String()
			if more == 0 {
				if n := len([]rune(got)); strings.Count(got, "\n") != 1 || n != width+1 {
					t.Errorf("%s: not one line of %d letters but %d:\n%s", test.name, width, n-1, got)
				}
				continue
			}
			if got = strings.ReplaceAll(got, strings.Repeat("x", test.rest+more), "X"); got != test.want {
				t.Errorf("%s: %q, want %q", test.name, got, test.want)
			}
		}
	}

	// Lists break from the outside, and only as far as needed.
	var p printer
	p.line(0, call(members(text("a: "+long), text("b: "+long)), members(text("c: "+long))), text(";"))
	want := "(\n  { a: X; b: X },\n  { c: X },\n);\n"
	if got := strings.ReplaceAll(p.String(), long, "X"); got != want {
		t.Errorf("%q, want %q", got, want)
	}

	// What has no place to break stays whole.
	p = printer{}
	p.line(0, fill(200), members(), call(), object())
	if got := p.String(); got != strings.Repeat("x", 200)+"{}(){}\n" {
		t.Errorf("%q", got)
	}
}
