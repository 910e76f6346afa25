package diag

import (
	"errors"
	"go/token"
	"os"
	"path/filepath"
	"testing"
)

func at(file string, line, col int) token.Position {
	return token.Position{Filename: file, Line: line, Column: col}
}

func TestListIsSortedAndWithoutDuplicates(t *testing.T) {
	var l List
	l.Add("c", at("b.go", 1, 1), "later file")
	l.Add("c", at("a.go", 10, 2), "later line")
	l.Addf("c", at("a.go", 9, 3), "later column of %s", "9")
	l.Add("c", at("a.go", 9, 2), "b")
	l.Add("c", at("a.go", 9, 2), "a")
	l.Add("c", at("a.go", 9, 2), "b")
	l.Add("c", token.Position{}, "nowhere")
	const want = `nowhere
a.go:9:2: a
a.go:9:2: b
a.go:9:3: later column of 9
a.go:10:2: later line
b.go:1:1: later file`
	if got := l.Err().Error(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if l[0].Pos.Filename != "b.go" {
		t.Error("Err changed the list that it was called on")
	}
	var as List
	if !errors.As(l.Err(), &as) || len(as) != 6 {
		t.Errorf("errors.As found %d diagnostics, want 6", len(as))
	}
}

func TestEmptyListIsNoError(t *testing.T) {
	var l List
	if err := l.Err(); err != nil {
		t.Errorf("got %v", err)
	}
}

func TestNamesAreRelativeToTheWorkingDirectory(t *testing.T) {
	wd, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	outside := filepath.Join(filepath.Dir(wd), "a.go")
	for _, tt := range []struct{ name, want string }{
		{filepath.Join(wd, "sub", "a.go"), "sub/a.go:1:2: m"},
		{outside, outside + ":1:2: m"},
		{"sub/a.go", "sub/a.go:1:2: m"},
		{filepath.Join(wd, "..a.go"), "..a.go:1:2: m"},
	} {
		if got := (Diagnostic{Pos: at(tt.name, 1, 2), Message: "m"}).String(); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}
