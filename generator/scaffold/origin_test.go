package scaffold

import (
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
)

func TestOrigin(t *testing.T) {
	checkout := t.TempDir()
	if err := os.WriteFile(filepath.Join(checkout, "go.mod"), []byte("module "+tool+"\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	other := t.TempDir()
	replaced := &debug.Module{Path: tool, Version: "v1.2.3", Sum: "h1:x", Replace: &debug.Module{Path: "../rpcgen"}}
	for name, tt := range map[string]struct {
		info                   debug.BuildInfo
		dir                    string
		version, replace, fail string
	}{
		"go install of a release":  {debug.BuildInfo{Main: debug.Module{Path: tool, Version: "v1.2.3", Sum: "h1:x"}}, checkout, "v1.2.3", "", ""},
		"go install of a commit":   {debug.BuildInfo{Main: debug.Module{Path: tool, Version: "v0.0.0-20260101000000-0123456789ab", Sum: "h1:x"}}, checkout, "v0.0.0-20260101000000-0123456789ab", "", ""},
		"a checkout":               {debug.BuildInfo{Main: debug.Module{Path: tool, Version: "(devel)"}}, checkout, "v0.0.0", checkout, ""},
		"a checkout with a commit": {debug.BuildInfo{Main: debug.Module{Path: tool, Version: "v0.0.0-20260101000000-0123456789ab+dirty"}}, checkout, "v0.0.0", checkout, ""},
		"a replaced tool":          {debug.BuildInfo{Main: *replaced}, checkout, "v0.0.0", checkout, ""},
		"within another program":   {debug.BuildInfo{Main: debug.Module{Path: "example.com/x"}, Deps: []*debug.Module{{Path: tool, Version: "v1.2.3", Sum: "h1:x"}}}, checkout, "v1.2.3", "", ""},
		"a vendor directory":       {debug.BuildInfo{Main: debug.Module{Path: tool, Version: "v1.2.3"}}, other, "v1.2.3", "", ""},
		"-trimpath":                {debug.BuildInfo{Main: debug.Module{Path: tool, Version: "(devel)"}}, tool, "", "", "does not know where it comes from"},
		"a checkout that is gone":  {debug.BuildInfo{Main: debug.Module{Path: tool, Version: "(devel)"}}, filepath.Join(other, "gone"), "", "", "does not know where it comes from"},
	} {
		t.Run(name, func(t *testing.T) {
			version, replace, err := origin(&tt.info, tt.dir)
			if version != tt.version || replace != tt.replace || (err == nil) != (tt.fail == "") || err != nil && !strings.Contains(err.Error(), tt.fail) {
				t.Errorf("got %q, %q, %v", version, replace, err)
			}
		})
	}
}

// This very test has been built from a checkout.
func TestOwnOrigin(t *testing.T) {
	_, dir, err := Origin()
	if err != nil {
		t.Skip(err) // with -trimpath
	}
	if _, err := os.Stat(filepath.Join(dir, "generator", "scaffold", "origin_test.go")); err != nil {
		t.Error(err)
	}
}

func TestName(t *testing.T) {
	for module, want := range map[string]string{
		"hello": "hello", "example.com/a/hello": "hello", "example.com/hello/v2": "hello", "example.com/hello/v12": "hello",
		"v2": "v2", "example.com/hello/v1": "v1", "example.com/video": "video",
	} {
		if got := (Project{Module: module}).Name(); got != want {
			t.Errorf("%s: got %s, want %s", module, got, want)
		}
	}
}

// The sums are those that our own module has for the same versions.
func TestSums(t *testing.T) {
	own, err := os.ReadFile("../../go.sum")
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string]string{}
	for line := range strings.Lines(string(own)) {
		f := strings.Fields(line)
		sums[f[0]+" "+f[1]] = f[2]
	}
	for _, template := range Templates() {
		files, err := Project{Template: template[0], Module: "example.com/x", Version: "v1.0.0"}.Files()
		if err != nil {
			t.Fatal(err)
		}
		same := 0
		for line := range strings.Lines(string(files["go.sum"])) {
			f := strings.Fields(line)
			switch want := sums[f[0]+" "+f[1]]; want {
			case "":
			case f[2]:
				same++
			default:
				t.Errorf("%s: %s %s is %s, and %s here", template[0], f[0], f[1], f[2], want)
			}
		}
		if same == 0 {
			t.Errorf("%s: go.sum has none of our modules; go test ./scaffold -update in testdata writes it", template[0])
		}
		if mod := string(files["go.mod"]); strings.Contains(mod, "replace") || !strings.Contains(mod, "rpcgen v1.0.0\n") {
			t.Errorf("%s: go.mod is\n%s", template[0], mod)
		}
	}
}
