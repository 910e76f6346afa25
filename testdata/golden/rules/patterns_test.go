package rules

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/generator"
	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/testdata/internal/node"
)

// fixed are patterns of all forms that there are.
var fixed = []string{
	`a`, `^a`, `a$`, `^$`, `^a|b$`, `.`, `^.*$`, `^[a-c]+$`, `[^a]`, `^\d{2,}$`, `^\D$`, `^\w+$`, `^\W$`, `\bé`, `a\B`,
	`^\s$`, `^\S$`, `^[\s]$`, `^[^\s]$`, `^[\sa]$`, `^\p{L}$`, `^\P{L}$`, `^[\p{Lu}\P{L}]+$`, `^\x61$`, `^[\x00-\x1f]$`,
	`^(?:ab?)+?$`, `^(a|)$`, `()`, `^a{2}$`, `^a{1,3}?$`, `^[a-]$`, `^[-a]$`, `^[a\-c]$`, `^[\^\]]$`, `^[[]$`, `^[.]$`, `^\.$`,
	`^/$`, `^[/]$`, `^\/$`, `^😀$`, `^[😀é]$`, `^[а-я]$`, `^\t\n\r\f\v$`, `"`, "`", `'`, `^ $`, `K`, `ſ`, `^[,]min$`, `^a,b$`,
	`^[a-c\d_]$`, `^\$\^\*\+\?\(\)\[\]\{\}\|\\$`, `^[^]a]$`, `^[]a]$`, `\z`, `\A`, `\pL`, `(?i)a`, `(?P<n>a)`, `[[:alpha:]]`, `a**`,
	`^*`, `\b+`, `{`, `a{`, `a{,2}`, `}`, `]`, `[a-\d]`, `[\d-a]`, `[a-b-c]`, `\-`, `\a`, `\Qa\E`, `\C`, `\1`, `\u0061`, `\x{61}`, `\_`,
	`(?=a)`, `(?<!a)b`, `\p{Greek}`, `\p{^L}`, `a{1001}`, `[b-a]`, `\`, `[`, `(`, `)`, `a++`, `[\b]`, `[\S]`, `\cA`, `(?s).`, `(?m)^a$`,
}

// subjects are the texts that are matched.
var subjects = []string{
	"", "a", "b", "ab", "aa", "aaa", "aaaa", "A", "é", "ée", "aé", " ", "  ", "\n", "a\n", "\na", "\r", "\t", "\f", "\v", "\t\n\r\f\v", "\u00a0", "\u2028", "\u2029", "\ufeff", "\u200b",
	"1", "12", "123", "٣", "_", "-", ",", "a,b", ",min", "^", "]", "[", ".", "/", "\\", "$^*+?()[]{}|\\", "😀", "я", "ß", "K", "K", "s", "ſ", "\x00", "\x1f", "\"", "'", "`", "{", "}", "zz\nzz",
}

// pieces are what random patterns are made of.
var pieces = strings.Split(`a b c 1 _ - , . ^ $ | ( ) (?: [ ] [^ * + ? {2} {1,2} {0,} \d \D \w \W \s \S \b \B \. \- \/ \\ \n \x41 \p{L} \P{Lu} é 😀 / { } a-c é-я \] \^`, " ")

// TestPatterns expects that each pattern that is accepted matches the same texts in Go and
// in JavaScript, and that those which are no patterns in one of them are refused.
func TestPatterns(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	patterns, texts := slices.Clone(fixed), slices.Clone(subjects)
	for range 4000 {
		var b strings.Builder
		for range 1 + random.IntN(7) {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		patterns = append(patterns, b.String())
	}
	for range 150 {
		var b strings.Builder
		for range 1 + random.IntN(4) {
			b.WriteString(subjects[random.IntN(len(subjects))])
		}
		texts = append(texts, b.String())
	}
	dir := t.TempDir()
	accepted, refused := sift(t, dir, patterns)
	if len(accepted) < 500 || len(refused) < 500 {
		t.Fatalf("%d patterns are accepted and %d refused, of %d", len(accepted), len(refused), len(patterns))
	}
	// What stands in the table behind [^]a] is refused, and nothing before.
	if first := slices.Index(fixed, `^[^]a]$`); slices.ContainsFunc(fixed[:first], refused.has) || slices.ContainsFunc(fixed[first:], accepted.has) {
		for i, p := range fixed {
			if refused.has(p) == (i < first) {
				t.Errorf("%s: refused: %t", p, refused.has(p))
			}
		}
	}

	list := accepted.sorted()
	matches := inJavaScript(t, dir, emittedPatterns(t, dir, list), texts)
	for i, p := range list {
		re := regexp.MustCompile(p)
		for j, text := range texts {
			if want := re.MatchString(text); matches[i][j] != want {
				t.Errorf("%s matches %q: %t in Go, %t in JavaScript", p, text, want, matches[i][j])
			}
		}
	}
}

type set map[string]bool

func (s set) has(p string) bool { return s[p] }

func (s set) sorted() []string {
	var list []string
	for p := range s {
		list = append(list, p)
	}
	slices.Sort(list)
	return list
}

// sift tells the patterns that the generator takes from the others.
func sift(t *testing.T, dir string, patterns []string) (accepted, refused set) {
	t.Helper()
	_, err := generate(t, dir, patterns)
	problems, ok := errors.AsType[diag.List](err)
	if !ok {
		t.Fatal(err)
	}
	accepted, refused = set{}, set{}
	bad := map[int]bool{}
	for _, d := range problems {
		bad[d.Pos.Line] = true
	}
	for i, p := range patterns {
		if bad[firstLine+i] {
			refused[p] = true
		} else {
			accepted[p] = true
		}
	}
	// The same pattern may be there twice.
	return accepted, refused
}

// firstLine is the line of the first pattern.
const firstLine = 6

// generate runs the generator on a struct with a field for each pattern.
func generate(t *testing.T, dir string, patterns []string) (*generator.Result, error) {
	t.Helper()
	var b strings.Builder
	b.WriteString("package lib\n\ntype Lib interface{ M(All) error }\n\ntype All struct {\n")
	for i, p := range patterns {
		fmt.Fprintf(&b, "\tP%d string %s\n", i, strconv.Quote(`rpc:`+strconv.Quote("pattern="+p)))
	}
	b.WriteString("}\n")
	for name, text := range map[string]string{"go.mod": "module example.com/lib\n\ngo 1.26\n", "lib.go": b.String()} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return generator.Run(t.Context(), generator.Config{
		Dir: dir, File: "lib.go", Check: true,
		Outputs: []generator.Output{{Target: "ts", Dir: filepath.Join(dir, "ts")}},
	})
}

var (
	emitted = regexp.MustCompile(`(?m)\bP\d+: \{\s+pattern: (/.*/u)(?:,\s+source: ("(?:[^"\\]|\\.)*"))?,?\s+\}`)
	bare    = regexp.MustCompile(`(?m)\bP\d+: \{\s+pattern: `)
)

// emittedPatterns returns the patterns as they stand in the TypeScript.
func emittedPatterns(t *testing.T, dir string, patterns []string) []string {
	t.Helper()
	res, err := generate(t, dir, patterns)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range res.Changes {
		if filepath.Base(c.Name) != "lib.ts" {
			continue
		}
		var list []string
		for _, m := range emitted.FindAllSubmatch(c.New, -1) {
			list = append(list, string(m[1]))
		}
		if len(list) != len(patterns) || len(bare.FindAll(c.New, -1)) != len(patterns) {
			t.Fatalf("%d patterns, of which %d are written", len(patterns), len(list))
		}
		return list
	}
	t.Fatal("there is no TypeScript")
	return nil
}

// inJavaScript says of each pattern which texts it matches.
func inJavaScript(t *testing.T, dir string, patterns, texts []string) [][]bool {
	t.Helper()
	subjects, err := json.Marshal(texts)
	if err != nil {
		t.Fatal(err)
	}
	script := filepath.Join(dir, "match.mjs")
	code := "const texts = " + string(subjects) + ";\nconst patterns = [\n" + strings.Join(patterns, ",\n") +
		"\n];\nconsole.log(JSON.stringify(patterns.map((p) => texts.map((t) => p.test(t)))));\n"
	if err := os.WriteFile(script, []byte(code), 0o666); err != nil {
		t.Fatal(err)
	}
	var matches [][]bool
	if err := json.Unmarshal([]byte(node.Run(t, dir, "node", script)), &matches); err != nil {
		t.Fatal(err)
	}
	return matches
}
