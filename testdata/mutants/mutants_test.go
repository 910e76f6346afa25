// Package mutants takes the defences out, one at a time, and expects the test
// that stands for each to fail. The tables follow the threats that the project
// defends against: a row says which one, where the defence is, what the source is
// like without it, and the test that must notice.
package mutants

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A mutant is a defence taken out.
type mutant struct {
	threat string
	file   string // below runtime/
	old    string // the defence, which must stand in the file exactly once
	new    string // what is there without it
	test   string // the name of the test that must fail, with a slash before a subtest's
	in     string // the folder of the test, if it is not the file's
	imp    string // a package that new needs
}

func all() []mutant {
	return slices.Concat(tokens, sessions, stores, backends, jars, codecs, calls, servers, clients, optional, wrappers)
}

// folder is where the test is, in the repository.
func (m *mutant) folder() string {
	if m.in == "" {
		return path.Join("runtime", path.Dir(m.file))
	}
	return m.in
}

// TestUnmutated shows that the tests of the tables exist and pass as things are.
func TestUnmutated(t *testing.T) {
	tests := map[string][]string{}
	for _, m := range all() {
		tests[m.folder()] = append(tests[m.folder()], m.test)
	}
	for folder, names := range tests {
		t.Run(folder, func(t *testing.T) {
			t.Parallel()
			slices.Sort(names)
			names = slices.Compact(names)
			out, err := run(t, folder, names, "-v")
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			for _, name := range names {
				if !bytes.Contains(out, []byte("--- PASS: "+name+" (")) {
					t.Errorf("%s did not run", name)
				}
			}
		})
	}
}

func TestMutants(t *testing.T) {
	for _, m := range all() {
		t.Run(m.threat, func(t *testing.T) {
			t.Parallel()
			out, err := run(t, m.folder(), []string{m.test}, "-overlay="+m.overlay(t))
			switch {
			case err == nil:
				t.Errorf("%s passes without the defence in %s:\n%s", m.test, m.file, m.old)
			case bytes.Contains(out, []byte(" failed]\n")): // build or setup
				t.Errorf("the mutant does not compile: %v\n%s", err, out)
			case bytes.Contains(out, []byte("panic: test timed out")):
				t.Errorf("%s does not end without the defence, so nobody would wait for it:\n%s", m.test, out)
			case !bytes.Contains(out, []byte("--- FAIL: "+m.test)) && !bytes.HasPrefix(out, []byte("panic: ")):
				t.Errorf("%s did not fail: %v\n%s", m.test, err, out)
			}
		})
	}
}

// overlay writes the mutant and returns the file that puts it in the place of
// the original.
func (m *mutant) overlay(t *testing.T) string {
	original, err := filepath.Abs(filepath.Join("../../runtime", filepath.FromSlash(m.file)))
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(original)
	if err != nil {
		t.Fatal(err)
	}
	source := string(data)
	if n := strings.Count(source, m.old); n != 1 {
		t.Fatalf("this stands in %s %d times, not once: bring the row up to date\n%s", m.file, n, m.old)
	}
	source = strings.Replace(source, m.old, m.new, 1)
	if m.imp != "" {
		source = strings.Replace(source, "\nimport ", "\nimport \""+m.imp+"\"\nimport ", 1)
	}
	dir := t.TempDir()
	mutated, overlay := filepath.Join(dir, "mutated.go"), filepath.Join(dir, "overlay.json")
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {original: mutated}})
	err = errors.Join(err, os.WriteFile(mutated, []byte(source), 0o600), os.WriteFile(overlay, replace, 0o600))
	if err != nil {
		t.Fatal(err)
	}
	return overlay
}

// run runs tests of a folder and returns what they print.
func run(t *testing.T, folder string, names []string, flags ...string) ([]byte, error) {
	var patterns []string
	for _, name := range names {
		patterns = append(patterns, "^"+strings.ReplaceAll(name, "/", "$/^")+"$")
	}
	args := append([]string{"test", "-vet=off", "-short", "-timeout=60s", "-run=" + strings.Join(patterns, "|")}, flags...)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	cmd := exec.CommandContext(ctx, "go", append(args, ".")...)
	cmd.Dir = filepath.Join("../..", filepath.FromSlash(folder)) // which also says whose module it is
	return cmd.CombinedOutput()
}
