package tsrpc

import (
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/generator/model"
)

func TestComment(t *testing.T) {
	tests := []struct{ doc, deprecated, want string }{
		{"", "", ""},
		{"One line.\n", "", "/** One line. */\n"},
		{"One.\n\nTwo.\n", "", "/**\n * One.\n *\n * Two.\n */\n"},
		{"It ends. */ alert(1) /*\n", "", "/** It ends. *\\/ alert(1) /* */\n"},
		{"**/ */*/ *\n/\n", "", "/**\n * **\\/ *\\/*\\/ *\n * /\n */\n"},
		{"Old.\n\nDeprecated: Use New. */\n", "Use New. */", "/**\n * Old.\n *\n * @deprecated Use New. *\\/\n */\n"},
		{"\tcode\n", "", "/** code */\n"},
	}
	for _, test := range tests {
		got := comment(model.Doc{Text: test.doc, Deprecated: test.deprecated})
		if got != test.want {
			t.Errorf("%q gives\n%swant\n%s", test.doc, got, test.want)
		}
		if n := strings.Count(got, "*/"); got != "" && n != 1 {
			t.Errorf("%q gives a comment that ends %d times", test.doc, n)
		}
	}
}
