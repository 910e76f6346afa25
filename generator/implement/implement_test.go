package implement

import (
	"bytes"
	"go/format"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// iface is what the types below have to implement.
const iface = `package shop

import "time"

type Shop interface {
	// Open opens.
	Open(at time.Time) error
	Close()
}
`

// The user's file keeps its bytes: what comes out is what was there, with text between.
func TestInsertions(t *testing.T) {
	for name, old := range map[string]string{
		"no imports":            "package shop\n\ntype shop struct{}\n",
		"a comment behind":      "package shop // of mine\n\ntype shop struct{} // so far\n\nvar x int\n",
		"one import":            "package shop\n\nimport \"fmt\"\n\ntype shop struct{}\n\nvar _ = fmt.Sprint\n",
		"imports on one line":   "package shop\n\nimport (\"fmt\"; \"os\")\n\ntype shop struct{}\n\nvar _ = fmt.Sprint(os.Args)\n",
		"several declarations":  "package shop\n\nimport \"fmt\"\nimport \"os\"\n\ntype shop struct{}\n\nvar _ = fmt.Sprint(os.Args)\n",
		"only others":           "package shop\n\nimport (\n\t\"example.com/shop/other\"\n)\n\ntype shop struct{}\n\nvar _ = other.X\n",
		"between others":        "package shop\n\nimport (\n\t\"bytes\"\n\t// The end of all.\n\t\"unicode\" // that is\n)\n\ntype shop struct{}\n\nvar _, _ = bytes.Equal, unicode.IsUpper\n",
		"another name":          "package shop\n\nimport clock \"time\"\n\ntype shop struct{}\n\nvar errors = clock.Now\n",
		"a dot import":          "package shop\n\nimport . \"time\"\n\ntype shop struct{}\n\nvar _ = Now\n",
		"CRLF":                  "package shop\r\n\r\nimport (\r\n\t\"fmt\"\r\n)\r\n\r\ntype shop struct{}\r\n\r\nvar _ = fmt.Sprint\r\n",
		"no line break":         "package shop\n\ntype shop struct{}",
		"a group":               "package shop\n\ntype (\n\tshop struct{}\n\tother int\n)\n\n// The end.\n",
		"behind the last":       "package shop\n\nfunc (me shop) one() {}\n\nfunc (me shop) two() {} /* a\ncomment */\n\nfunc three() {}\n\ntype shop struct{}\n",
		"generic":               "package shop\n\ntype shop[K comparable, V any] map[K]V\n\nfunc (m shop[A, B]) len() int { return len(m) }\n",
		"one line, two of them": "package shop\n\ntype shop struct{}; type other struct {\n\tx int\n}\n",
		"a build constraint":    "//go:build !never\n\n// Package shop sells.\npackage shop\n\n//go:generate true\n\ntype shop struct{}\n",
		"it does not compile":   "package shop\n\ntype shop struct{}\n\nvar _ = RegisterShop(&shop{})\n",
		"Close is there":        "package shop\n\ntype base struct{}\n\nfunc (base) Close() {}\n\ntype shop struct{ base }\n",
	} {
		t.Run(name, func(t *testing.T) {
			dir := module(t, map[string]string{"iface.go": iface, "mine.go": old, "other/other.go": "package other\n\nconst X = 1\n"})
			res, err := Run(t.Context(), Config{Dir: dir, Interface: "Shop"})
			if err != nil {
				t.Fatal(err)
			}
			want := []string{"Open", "Close"}
			if name == "Close is there" {
				want = want[:1]
			}
			if !slices.Equal(res.Methods, want) || filepath.Base(res.Name) != "mine.go" || string(res.Old) != old {
				t.Errorf("%s: methods %v", res.Name, res.Methods)
			}
			if !within(old, string(res.New)) {
				t.Errorf("the file has changed:\n%s", res.New)
			}
			if strings.Contains(old, "\r\n") && strings.Count(string(res.New), "\n") != strings.Count(string(res.New), "\r\n") {
				t.Errorf("there are two kinds of line breaks:\n%q", res.New)
			}
			if formatted(t, old) && !formatted(t, string(res.New)) {
				t.Errorf("it is not formatted:\n%s", res.New)
			}
			write(t, filepath.Join(dir, "mine.go"), string(res.New))
			if name != "it does not compile" {
				build := exec.Command("go", "build", "./...")
				build.Dir = dir
				if out, err := build.CombinedOutput(); err != nil {
					t.Errorf("%v\n%s\n%s", err, out, res.New)
				}
			}
			again, err := Run(t.Context(), Config{Dir: dir, Interface: "Shop"})
			if err != nil || len(again.Methods) > 0 || again.New != nil {
				t.Errorf("then it lacks %v, %v\n%s", again, err, res.New)
			}
		})
	}
}

// within says whether all lines of old are in text in their order, at most the last
// without its line break.
func within(old, text string) bool {
	lines := strings.SplitAfter(text, "\n")
	for line := range strings.Lines(old) {
		i := slices.IndexFunc(lines, func(l string) bool { return l == line || l == line+"\n" })
		if i < 0 {
			return false
		}
		lines = lines[i+1:]
	}
	return true
}

func formatted(t *testing.T, text string) bool {
	t.Helper()
	want, err := format.Source([]byte(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return bytes.Equal(want, []byte(text))
}

func TestNames(t *testing.T) {
	for iface, want := range map[string]string{
		"Library": "library", "HTTPStore": "httpStore", "DB": "db", "Type": "typeImpl", "Error": "errorImpl",
		"small": "smallImpl", "Time": "timeImpl", "X": "x",
	} {
		dir := module(t, map[string]string{"a.go": "package shop\n\nimport \"time\"\n\ntype " + iface + " interface{ Do(time.Time) }\n"})
		res, err := Run(t.Context(), Config{Dir: dir, Interface: iface})
		if err != nil || res.Type != want {
			t.Errorf("%s: got %v, %v, want %s", iface, res, err, want)
		}
	}
}

func TestTypesThatCannot(t *testing.T) {
	const types = `package shop

type (
	alias     = base
	base      struct{}
	face      interface{ Do() }
	pointer   *base
)

func function() {}
`
	for typ, want := range map[string]string{
		"alias":    "mine.go:4:2: alias is another name for a type; name that one with -type",
		"face":     "mine.go:6:2: face cannot have methods of its own; name another type with -type",
		"pointer":  "mine.go:7:2: pointer cannot have methods of its own; name another type with -type",
		"function": "mine.go:10:6: function is not a type, so it cannot implement Shop; name another with -type",
		"made":     "made.go:5:6: made is declared in generated code, which is not edited; name another type with -type",
		"tested":   "my_test.go:3:6: tested is declared here, in a file that this build leaves out; set -tags so that it is in, or name another type with -type",
		"string":   `"string" is no name of a type; give another with -type`,
		"a b":      `"a b" is no name of a type; give another with -type`,
		"used":     "used.go and used_impl.go exist already; name a file with -file",
	} {
		dir := module(t, map[string]string{
			"iface.go": iface, "mine.go": types, "used.go": "package shop\n", "used_impl.go": "package shop\n",
			"made.go":    "// Code generated by hand. DO NOT EDIT.\n\npackage shop\n\ntype made struct{}\n",
			"my_test.go": "package shop\n\ntype tested struct{}\n",
		})
		_, err := Run(t.Context(), Config{Dir: dir, Interface: "Shop", Type: typ})
		if err == nil || strings.TrimPrefix(err.Error(), dir+"/") != want {
			t.Errorf("%s: got %v", typ, err)
		}
	}
}

// module makes a module of files, and returns its folder.
func module(t *testing.T, files map[string]string) string {
	t.Helper()
	t.Setenv("GOWORK", "off")
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "go.mod"), "module example.com/shop\n\ngo 1.26\n")
	for name, text := range files {
		write(t, filepath.Join(dir, name), text)
	}
	return dir
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
