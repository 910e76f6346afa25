package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestDeterministic runs the command many times, from several directories and on
// several numbers of processors, and wants the same bytes each time.
func TestDeterministic(t *testing.T) {
	runs := 100
	if testing.Short() {
		runs = 8
	}
	root := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":       "module example.com/library\n\ngo 1.26\n",
		"lib/a.go":     services("lib", "A", 30),
		"lib/b.go":     services("lib", "B", 3),
		"other/c.go":   services("other", "C", 2),
		"deep/er/x.go": "package er\n",
	} {
		name = filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	dirs := []string{".", "lib", "other", "deep/er"}
	outputs := []string{"lib/a_rpc.gen.go", "lib/b_rpc.gen.go", "other/c_rpc.gen.go"}
	var first [][]byte
	for i := range runs {
		cmd := exec.Command("rpcgen", "example.com/library/...")
		cmd.Dir = filepath.Join(root, dirs[i%len(dirs)])
		cmd.Env = append(os.Environ(), fmt.Sprintf("GOMAXPROCS=%d", 1+i%5), "GOFLAGS=-mod=mod", "GOWORK=off", "GOPROXY=off", "PWD="+cmd.Dir)
		if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
			t.Fatalf("%v\n%s", err, out)
		}
		for j, name := range outputs {
			name = filepath.Join(root, filepath.FromSlash(name))
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if i == 0 {
				first = append(first, data)
			} else if !bytes.Equal(data, first[j]) {
				t.Fatalf("run %d: %s differs", i, name)
			}
			if err := os.Remove(name); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// services returns the source of a package with n services.
func services(pkg, prefix string, n int) string {
	var b bytes.Buffer
	fmt.Fprintf(&b, "package %s\n\nimport (\n\t\"context\"\n\t\"time\"\n)\n\ntype %sItem struct {\n\tAt time.Time\n\tNext *%[2]sItem\n}\n", pkg, prefix)
	for i := range n {
		fmt.Fprintf(&b, `
// %[1]s%[2]d does things.
//
//rpcgen:service
type %[1]s%[2]d interface {
	Get(ctx context.Context, id string, at ...time.Time) (%[1]sItem, error)
	Put(ctx context.Context, item *%[1]sItem) error
	Find(string, map[string]%[1]sItem) (list []%[1]sItem, more bool, err error)
}
`, prefix, i)
	}
	return b.String()
}
