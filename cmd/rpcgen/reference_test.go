package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/generator/load"
)

// TestReference compares docs/reference.md with what -h prints. -update rewrites it.
func TestReference(t *testing.T) {
	const name = "../../docs/reference.md"
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	fmt.Fprintf(&want, "\n### rpcgen\n\n```text\n%s```\n", usage())
	for _, c := range commands() {
		fmt.Fprintf(&want, "\n### rpcgen %s\n\n```text\n%s```\n", c.name, c.usage())
	}
	const mark = "-update. -->\n"
	before, after, ok := strings.Cut(string(text), mark)
	if !ok {
		t.Fatalf("%s has no line that ends with %q", name, mark)
	}
	if *update && after != want.String() {
		if err := os.WriteFile(name, []byte(before+mark+want.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	} else if after != want.String() {
		t.Errorf("%s is not what -h prints; run go test ./cmd/rpcgen -run TestReference -update", name)
	}
	for _, directive := range load.Directives() {
		if !strings.Contains(before, "`//rpcgen:"+directive) {
			t.Errorf("%s does not explain //rpcgen:%s", name, directive)
		}
	}
}

// TestManual looks for each flag and command in the doc comment of the command.
func TestManual(t *testing.T) {
	text, err := os.ReadFile("main.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range listedFlags(usage()) {
		if line := strings.TrimRight(fmt.Sprintf("//\t-%s %s", f.Name, f.Value), " "); !strings.Contains(string(text), line) {
			t.Errorf("main.go's comment has no line that begins with %q", line)
		}
	}
	for _, c := range commands() {
		if line := fmt.Sprintf("//\t%-11s  %s\n", c.name, c.short); !strings.Contains(string(text), line) {
			t.Errorf("main.go's comment has no line %q", line)
		}
	}
	for _, directive := range load.Directives() {
		if !strings.Contains(string(text), "//\t//rpcgen:"+directive) {
			t.Errorf("main.go's comment has no //rpcgen:%s", directive)
		}
	}
}
