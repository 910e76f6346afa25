package gogen

import (
	"bytes"
	"fmt"
	"go/format"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dave/jennifer/jen"
)

// A decl is a declaration with its comment.
//
// Most declarations are printed as gofmt wants them but for the indentation:
// jennifer puts spaces where the functions below say so, and columns are padded.
// For a large API gofmt alone would take more time than everything else, so only
// what is odd goes through it. That the text is gofmt's nevertheless, a test checks.
type decl struct {
	comment string
	code    *jen.Statement
	odd     bool // gofmt does more than indent
}

// printed returns declarations as formatted text with an empty line between two.
func printed(list []decl) []byte {
	var out bytes.Buffer
	for len(list) > 0 {
		n := 1
		for !list[0].isOdd() && n < len(list) && !list[n].isOdd() {
			n++
		}
		if out.Len() > 0 {
			out.WriteByte('\n')
		}
		raw := rendered(list[:n])
		if list[0].isOdd() {
			out.Write(gofmt(raw))
		} else {
			indent(&out, raw)
		}
		list = list[n:]
	}
	return out.Bytes()
}

func (d *decl) isOdd() bool { return d.odd || !plain(d.comment) }

// rendered returns declarations as jennifer prints them.
func rendered(list []decl) []byte {
	body := jen.NewFile("p")
	body.NoFormat = true
	for i := range list {
		if i > 0 {
			body.Add(jen.Empty())
		}
		body.Add(jen.Comment(comment(list[i].comment)))
		body.Add(list[i].code)
	}
	var raw bytes.Buffer
	if err := body.Render(&raw); err != nil {
		return fmt.Appendf(nil, "// rpcgen cannot print this: %v", err)
	}
	_, text, _ := bytes.Cut(raw.Bytes(), []byte("\n")) // the package clause
	return bytes.TrimSpace(text)
}

// gofmt formats declarations. What does not parse is returned as it is: somebody
// has to read it.
func gofmt(raw []byte) []byte {
	// Without a package clause go/format loses lines of the first comment.
	text, err := format.Source(append([]byte("package p\n\n"), raw...))
	if err != nil {
		return append(raw, '\n')
	}
	_, text, _ = bytes.Cut(text, []byte("\n"))
	return append(bytes.TrimSpace(text), '\n')
}

// indent writes lines to out, indented by the brackets that are open at the ends
// of those before.
func indent(out *bytes.Buffer, raw []byte) {
	depth := 0
	for line := range bytes.Lines(raw) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			out.WriteByte('\n')
			continue
		}
		if line[0] == '}' || line[0] == ')' {
			depth--
		}
		tabs := depth
		if bytes.HasPrefix(line, []byte("case ")) {
			tabs--
		}
		for range tabs {
			out.WriteByte('\t')
		}
		out.Write(line)
		out.WriteByte('\n')
		if last := line[len(line)-1]; (last == '{' || last == '(') && line[0] != '/' {
			depth++
		}
	}
}

// comment returns text as a comment of // lines.
func comment(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.HasPrefix(strings.TrimSpace(line), "+build"):
			// As it stands gofmt would take it for a build constraint and move it.
			b.WriteString("// " + strconv.Quote(strings.TrimSpace(line)) + "\n")
		case line == "":
			b.WriteString("//\n")
		case line[0] == '\t':
			b.WriteString("//" + line + "\n")
		default:
			b.WriteString("// " + line + "\n")
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// plain says that gofmt leaves a doc comment with this text alone: it is one
// paragraph without lists, code, headings or links.
func plain(text string) bool {
	for line := range strings.Lines(strings.TrimSuffix(text, "\n")) {
		line = strings.TrimSuffix(line, "\n")
		if r, _ := utf8.DecodeRuneInString(line); !unicode.IsLetter(r) && r != '"' {
			return false
		}
		if strings.TrimSpace(line) != line || strings.ContainsAny(line, "\t\r`") || strings.Contains(line, "''") {
			return false
		}
	}
	return text != ""
}

// lines returns what jennifer prints as it is, one item for each. Of a statement it
// makes no tree: for a large API that would take longer than to read the sources.
func lines(texts ...string) []jen.Code {
	items := make([]jen.Code, len(texts))
	for i, t := range texts {
		items[i] = jen.Id(t)
	}
	return items
}

// structType returns the declaration of a struct type with a line for each field.
func structType(name string, fields ...jen.Code) *jen.Statement {
	return jen.Id("type "+name+" struct").Custom(jen.Options{Open: "{", Close: "}", Multi: true}, fields...)
}

// columns pads the cells of rows so that those of a column start below each
// other. The last ones stay as they are.
func columns(rows [][]string) {
	if len(rows) == 0 {
		return
	}
	for col := range len(rows[0]) - 1 {
		width := 0
		for _, r := range rows {
			width = max(width, utf8.RuneCountInString(r[col]))
		}
		for _, r := range rows {
			r[col] += strings.Repeat(" ", width-utf8.RuneCountInString(r[col]))
		}
	}
}
