package main

import (
	"bytes"
	"fmt"
	"go/token"
	"io"
	"os"
	"strings"
	"unicode"

	"golang.org/x/term"
	"golang.org/x/text/width"

	"github.com/rpcgen/rpcgen/generator/diag"
)

// A style says how problems look to people. The zero value prints one line for each, as
// compilers do.
type style struct {
	source bool // show the line of source, with a caret below the place
	color  bool
	read   func(name string) ([]byte, error) // nil is os.ReadFile
}

// styleOf returns the style for a file that problems are printed to. The mode is that
// of -color: auto, always or never. Colours are not for those who have set NO_COLOR
// (no-color.org), nor for terminals that have none.
func styleOf(f *os.File, mode string) style {
	terminal := term.IsTerminal(int(f.Fd()))
	return style{
		source: terminal || mode == "always",
		color:  mode == "always" || mode == "auto" && terminal && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb",
	}
}

// The colours, as terminals take them (ECMA-48 8.3.117).
const (
	bold  = "\x1b[1m"
	red   = "\x1b[1;31m"
	faint = "\x1b[2m"
	plain = "\x1b[0m"
)

func (s style) paint(color, text string) string {
	if !s.color {
		return text
	}
	return color + text + plain
}

// print prints a problem that belongs to a file.
func (s style) print(w io.Writer, d diag.Diagnostic) {
	if !s.source {
		fmt.Fprintln(w, d)
		return
	}
	where, _ := strings.CutSuffix(d.String(), d.Message)
	code := ""
	if d.Code != "" {
		code = s.paint(faint, " ["+string(d.Code)+"]")
	}
	fmt.Fprintf(w, "%s%s%s\n", s.paint(bold, where), escapeControls(d.Message), code)
	text, ok := s.sourceLine(d.Pos)
	if !ok {
		return
	}
	number := fmt.Sprintf("%5d | ", d.Pos.Line)
	fmt.Fprintf(w, "%s%s\n", s.paint(faint, number), escapeControls(strings.ReplaceAll(text, "\t", tab)))
	if d.Pos.Column > 0 && d.Pos.Column-1 <= len(text) {
		blank := strings.Repeat(" ", columns(text[:d.Pos.Column-1]))
		fmt.Fprintf(w, "%s%s%s\n", s.paint(faint, "      | "), blank, s.paint(red, "^"))
	}
}

// tab is what a tab looks like.
const tab = "    "

// sourceLine returns a line of a file. Files that cannot be read have none.
func (s style) sourceLine(pos token.Position) (string, bool) {
	if pos.Line == 0 {
		return "", false
	}
	read := s.read
	if read == nil {
		read = os.ReadFile
	}
	data, err := read(pos.Filename)
	if err != nil {
		return "", false
	}
	n := 0
	for l := range bytes.Lines(data) {
		if n++; n == pos.Line {
			const enough = 500 // bytes; what is longer nobody reads
			text := strings.TrimRight(string(l), "\r\n")
			return text, len(text) <= enough
		}
	}
	return "", false
}

// columns returns how many columns of a terminal a text takes.
func columns(text string) (n int) {
	for _, r := range text {
		switch {
		case r == '\t':
			n += len(tab)
		case unicode.Is(unicode.Mn, r): // drawn over the one before
		case r < ' ' || 0x7f <= r && r < 0xa0:
			n += len(`\u0000`)
		default:
			n++
			if k := width.LookupRune(r).Kind(); k == width.EastAsianWide || k == width.EastAsianFullwidth {
				n++
			}
		}
	}
	return n
}
