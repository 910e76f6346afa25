package emit

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/rpcgen/rpcgen/generator/model"
)

// Paragraphs returns the paragraphs of a comment without the one that says that the thing is
// deprecated, and without an example.
func Paragraphs(doc model.Doc) (list []string) {
	for paragraph := range strings.SplitSeq(strings.TrimSpace(doc.Text), "\n\n") {
		if paragraph = strings.Trim(paragraph, "\n"); paragraph == "" || isExample(paragraph) ||
			doc.Deprecated != "" && strings.HasPrefix(paragraph, "Deprecated:") {
			continue
		}
		list = append(list, paragraph)
	}
	return list
}

// Summary returns the first sentence of a comment, without line breaks.
func Summary(doc model.Doc) string {
	list := Paragraphs(doc)
	if len(list) == 0 {
		return ""
	}
	text := strings.Join(strings.Fields(list[0]), " ")
	if i := strings.Index(text, ". "); i >= 0 {
		text = text[:i+1]
	}
	return strings.TrimSuffix(text, ".")
}

const exampleMark = "Example:"

func isExample(paragraph string) bool { return strings.HasPrefix(paragraph, exampleMark) }

// Example returns the value that a comment gives as an example, in a paragraph that begins
// with "Example:" and goes on with JSON of the type. For what is a string in JSON the
// quotes may be left out. It is on one line. It reports false if there is none that fits the type.
func Example(doc model.Doc, t *model.Type) (json.RawMessage, bool) {
	for paragraph := range strings.SplitSeq(doc.Text, "\n\n") {
		text, ok := strings.CutPrefix(strings.TrimSpace(paragraph), exampleMark)
		if !ok {
			continue
		}
		text = strings.TrimSpace(text)
		if json.Valid([]byte(text)) && fits(t, text[0]) {
			var one bytes.Buffer
			err := json.Compact(&one, []byte(text))
			return one.Bytes(), err == nil
		}
		if text != "" && fits(t, '"') {
			quoted, err := marshal(text)
			return quoted, err == nil
		}
	}
	return nil, false
}

// fits says whether JSON that begins with a byte can be a value of the type.
func fits(t *model.Type, first byte) bool {
	t = Target(t)
	switch t.Kind {
	case model.Pointer:
		return first == 'n' || fits(t.Elem, first)
	case model.Any, model.RawJSON, model.Custom:
		return true
	case model.Bool:
		return first == 't' || first == 'f'
	case model.String, model.Text, model.Bytes, model.Time:
		return first == '"'
	case model.Slice, model.Array:
		return first == '['
	case model.Map, model.Struct:
		return first == '{'
	case model.Invalid:
		return false
	default:
		return first == '-' || '0' <= first && first <= '9'
	}
}
