package breaking_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/generator"
	"github.com/rpcgen/rpcgen/generator/breaking"
	"github.com/rpcgen/rpcgen/generator/model"
)

// services returns the services of a source file.
func services(t *testing.T, source string) []*model.API {
	t.Helper()
	return tree(t, map[string]string{"library.go": "package library\n\n" + source})
}

// tree returns the services of a module with these files.
func tree(t *testing.T, files map[string]string) []*model.API {
	t.Helper()
	dir := t.TempDir()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("GOFLAGS", "-mod=mod")
	files["go.mod"] = "module example.com/library\n\ngo 1.26\n\nrequire github.com/rpcgen/rpcgen v0.0.0\n\nreplace github.com/rpcgen/rpcgen => " + root + "\n"
	files["go.sum"] = string(sum)
	for name, text := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	apis, err := generator.Services(t.Context(), generator.Config{Dir: dir, Patterns: []string{"./..."}})
	if err != nil {
		t.Fatal(err)
	}
	return apis
}

// service returns a source with one method and other declarations.
func service(method, rest string) string {
	return "//rpcgen:service\ntype Library interface {\n\t" + method + "\n}\n\n" + rest + "\n"
}

// Each rule: what provokes it, and what provokes it not.
var cases = []struct {
	name, old, new string
	want           []string // rules, each once, sorted
	binary         bool
}{
	{"nothing", service("Do(n int) error", ""), service("Do(n int) error", ""), nil, false},
	{"a comment", service("Do(n int) error", ""), service("// Do does.\n\tDo(n int) error", ""), nil, false},
	{"a method is gone", service("Do() error\n\tOther() error", ""), service("Do() error", ""), []string{"method-removed"}, false},
	{"a method is new", service("Do() error", ""), service("Do() error\n\tOther() error", ""), []string{"method-added"}, false},
	{"a method is renamed", service("Do() error", ""), service("Did() error", ""), []string{"method-added", "method-removed"}, false},
	{"a method is renamed in Go alone", service("Do() error", ""), service("//rpcgen:name Do\n\tDid() error", ""), []string{"method-renamed"}, false},
	{"an interface is renamed in Go alone", service("Do() error", ""), "//rpcgen:service path=Library\ntype Lib interface {\n\tDo() error\n}\n", []string{"interface-removed"}, false},
	{"an interface is gone", service("Do() error", "//rpcgen:service\ntype B interface{ Do() error }"), service("Do() error", ""), []string{"interface-removed", "method-removed"}, false},
	{"no mark, but a line", service("Do() error", ""), "//go:generate go tool rpcgen\n\ntype Library interface {\n\tDo(n int) error\n}\n", []string{"request-field-required", "signature-changed"}, false},

	{"a parameter is new", service("Do() error", ""), service("Do(n int) error", ""), []string{"request-field-required", "signature-changed"}, false},
	{"a pointer is new", service("Do() error", ""), service("Do(n *int) error", ""), []string{"request-field-added", "signature-changed"}, false},
	{"a parameter is renamed", service("Do(n int) error", ""), service("Do(m int) error", ""), []string{"request-field-removed", "request-field-required"}, false},
	{"parameters change places", service("Do(n int, s string) error", ""), service("Do(s string, n int) error", ""), []string{"signature-changed"}, false},
	{"a parameter may be left out", service("Do(n int) error", ""), service("Do(n *int) error", ""), []string{"request-field-optional", "signature-changed"}, false},
	{"a parameter must be there", service("Do(n *int) error", ""), service("Do(n int) error", ""), []string{"request-field-required", "signature-changed"}, false},
	{"a context", service("Do(n int) error", ""), "import \"context\"\n\n" + service("Do(ctx context.Context, n int) error", ""), []string{"signature-changed"}, false},
	{"variadic", service("Do(n []int) error", ""), service("Do(n ...int) error", ""), []string{"request-field-optional", "signature-changed"}, false},

	{"fewer numbers", service("Do(n int64) error", ""), service("Do(n int32) error", ""), []string{"request-type-narrowed", "signature-changed"}, false},
	{"more numbers", service("Do(n int32) error", ""), service("Do(n int64) error", ""), []string{"request-type-widened", "signature-changed"}, false},
	{"other numbers", service("Do(n int32) error", ""), service("Do(n uint32) error", ""), []string{"request-type-narrowed", "signature-changed"}, false},
	{"fractions", service("Do(n int32) error", ""), service("Do(n float64) error", ""), []string{"request-type-widened", "signature-changed"}, false},
	{"fractions that round", service("Do(n int64) error", ""), service("Do(n float64) error", ""), []string{"request-type-changed", "signature-changed"}, false},
	{"a name for the same", service("Do(n int) error", "type N int"), service("Do(n N) error", "type N int"), []string{"signature-changed"}, false},
	{"an alias for the same", service("Do(n []int) error", ""), service("Do(n N) error", "type N = []int"), nil, false},
	{"another type", service("Do(n int) error", ""), service("Do(n string) error", ""), []string{"request-type-changed", "signature-changed"}, false},
	{"any", service("Do(n int) error", ""), service("Do(n any) error", ""), []string{"request-field-optional", "request-type-widened", "signature-changed"}, false},
	{"no longer any", service("Do(n any) error", ""), service("Do(n int) error", ""), []string{"request-field-required", "request-type-narrowed", "signature-changed"}, false},
	{"a text of a form", service("Do(b string) error", ""), service("Do(b []byte) error", ""), []string{"request-type-narrowed", "signature-changed"}, false},
	{"in a list", service("Do(n []int64) error", ""), service("Do(n []int8) error", ""), []string{"request-type-narrowed", "signature-changed"}, false},
	{"null in a list", service("Do(n []*int) error", ""), service("Do(n []int) error", ""), []string{"request-type-narrowed", "signature-changed"}, false},
	{"a longer array", service("Do(n [2]int) error", ""), service("Do(n [3]int) error", ""), []string{"request-type-changed", "signature-changed"}, false},
	{"an array of any length", service("Do(n [2]int) error", ""), service("Do(n []int) error", ""), []string{"request-type-widened", "signature-changed"}, false},
	{"keys", service("Do(n map[string]int) error", ""), service("Do(n map[int]int) error", ""), []string{"request-type-changed", "signature-changed"}, false},

	{"a result is new", service("Do() error", ""), service("Do() (n int, err error)", ""), []string{"response-field-added", "signature-changed"}, false},
	{"a result is gone", service("Do() (n int, err error)", ""), service("Do() error", ""), []string{"response-field-removed", "signature-changed"}, false},
	{"a result may be absent", service("Do() (n int, err error)", ""), service("Do() (n *int, err error)", ""), []string{"response-field-optional", "signature-changed"}, false},
	{"a result is always there", service("Do() (n *int, err error)", ""), service("Do() (n int, err error)", ""), []string{"response-field-required", "signature-changed"}, false},
	{"more numbers come", service("Do() (n int8, err error)", ""), service("Do() (n int16, err error)", ""), []string{"response-type-widened", "signature-changed"}, false},
	{"fewer numbers come", service("Do() (n int16, err error)", ""), service("Do() (n int8, err error)", ""), []string{"response-type-narrowed", "signature-changed"}, false},
	{"something else comes", service("Do() (n int16, err error)", ""), service("Do() (n bool, err error)", ""), []string{"response-type-changed", "signature-changed"}, false},

	{"a field is new", service("Do() (b Book, err error)", "type Book struct{ A int }"), service("Do() (b Book, err error)", "type Book struct{ A, B int }"), []string{"response-field-added"}, false},
	{"a field of a request is new", service("Do(b Book) error", "type Book struct{ A int }"), service("Do(b Book) error", "type Book struct{ A, B int }"), []string{"request-field-required"}, false},
	{"a field may be left out", service("Do(b Book) error", "type Book struct{ A int }"), service("Do(b Book) error", "type Book struct{ A int; B int `json:\",omitempty\"` }"), []string{"request-field-added"}, false},
	{"a field is renamed in Go alone", service("Do(b Book) error", "type Book struct{ A int }"), service("Do(b Book) error", "type Book struct{ B int `json:\"A\"` }"), []string{"go-field-removed"}, false},
	{"a field is renamed on the wire alone", service("Do(b Book) error", "type Book struct{ A int }"), service("Do(b Book) error", "type Book struct{ A int `json:\"a\"` }"), []string{"request-field-removed", "request-field-required"}, false},
	{"a field has another type in Go alone", service("Do(b Book) error", "type Book struct{ A int }"), service("Do(b Book) error", "type N int; type Book struct{ A N }"), []string{"go-field-retyped"}, false},
	{"a number in quotes", service("Do(b Book) error", "type Book struct{ A int }"), service("Do(b Book) error", "type Book struct{ A int `json:\",string\"` }"), []string{"request-type-changed"}, false},
	{"a field moves to an embedded struct", service("Do(b Book) error", "type Book struct{ A int }"), service("Do(b Book) error", "type Base struct{ A int }; type Book struct{ Base }"), []string{"go-field-removed"}, false},
	{"an unexported field", service("Do(b Book) error", "type Book struct{ A int; b int }"), service("Do(b Book) error", "type Book struct{ A int }"), nil, false},
	{"a type that holds itself", service("Do(b Book) error", "type Book struct{ A int; Next []*Book }"), service("Do(b Book) error", "type Book struct{ A string; Next []*Book }"), []string{"go-field-retyped", "request-type-changed"}, false},
	{"a list that holds itself", service("Do(b Tree) error", "type Tree []Tree"), service("Do(b Tree) error", "type Tree []Tree"), nil, false},

	{"a value of a request is gone", service("Do(c Color) error", "type Color string; const (Red Color = \"red\"; Blue Color = \"blue\")"), service("Do(c Color) error", "type Color string; const Red Color = \"red\""), []string{"go-constant-removed", "request-value-removed"}, false},
	{"a value of a request is new", service("Do(c Color) error", "type Color string; const Red Color = \"red\""), service("Do(c Color) error", "type Color string; const (Red Color = \"red\"; Blue Color = \"blue\")"), []string{"request-value-added"}, false},
	{"a value of a response is new", service("Do() (c Color, err error)", "type Color string; const Red Color = \"red\""), service("Do() (c Color, err error)", "type Color string; const (Red Color = \"red\"; Blue Color = \"blue\")"), []string{"response-value-added"}, false},
	{"a value of a response is gone", service("Do() (c Color, err error)", "type Color string; const (Red Color = \"red\"; Blue Color = \"blue\")"), service("Do() (c Color, err error)", "type Color string; const Red Color = \"red\""), []string{"go-constant-removed", "response-value-removed"}, false},
	{"a value has another meaning", service("Do(c Color) error", "type Color int; const (Red Color = 1; Blue Color = 2)"), service("Do(c Color) error", "type Color int; const (Red Color = 2; Blue Color = 1)"), []string{"value-changed"}, false},
	{"a constant is renamed", service("Do(c Color) error", "type Color int; const Red Color = 1"), service("Do(c Color) error", "type Color int; const Rouge Color = 1"), []string{"go-constant-removed"}, false},

	{"a rule is new", service("Do(b Book) error", "type Book struct{ A int }"), service("Do(b Book) error", "type Book struct{ A int `rpc:\"max=5\"` }"), []string{"request-rule-tightened"}, false},
	{"a rule is gone", service("Do(b Book) error", "type Book struct{ A int `rpc:\"max=5\"` }"), service("Do(b Book) error", "type Book struct{ A int }"), []string{"request-rule-loosened"}, false},
	{"a lower bound", service("Do(b Book) error", "type Book struct{ A int `rpc:\"max=5\"` }"), service("Do(b Book) error", "type Book struct{ A int `rpc:\"max=4\"` }"), []string{"request-rule-tightened"}, false},
	{"a higher bound", service("Do(b Book) error", "type Book struct{ A int `rpc:\"max=9\"` }"), service("Do(b Book) error", "type Book struct{ A int `rpc:\"max=10\"` }"), []string{"request-rule-loosened"}, false},
	{"a lower least", service("Do(b Book) error", "type Book struct{ A int `rpc:\"min=5\"` }"), service("Do(b Book) error", "type Book struct{ A int `rpc:\"min=4\"` }"), []string{"request-rule-loosened"}, false},
	{"a choice less", service("Do(b Book) error", "type Book struct{ A int `rpc:\"oneof=1 2\"` }"), service("Do(b Book) error", "type Book struct{ A int `rpc:\"oneof=2\"` }"), []string{"request-rule-tightened"}, false},
	{"a choice more", service("Do(b Book) error", "type Book struct{ A int `rpc:\"oneof=1 2\"` }"), service("Do(b Book) error", "type Book struct{ A int `rpc:\"oneof=3 2 1\"` }"), []string{"request-rule-loosened"}, false},
	{"another pattern", service("Do(s string) error", ""), service("//rpcgen:check s pattern=^a$\n\tDo(s string) error", ""), []string{"request-rule-tightened"}, false},
	{"a rule of a response", service("Do() (b Book, err error)", "type Book struct{ A int }"), service("Do() (b Book, err error)", "type Book struct{ A int `rpc:\"max=5\"` }"), nil, false},

	{"a boolean, for binary readers", service("Do() (b Book, err error)", "type Book struct{ A int }"), service("Do() (b Book, err error)", "type Book struct{ A int; B bool }"), []string{"binary-unskippable", "response-field-added"}, true},
	{"a map, for binary readers", service("Do() (b Book, err error)", "type Book struct{ A int }"), service("Do() (b Book, err error)", "type Book struct{ A int; B map[string]int }"), []string{"binary-unskippable", "response-field-added"}, true},
	{"a boolean deep inside, for binary readers", service("Do() (b Book, err error)", "type Book struct{ A int }"), service("Do() (b Book, err error)", "type C struct{ D bool }; type Book struct{ A int; B C }"), []string{"binary-unskippable", "response-field-added"}, true},
	{"a boolean in a list, for binary readers", service("Do() (b Book, err error)", "type Book struct{ A int }"), service("Do() (b Book, err error)", "type Book struct{ A int; B []bool }"), []string{"response-field-added"}, true},
	{"a number, for binary readers", service("Do() (b Book, err error)", "type Book struct{ A int }"), service("Do() (b Book, err error)", "type Book struct{ A int; B int }"), []string{"response-field-added"}, true},
	{"a boolean, for others", service("Do() (b Book, err error)", "type Book struct{ A int }"), service("Do() (b Book, err error)", "type Book struct{ A int; B bool }"), []string{"response-field-added"}, false},
	{"another form, for binary readers", service("Do(n uint8) error", ""), service("Do(n int16) error", ""), []string{"binary-type-changed", "request-type-widened", "signature-changed"}, true},
	{"the same form, for binary readers", service("Do(n int8) error", ""), service("Do(n int16) error", ""), []string{"request-type-widened", "signature-changed"}, true},

	{"messages of one's own", authored("A int"), authored("A, B int"), []string{"request-field-required"}, false},
}

// authored returns a service whose request the author has written.
func authored(fields string) string {
	return "import \"github.com/rpcgen/rpcgen/runtime\"\n\n" +
		service("Do(req *Request) error", "type Request struct {\n\truntime.BaseRequest\n\t"+fields+"\n}")
}

func TestRules(t *testing.T) {
	seen := map[string]bool{}
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, c := range breaking.Compare(services(t, tt.old), services(t, tt.new), breaking.Options{Binary: tt.binary}) {
				got = append(got, c.Rule.Name)
				if !c.Pos.IsValid() || c.Pos.Filename != "library.go" || !strings.Contains(c.Message, "; ") {
					t.Errorf("%s: %+v", c.Rule.Name, c)
				}
			}
			slices.Sort(got)
			if got = slices.Compact(got); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
		for _, rule := range tt.want {
			seen[rule] = true
		}
	}
	for _, r := range breaking.Rules() {
		if !seen[r.Name] {
			t.Errorf("no case provokes %s", r.Name)
		}
	}
}

// TestDocument compares the table in docs/breaking.md with the rules.
func TestDocument(t *testing.T) {
	text, err := os.ReadFile("../../docs/breaking.md")
	if err != nil {
		t.Fatal(err)
	}
	var got, want []string
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\| ([a-z-]+) \\|.*\\| ([^|]+) \\|$").FindAllStringSubmatch(string(text), -1) {
		got = append(got, m[1]+": "+m[2]+": "+m[3])
	}
	for _, r := range breaking.Rules() {
		want = append(want, r.Name+": "+r.Class.String()+": "+r.Reason)
	}
	if !slices.Equal(got, want) {
		t.Errorf("docs/breaking.md has the rules\n%s\nnot\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestPackages has two servers with methods of one name, one of which moves.
func TestPackages(t *testing.T) {
	source := func(pkg, params string) string {
		return "package " + pkg + "\n\n" + service("Do("+params+") error", "")
	}
	old := map[string]string{"a/a.go": source("a", "n int"), "b/b.go": source("b", "s string")}
	for _, tt := range []struct {
		name string
		new  map[string]string
		want []string
	}{
		{"nothing", map[string]string{"a/a.go": source("a", "n int"), "b/b.go": source("b", "s string")}, nil},
		{"one moves", map[string]string{"a/a.go": source("a", "n int"), "c/c.go": source("c", "s string")}, []string{"interface-removed"}},
		{"one moves and changes", map[string]string{"a/a.go": source("a", "n int"), "c/c.go": source("c", "s int")}, []string{"interface-removed", "request-type-changed", "signature-changed"}},
		{"one is gone", map[string]string{"a/a.go": source("a", "n int")}, []string{"interface-removed", "method-removed"}},
		{"another one comes", map[string]string{"a/a.go": source("a", "n int"), "b/b.go": source("b", "s string"), "c/c.go": source("c", "s string")}, []string{"method-added"}},
	} {
		var got []string
		for _, c := range breaking.Compare(tree(t, maps.Clone(old)), tree(t, tt.new), breaking.Options{}) {
			got = append(got, c.Rule.Name)
		}
		slices.Sort(got)
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}
