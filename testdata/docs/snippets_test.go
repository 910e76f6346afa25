package docs

import (
	"testing"

	"github.com/rpcgen/rpcgen/testdata/internal/snippets"
)

// TestSnippets checks that the Go code of docs/sessions.md stands in this package, line by
// line, and so is compiled.
func TestSnippets(t *testing.T) { snippets.Check(t, "../../docs/sessions.md") }
