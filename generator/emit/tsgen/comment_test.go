package tsgen

import (
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/generator/model"
)

func TestComment(t *testing.T) {
	t.Parallel()
	tests := []struct {
		doc   model.Doc
		notes []string
		want  string
	}{
		{model.Doc{}, nil, ""},
		{model.Doc{Text: "One line.\n"}, nil, "/** One line. */\n"},
		{model.Doc{Text: "It ends. */ alert(1) /*\n"}, nil, "/** It ends. *\\/ alert(1) /* */\n"},
		{model.Doc{Text: "*/*/\n"}, nil, "/** *\\/*\\/ */\n"},
		{model.Doc{Text: "Two\nlines. */\n"}, nil, "/**\n * Two\n * lines. *\\/\n */\n"},
		{model.Doc{Text: "Code:\n\n\tx := 1\n"}, nil, "/**\n * Code:\n *\n *     x := 1\n */\n"},
		{model.Doc{Text: "Old.\n\nDeprecated: Use */ new.\n", Deprecated: "Use */ new."}, nil, "/**\n * Old.\n *\n * @deprecated Use *\\/ new.\n */\n"},
		{model.Doc{Deprecated: "Use new."}, nil, "/** @deprecated Use new. */\n"},
		{model.Doc{Text: "A text.\n"}, []string{"And */ a note."}, "/**\n * A text.\n *\n * And *\\/ a note.\n */\n"},
		{model.Doc{}, []string{"A note."}, "/** A note. */\n"},
	}
	for _, test := range tests {
		if got := comment(test.doc, test.notes...); got != test.want {
			t.Errorf("%+v: %q, want %q", test.doc, got, test.want)
		}
	}
}

// TestCommentStaysOne expects that no comment of an author's ends before its end,
// wherever it stands.
func TestCommentStaysOne(t *testing.T) {
	t.Parallel()
	const doc = "Loan ends. */ alert(1) /*\n\n*/ alert(2)\n"
	loan := declared(lib, "Loan", doc)
	loan.Fields[0].Doc.Text = doc
	color := &model.Type{Kind: model.Int, Decl: &model.Decl{Package: lib, Name: "Color", Doc: model.Doc{Text: doc}}}
	x := api("Echo", []string{"Echo"}, loan, color)
	x.Services[0].Doc.Text, x.Services[0].Methods[0].Doc.Text = doc, doc
	file := emitted(t, x)
	if n := strings.Count(file, "alert"); n != 10 {
		t.Errorf("%d times, not 10, in\n%s", n, file)
	}
	if code := comments.ReplaceAllString(file, ""); strings.Contains(code, "alert") {
		t.Errorf("code:\n%s", code)
	}
}
