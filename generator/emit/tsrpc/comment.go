package tsrpc

import (
	"strings"

	"github.com/rpcgen/rpcgen/generator/model"
)

// comment returns a Go comment as TSDoc, "" if there is nothing to say:
//
//	/**
//	 * Borrow lends the book.
//	 *
//	 * @deprecated Use lend.
//	 */
//
// Notes are what there is to say beside the author's text.
func comment(doc model.Doc, notes ...string) string {
	var paragraphs []string
	for paragraph := range strings.SplitSeq(strings.TrimSpace(doc.Text), "\n\n") {
		if paragraph != "" && (doc.Deprecated == "" || !strings.HasPrefix(paragraph, "Deprecated:")) {
			paragraphs = append(paragraphs, paragraph)
		}
	}
	paragraphs = append(paragraphs, notes...)
	if doc.Deprecated != "" {
		paragraphs = append(paragraphs, "@deprecated "+doc.Deprecated)
	}
	return block(strings.Join(paragraphs, "\n\n"))
}

// block returns a text as a comment.
func block(text string) string {
	if text == "" {
		return ""
	}
	text = strings.NewReplacer("*/", "*\\/", "\t", "    ").Replace(text)
	if !strings.Contains(text, "\n") {
		return "/** " + text + " */\n"
	}
	var b strings.Builder
	b.WriteString("/**\n")
	for line := range strings.SplitSeq(text, "\n") {
		b.WriteString(strings.TrimRight(" * "+line, " \t\r") + "\n")
	}
	b.WriteString(" */\n")
	return b.String()
}
