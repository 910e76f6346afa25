package main

import (
	"errors"
	"go/token"
	"os"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/generator/diag"
)

func TestStyle(t *testing.T) {
	source := "package a\n\tDo(x chan int)\n\tx := \"世界e\u0301\x1b\" + 本\r\n" + strings.Repeat("x", 501)
	read := func(name string) ([]byte, error) {
		if name != "a.go" {
			return nil, errors.New("gone")
		}
		return []byte(source), nil
	}
	at := func(file string, line, column int) diag.Diagnostic {
		return diag.Diagnostic{Pos: token.Position{Filename: file, Line: line, Column: column}, Code: diag.UnsendableType, Message: "bad\x1b; mend it"}
	}
	for _, tt := range []struct {
		name string
		s    style
		d    diag.Diagnostic
		want string
	}{
		{"one line", style{}, at("a.go", 2, 7), "a.go:2:7: bad\x1b; mend it\n"},
		{"with its source", style{source: true}, at("a.go", 2, 7),
			"a.go:2:7: bad\\u001b; mend it [unsendable-type]\n    2 |     Do(x chan int)\n      |          ^\n"},
		{"wide characters", style{source: true}, at("a.go", 3, 22),
			"a.go:3:22: bad\\u001b; mend it [unsendable-type]\n    3 |     x := \"世界e\u0301\\u001b\" + 本\n      |                          ^\n"},
		{"colours", style{source: true, color: true}, at("a.go", 2, 2),
			"\x1b[1ma.go:2:2: \x1b[0mbad\\u001b; mend it\x1b[2m [unsendable-type]\x1b[0m\n\x1b[2m    2 | \x1b[0m    Do(x chan int)\n\x1b[2m      | \x1b[0m    \x1b[1;31m^\x1b[0m\n"},
		{"behind the end of the line", style{source: true}, at("a.go", 1, 99), "a.go:1:99: bad\\u001b; mend it [unsendable-type]\n    1 | package a\n"},
		{"behind the end of the file", style{source: true}, at("a.go", 9, 1), "a.go:9:1: bad\\u001b; mend it [unsendable-type]\n"},
		{"a line too long to read", style{source: true}, at("a.go", 4, 1), "a.go:4:1: bad\\u001b; mend it [unsendable-type]\n"},
		{"no line", style{source: true}, at("a.go", 0, 0), "a.go: bad\\u001b; mend it [unsendable-type]\n"},
		{"no file", style{source: true}, at("b.go", 2, 7), "b.go:2:7: bad\\u001b; mend it [unsendable-type]\n"},
	} {
		var out strings.Builder
		tt.s.read = read
		tt.s.print(&out, tt.d)
		if out.String() != tt.want {
			t.Errorf("%s: got\n%q\nwant\n%q", tt.name, out.String(), tt.want)
		}
	}
}

func TestStyleOf(t *testing.T) {
	file, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for mode, want := range map[string]bool{"auto": false, "always": true, "never": false} {
		if s := styleOf(file, mode); s.source != want || s.color != want {
			t.Errorf("-color %s into a file: %+v", mode, s)
		}
	}
	t.Setenv("TERM", "xterm")
	terminal, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Fatal("there are no terminals here: ", err)
	}
	defer terminal.Close()
	for _, tt := range []struct {
		mode, noColor, term string
		color               bool
	}{
		{"auto", "", "xterm", true},
		{"auto", "1", "xterm", false},
		{"auto", "", "dumb", false},
		{"never", "", "xterm", false},
		{"always", "1", "dumb", true},
	} {
		t.Setenv("NO_COLOR", tt.noColor)
		t.Setenv("TERM", tt.term)
		if s := styleOf(terminal, tt.mode); !s.source || s.color != tt.color {
			t.Errorf("on a terminal, %+v: %+v", tt, s)
		}
	}
}
