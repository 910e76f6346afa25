package markdown

import (
	"fmt"
	"go/doc/comment"
	"strings"

	"github.com/rpcgen/rpcgen/generator/emit"
	"github.com/rpcgen/rpcgen/generator/model"
)

// doc prints what a comment says, as go doc reads it: paragraphs, lists, code, headings and
// links to other parts of the page.
func (p *page) doc(d model.Doc) {
	if d.Deprecated != "" {
		fmt.Fprintf(p, "\n**Deprecated:** %s\n", escape(strings.Join(strings.Fields(d.Deprecated), " ")))
	}
	text := strings.Join(emit.Paragraphs(d), "\n\n")
	if text == "" {
		return
	}
	parser := comment.Parser{LookupSym: func(recv, name string) bool {
		if recv != "" {
			name = recv + "." + name
		}
		return p.names[name] != ""
	}}
	printer := comment.Printer{
		HeadingLevel: 4,
		HeadingID:    func(*comment.Heading) string { return "" },
		DocLinkURL: func(l *comment.DocLink) string {
			name := l.Name
			if l.Recv != "" {
				name = l.Recv + "." + name
			}
			if anchor := p.names[name]; anchor != "" && l.ImportPath == "" {
				return "#" + anchor
			}
			return l.DefaultURL("https://pkg.go.dev/")
		},
	}
	p.WriteByte('\n')
	p.Write(printer.Markdown(parser.Parse(text)))
}

// special are the characters that mean something to Markdown or to HTML.
var special = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "&", "&amp;",
	"#", `\#`, "|", `\|`, "~", `\~`, "$", `\$`,
)

// escape returns text that is shown as it stands.
func escape(text string) string { return special.Replace(text) }

// cell returns text for a table, on one line.
func cell(text string) string { return escape(strings.Join(strings.Fields(text), " ")) }

// code returns text as code in a table, which a bar would end.
func code(text string) string {
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	text = strings.ReplaceAll(text, "|", `\|`)
	if len(fence) > 1 {
		text = " " + text + " "
	}
	return fence + text + fence
}

// constantText returns a constant as it travels or, where methods of its type decide on
// that, as Go writes it.
func constantText(v *model.Value, k model.Kind) string {
	if text, ok := emit.ConstantJSON(v.Value, k); ok {
		return string(text)
	}
	return v.Value.ExactString()
}

// ruleText says what the rules of a field ask of requests.
func ruleText(rules []model.Rule) string {
	var list []string
	for _, r := range rules {
		switch r.Kind {
		case model.RuleMin:
			list = append(list, "at least "+r.Value)
		case model.RuleMax:
			list = append(list, "at most "+r.Value)
		case model.RuleOneOf:
			list = append(list, "one of "+strings.Join(r.Values, ", "))
		case model.RulePattern:
			list = append(list, "matches "+r.Value)
		}
	}
	if len(list) == 0 {
		return ""
	}
	return "(" + strings.Join(list, "; ") + ")"
}
