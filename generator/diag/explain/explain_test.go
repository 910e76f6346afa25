package explain

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"
)

// TestEachCodeIsExplained compares the explanations with the codes that are declared.
func TestEachCodeIsExplained(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "../codes.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	declared := map[string]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
		if v, ok := n.(*ast.BasicLit); ok && v.Kind == token.STRING {
			declared[strings.Trim(v.Value, `"`)] = true
		}
		return true
	})
	for code := range declared {
		if _, ok := Find(code); !ok {
			t.Errorf("%s is not explained", code)
		}
	}
	for _, e := range All() {
		if !declared[e.Code] {
			t.Errorf("%s is explained, and there is no such code", e.Code)
		}
		if !strings.HasSuffix(e.Title, ".") || len(e.Commands) == 0 || e.Files == "" {
			t.Errorf("%s: the explanation has no title, command or file: %+v", e.Code, e)
		}
	}
}

// TestDocument finds the explanations in docs/errors.md as they are here.
func TestDocument(t *testing.T) {
	text, err := os.ReadFile("../../../docs/errors.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), strings.ReplaceAll(Text, "\n## ", "\n### ")[3:]) {
		t.Error("docs/errors.md does not hold explanations.md as it is; copy it, each heading one level down")
	}
}
