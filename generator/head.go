package generator

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"

	"github.com/rpcgen/rpcgen/generator/emit"
)

// conflict is a line that git leaves between two versions.
var conflict = regexp.MustCompile(`^(<{7}|\|{7}|={7}|>{7})( |$)`)

// headLines returns the lines of comments before the first of code. Where a format has
// other comments than Go, or none, what stands for them comes as if it were Go's.
func headLines(data []byte) []string {
	if text := bytes.TrimSpace(data); len(text) > 0 && text[0] == '{' {
		return jsonHead(text)
	}
	return commentLines(data)
}

func commentLines(data []byte) (list []string) {
	block, markup := false, false // within /* */ or <!-- -->
	for line := range bytes.Lines(data) {
		text := string(bytes.TrimRight(line, "\r\n"))
		switch trimmed := strings.TrimSpace(text); {
		case block:
			block = !strings.Contains(trimmed, "*/")
		case markup:
			if markup = trimmed != "-->"; markup {
				list = append(list, "// "+trimmed)
			}
		case strings.HasPrefix(trimmed, "/*"):
			block = !strings.Contains(trimmed, "*/")
		case trimmed == "<!--":
			markup = true
		case strings.HasPrefix(trimmed, "//"):
			list = append(list, text)
		case conflict.MatchString(text): // git could not merge it, and we write it anew
		case trimmed != "":
			return list
		}
	}
	return list
}

// jsonHead returns what the first member of an object says, if it is a comment.
func jsonHead(data []byte) []string {
	dec := json.NewDecoder(bytes.NewReader(data))
	for range 2 { // the brace and the first key
		t, err := dec.Token()
		if err != nil {
			return nil
		}
		if key, ok := t.(string); ok && key != emit.JSONComment && key != "x-"+emit.JSONComment[1:] {
			return nil
		}
	}
	var text string
	if dec.Decode(&text) != nil {
		return nil
	}
	var list []string
	for line := range strings.Lines(text) {
		list = append(list, "// "+strings.TrimRight(line, "\n"))
	}
	return list
}
