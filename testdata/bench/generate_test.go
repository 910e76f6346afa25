package bench

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkGenerate runs the command on a package with 100 services of 10 methods,
// as go generate does. Go-list is the go command telling where the export data of
// the package's imports is, without which no generator knows their types.
func BenchmarkGenerate(b *testing.B) {
	rpcgen := filepath.Join(b.TempDir(), "rpcgen")
	command(b, "..", nil, "go", "build", "-o", rpcgen, "github.com/rpcgen/rpcgen/cmd/rpcgen")
	dir := b.TempDir()
	write(b, dir, "go.mod", "module example.com/input\n\ngo 1.26\n")
	write(b, dir, "api.go", manyServices(100))
	gocache := strings.TrimSpace(command(b, dir, nil, "go", "env", "GOCACHE"))
	generate := func(b *testing.B, cache string) {
		command(b, dir, []string{"GOFILE=api.go", "GOCACHE=" + gocache, "XDG_CACHE_HOME=" + cache}, rpcgen)
	}
	generate(b, b.TempDir())

	b.Run("100/rpcgen", func(b *testing.B) {
		for b.Loop() {
			made, err := filepath.Glob(filepath.Join(dir, "*.gen.go"))
			if err != nil || len(made) == 0 {
				b.Fatalf("nothing was generated: %v", err)
			}
			for _, name := range made {
				if err := os.Remove(name); err != nil {
					b.Fatal(err)
				}
			}
			generate(b, b.TempDir()) // nothing is remembered from another run
		}
	})
	b.Run("100/nothing-to-do", func(b *testing.B) {
		cache := b.TempDir()
		generate(b, cache)
		for b.Loop() {
			generate(b, cache)
		}
	})
	b.Run("100/go-list", func(b *testing.B) {
		for b.Loop() {
			command(b, dir, nil, "go", "list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}", "context", "time")
		}
	})
}

func command(b *testing.B, dir string, env []string, name string, args ...string) string {
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		b.Fatalf("%s: %v\n%s", name, err, &stderr)
	}
	return string(out)
}

func write(b *testing.B, dir, name, text string) {
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
		b.Fatal(err)
	}
}

// manyServices returns a source file of n services with their types.
func manyServices(n int) string {
	var s strings.Builder
	s.WriteString("// Package api is large.\npackage api\n\nimport (\n\t\"context\"\n\t\"time\"\n)\n")
	for i := range n {
		fmt.Fprintf(&s, "\n// Item%d is a row.\ntype Item%[1]d struct {\n\tID int64\n\tName, Email string\n\tTags []string\n\tCreatedAt time.Time\n\tBalance float64\n\tActive bool\n}\n", i)
		fmt.Fprintf(&s, "\n// Service%d is a service.\ntype Service%[1]d interface {\n", i)
		for j := range 10 {
			fmt.Fprintf(&s, "\t// Method%d does it.\n\tMethod%[1]d(ctx context.Context, name string, n int64, filter []string) (greeting string, total int64, items []Item%d, err error)\n", j, i)
		}
		s.WriteString("}\n")
	}
	return s.String()
}
