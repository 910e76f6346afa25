// Package diag collects what is wrong with a user's code, with the position of
// each problem. All problems of a run are reported together.
package diag

import (
	"cmp"
	"fmt"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A Diagnostic is one problem: what is wrong and, after a semicolon, what to do.
type Diagnostic struct {
	// Pos is where to look. Without a file name the problem belongs to no file.
	Pos     token.Position
	Code    Code // what kind of problem it is
	Message string
}

// String returns the diagnostic as compilers print it, file:line:col: message.
func (d Diagnostic) String() string {
	if d.Pos.Filename == "" {
		return d.Message
	}
	pos := d.Pos
	if wd, err := os.Getwd(); err == nil {
		pos.Filename = Rel(wd, pos.Filename)
	}
	return pos.String() + ": " + d.Message
}

// A List is the problems of a run. The zero value is an empty list. As an error
// it has one line for each problem.
type List []Diagnostic

// Add appends a problem.
func (l *List) Add(code Code, pos token.Position, message string) {
	*l = append(*l, Diagnostic{Pos: pos, Code: code, Message: message})
}

// Addf appends a problem whose message is formatted as by [fmt.Sprintf].
func (l *List) Addf(code Code, pos token.Position, format string, args ...any) {
	l.Add(code, pos, fmt.Sprintf(format, args...))
}

// Sort sorts the list by file, line, column and message, and removes what is
// in it more than once. Problems without a file come first.
func (l *List) Sort() {
	slices.SortStableFunc(*l, compare)
	*l = slices.CompactFunc(*l, func(a, b Diagnostic) bool { return compare(a, b) == 0 })
}

func compare(a, b Diagnostic) int {
	return cmp.Or(
		strings.Compare(a.Pos.Filename, b.Pos.Filename),
		cmp.Compare(a.Pos.Line, b.Pos.Line),
		cmp.Compare(a.Pos.Column, b.Pos.Column),
		strings.Compare(a.Message, b.Message),
	)
}

// Error returns the problems, one a line.
func (l List) Error() string {
	var b strings.Builder
	for i, d := range l {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(d.String())
	}
	return b.String()
}

// Err sorts the list and returns it as an error, nil if it is empty.
func (l List) Err() error {
	if len(l) == 0 {
		return nil
	}
	l = slices.Clone(l)
	l.Sort()
	return l
}

// Rel returns name relative to dir, with forward slashes, if it lies below dir,
// and name itself otherwise.
func Rel(dir, name string) string {
	if !filepath.IsAbs(name) {
		return name
	}
	rel, err := filepath.Rel(dir, name)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return name
	}
	return filepath.ToSlash(rel)
}
