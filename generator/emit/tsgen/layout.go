package tsgen

import (
	"strings"
	"unicode/utf8"
)

// width is how long lines may be if there is a place to break them.
const width = 120

// A part is a piece of text that knows where it may be broken into lines. It is
// either text, or a list in brackets, or several parts in a row.
type part struct {
	text  string
	row   []part
	list  *list
	lines bool // several lines whatever fits
}

// A list is what prettier puts on one line if it fits, and else on a line for each
// item:
//
//	{ isbn: string; days: number }
type list struct {
	open, close string
	sep         string // between items: ";", "," or " |"
	end         string // behind the last item if each has its line
	pad         string // inside of the brackets on one line
	items       []part
}

func text(s ...string) part  { return part{text: strings.Join(s, "")} }
func row(parts ...part) part { return part{row: parts} }

// members returns a type with members, each of which stands as "name: type".
func members(items ...part) part {
	if len(items) == 0 {
		return text("{}")
	}
	return part{list: &list{open: "{", close: "}", sep: ";", end: ";", pad: " ", items: items}}
}

// object returns a value with properties.
func object(items ...part) part {
	if len(items) == 0 {
		return text("{}")
	}
	return part{list: &list{open: "{", close: "}", sep: ",", end: ",", pad: " ", items: items}}
}

// call returns arguments or parameters in parentheses.
func call(items ...part) part {
	if len(items) == 0 {
		return text("()")
	}
	return part{list: &list{open: "(", close: ")", sep: ",", end: ",", items: items}}
}

// tuple returns elements in square brackets.
func tuple(items ...part) part {
	return part{list: &list{open: "[", close: "]", sep: ",", end: ",", items: items}}
}

// flat returns a part on one line. Ok is false if it has to have several.
func (p part) flat() (line string, ok bool) {
	if p.lines {
		return "", false
	}
	if p.list == nil && p.row == nil {
		return p.text, !strings.Contains(p.text, "\n")
	}
	var b strings.Builder
	all := p.row
	if p.list != nil {
		b.WriteString(p.list.open + p.list.pad)
		all = p.list.items
	}
	for i, item := range all {
		if i > 0 && p.list != nil {
			b.WriteString(p.list.sep + " ")
		}
		s, ok := item.flat()
		if !ok {
			return "", false
		}
		b.WriteString(s)
	}
	if p.list != nil {
		b.WriteString(p.list.pad + p.list.close)
	}
	return b.String(), true
}

// length returns how long a part is on one line, -1 if it has to have several.
func (p part) length() int {
	line, ok := p.flat()
	if !ok {
		return -1
	}
	return utf8.RuneCountInString(line)
}

// head returns what of a part stands on the line where it begins in any case.
func (p part) head() (line string, all bool) {
	switch {
	case p.list != nil:
		return p.list.open, false
	case p.row == nil:
		first, _, more := strings.Cut(p.text, "\n")
		return first, !more
	}
	var b strings.Builder
	for _, item := range p.row {
		s, all := item.head()
		b.WriteString(s)
		if !all {
			return b.String(), false
		}
	}
	return b.String(), true
}

// A printer writes parts and knows the column.
type printer struct {
	strings.Builder
	column int
}

// line writes a part as a line, or as several.
func (p *printer) line(indent int, parts ...part) {
	p.WriteString(strings.Repeat("  ", indent))
	p.column = 2 * indent
	p.part(indent, row(parts...), 0)
	p.WriteByte('\n')
}

// lines writes lines as they are, indented.
func (p *printer) lines(indent int, text string) {
	for line := range strings.Lines(text) {
		if line != "\n" {
			p.WriteString(strings.Repeat("  ", indent))
		}
		p.WriteString(line)
	}
}

// part writes a part, behind which so many more letters belong to the same line.
func (p *printer) part(indent int, x part, behind int) {
	switch {
	case x.row != nil:
		for i, item := range x.row {
			rest, all := row(x.row[i+1:]...).head()
			n := utf8.RuneCountInString(rest)
			if all {
				n += behind
			}
			p.part(indent, item, n)
		}
	case x.list != nil:
		line, ok := x.flat()
		if ok && p.column+utf8.RuneCountInString(line)+behind <= width {
			p.write(line)
			return
		}
		p.write(x.list.open)
		for i, item := range x.list.items {
			sep := x.list.sep
			if i == len(x.list.items)-1 {
				sep = x.list.end
			}
			p.WriteByte('\n')
			p.WriteString(strings.Repeat("  ", indent+1))
			p.column = 2 * (indent + 1)
			p.part(indent+1, row(item, text(sep)), 0)
		}
		p.WriteByte('\n')
		p.WriteString(strings.Repeat("  ", indent))
		p.column = 2 * indent
		p.write(x.list.close)
	default:
		p.write(strings.ReplaceAll(x.text, "\n", "\n"+strings.Repeat("  ", indent)))
	}
}

func (p *printer) write(s string) {
	p.WriteString(s)
	if i := strings.LastIndexByte(s, '\n'); i >= 0 {
		p.column, s = 0, s[i+1:]
	}
	p.column += utf8.RuneCountInString(s)
}
