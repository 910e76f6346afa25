// Package explain says what each code of a problem means: the text that
// "rpcgen explain" prints and that docs/errors.md repeats.
package explain

import (
	_ "embed"
	"regexp"
	"strings"
	"sync"
)

// Text is all explanations as one Markdown text, a section for each code.
//
//go:embed explanations.md
var Text string

// An Explanation says what a code means.
type Explanation struct {
	Code  string
	Title string // one sentence
	Text  string // Markdown: the title, the meaning, an example, and what to do
	// Commands and Files are the example: what is run, and the files by name, in
	// the form of txtar.
	Commands []string
	Files    string
}

// All returns the explanations in the order of their subjects.
func All() []Explanation { return all() }

// Find returns the explanation of a code.
func Find(code string) (Explanation, bool) {
	for _, e := range all() {
		if e.Code == code {
			return e, true
		}
	}
	return Explanation{}, false
}

var (
	heading = regexp.MustCompile(`(?m)^## (\S+)\n`)
	example = regexp.MustCompile("(?s)```text\n(.*?)```")
)

var all = sync.OnceValue(func() (list []Explanation) {
	at := heading.FindAllStringSubmatchIndex(Text, -1)
	for i, m := range at {
		end := len(Text)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		e := Explanation{Code: Text[m[2]:m[3]], Text: strings.TrimSpace(Text[m[1]:end]) + "\n"}
		e.Title, _, _ = strings.Cut(e.Text, "\n")
		if block := example.FindStringSubmatch(e.Text); block != nil {
			e.Commands, e.Files = cut(block[1])
		}
		list = append(list, e)
	}
	return list
})

// cut takes the commands, the lines with a dollar, from what follows them.
func cut(block string) (commands []string, files string) {
	for line := range strings.Lines(block) {
		if command, ok := strings.CutPrefix(line, "$ "); ok {
			commands = append(commands, strings.TrimSpace(command))
			continue
		}
		files += line
	}
	return commands, files
}
