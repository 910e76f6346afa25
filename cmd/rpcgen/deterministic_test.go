package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

// TestDeterministic runs the command a hundred times, from several directories and
// on several numbers of processors, and wants the same bytes each time.
func TestDeterministic(t *testing.T) {
	const jobs = 4
	runs := 100 / jobs
	if testing.Short() {
		runs = 2
	}
	var mu sync.Mutex
	first := map[string][]byte{}
	for job := range jobs {
		t.Run(fmt.Sprint(job), func(t *testing.T) {
			t.Parallel()
			root := library(t)
			for i := range runs {
				runAnyhow(t, root, i*jobs+job)
				for _, name := range []string{"lib/a_rpc.gen.go", "lib/a_codec.gen.go", "lib/b_rpc.gen.go", "lib/b_codec.gen.go", "other/c_rpc.gen.go", "other/c_codec.gen.go"} {
					file := filepath.Join(root, filepath.FromSlash(name))
					data, err := os.ReadFile(file)
					if err != nil {
						t.Fatal(err)
					}
					mu.Lock()
					if first[name] == nil {
						first[name] = data
					}
					same := bytes.Equal(data, first[name])
					mu.Unlock()
					if !same {
						t.Fatalf("run %d: %s differs", i, name)
					}
					if err := os.Remove(file); err != nil {
						t.Fatal(err)
					}
				}
			}
		})
	}
}

// runAnyhow runs the command in a way that depends on n.
func runAnyhow(t *testing.T, root string, n int) {
	t.Helper()
	dirs := []string{".", "lib", "other", "deep/er"}
	cmd := exec.Command("rpcgen", "example.com/library/...")
	cmd.Dir = filepath.Join(root, dirs[n%len(dirs)])
	cmd.Env = append(os.Environ(), fmt.Sprintf("GOMAXPROCS=%d", 1+n%5), "GOFLAGS=-mod=mod", "GOWORK=off", "GOPROXY=off", "PWD="+cmd.Dir)
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Fatalf("%v\n%s", err, out)
	}
}

// library returns the directory of a module with services in two packages.
func library(t *testing.T) string {
	t.Helper()
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
	return root
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
