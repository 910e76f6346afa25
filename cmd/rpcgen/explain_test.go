package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/rpcgen/rpcgen/generator/diag/explain"
)

// TestExplainedExamples runs the example of each explanation and looks for its code.
func TestExplainedExamples(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, e := range explain.All() {
		last := e.Commands[len(e.Commands)-1]
		i := strings.LastIndex(last, "rpcgen")
		var script strings.Builder
		fmt.Fprint(&script, "module example.com/library\n")
		fmt.Fprintf(&script, "! exec sh -c '%s -json%s'\n", last[:i+len("rpcgen")], last[i+len("rpcgen"):])
		fmt.Fprintf(&script, "stdout '\"code\":\"%s\"'\n%s", e.Code, e.Files)
		if err := os.WriteFile(filepath.Join(dir, e.Code+".txtar"), []byte(script.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	params := scriptParams(t, root)
	params.Dir = dir
	testscript.Run(t, params)
}
