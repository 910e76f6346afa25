package main

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/generator/scaffold"
)

// TestStandard asks the go command how the paths of the standard library begin.
func TestStandard(t *testing.T) {
	out, err := exec.Command("go", "list", "std", "cmd").Output()
	if err != nil {
		t.Fatal(err)
	}
	for path := range strings.FieldsSeq(string(out)) {
		if first, _, _ := strings.Cut(path, "/"); !standard[first] {
			t.Errorf("%q is missing in standard.go", first)
		}
	}
}

// TestTemplatesInHelp looks for each template in the help of init.
func TestTemplatesInHelp(t *testing.T) {
	for _, template := range scaffold.Templates() {
		if line := "  " + template[0] + strings.Repeat(" ", 11-len(template[0])) + template[1] + "\n"; !strings.Contains(initCommand.usage(), line) {
			t.Errorf("the help of init lacks the line %q", line)
		}
	}
}
