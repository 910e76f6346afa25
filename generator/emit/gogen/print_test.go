package gogen

import "testing"

func TestComment(t *testing.T) {
	for text, want := range map[string]string{
		"":                         "",
		"Borrow lends.":            "// Borrow lends.",
		"A\n\n\tcode\n\nB\n":       "// A\n//\n//\tcode\n//\n// B",
		"go:build ignore":          "// go:build ignore",
		"*/ func init() {} /*":     "// */ func init() {} /*",
		"A\n+build ignore\nB":      "// A\n// \"+build ignore\"\n// B",
		"A\n \t+build ignore\n":    "// A\n// \"+build ignore\"",
		"+build \"ignore\" `this`": `// "+build \"ignore\" ` + "`this`" + `"`,
	} {
		got := comment(text)
		if got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
		// However odd a comment is, it is a comment to gofmt too, and stays where it is.
		if f := string(gofmt([]byte(got + "\nvar x int"))); f[:min(2, len(f))] != "//" && want != "" {
			t.Errorf("%q: gofmt makes %q of it", text, f)
		}
	}
}
