package tsgen

import (
	"path"
	"slices"
	"strings"
	"testing"
)

// TestRuntimePart expects that the runtime part is the modules, whole and in order, but
// for their imports and for the word export before what only they use.
func TestRuntimePart(t *testing.T) {
	t.Parallel()
	entries, err := modules.ReadDir("runtime")
	if err != nil {
		t.Fatal(err)
	}
	names := append(slices.Clone(order), "check") // which stands before them, and not in all files
	slices.Sort(names)
	if len(entries) != len(names) {
		t.Errorf("%d modules, of which %d are in order", len(entries), len(names))
	}
	for i, e := range entries {
		if want := names[i] + ".ts"; e.Name() != want {
			t.Fatalf("module %s, want %s", e.Name(), want)
		}
	}
	_, rest, _ := strings.Cut(RuntimePart(), "every file that rpcgen writes.\n\n")
	got := strings.Split(rest, "\n")
	for _, name := range order {
		data, err := modules.ReadFile(path.Join("runtime", name+".ts"))
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(string(data), "\n")
		for len(lines) > 0 && (lines[0] == "" || strings.HasPrefix(lines[0], "import ")) {
			lines = lines[1:]
		}
		for _, line := range lines {
			if len(got) == 0 || got[0] != line && "export "+got[0] != line {
				t.Fatalf("%s.ts: %q is missing, or not in its place", name, line)
			}
			if got[0] != line && !strings.Contains(line, " rpc") {
				t.Errorf("%s.ts: %q is no longer exported", name, line)
			}
			got = got[1:]
		}
	}
	if len(got) != 0 {
		t.Errorf("more than the modules: %q", got)
	}
}
