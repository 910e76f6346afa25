package interop

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/generator"
)

// goldens writes the serviceProto of every package of testdata/golden, and of the folder
// names, into a folder of its own below dir.
func goldens(t *testing.T, dir string) {
	t.Helper()
	sources, err := filepath.Glob("../golden/*/api.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range append(sources, "names/api.go") {
		text, err := os.ReadFile(source)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), "\n//rpcgen:service") {
			continue // it is generated with flags of its own, for what is written in Go
		}
		pkg := filepath.Dir(source)
		out := filepath.Join(dir, filepath.Base(pkg))
		_, err = generator.Run(t.Context(), generator.Config{
			Dir: pkg, Patterns: []string{"."}, Outputs: []generator.Output{{Target: "tsrpc", Dir: out}},
		})
		if pkg == "../golden/tsnames" && err != nil && strings.Contains(err.Error(), `has something named "constructor"`) {
			continue // names has the other unlucky names
		}
		if err != nil {
			t.Errorf("%s: %v", pkg, err)
		}
	}
}

// TestGoldens gives the serviceProtos of all of testdata/golden to the compiler, to
// TSBuffer, and to tsrpc-cli, which makes its own serviceProto of the same types: it has
// to say the same.
func TestGoldens(t *testing.T) {
	t.Parallel()
	built(t)
	dir := t.TempDir()
	protos := filepath.Join(dir, "protos")
	goldens(t, protos)
	here, err := filepath.Abs(".")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(here, "node_modules"), filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	config := `{"extends": "` + filepath.Join(here, "tsconfig.json") + `", "compilerOptions": {"types": [], "noEmit": true, "rootDir": "."}, "include": ["protos"]}`
	if err := os.WriteFile(filepath.Join(dir, "tsconfig.json"), []byte(config), 0o666); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), tsc, "-p", dir).CombinedOutput(); err != nil {
		t.Errorf("tsc: %v\n%s", err, out)
	}
	script(t, 1, "sample.js", protos)

	if err := os.RemoveAll(filepath.Join(protos, "large")); err != nil { // which would take tsrpc-cli most of the time
		t.Fatal(err)
	}
	cli := exec.CommandContext(t.Context(), "node", "node_modules/tsrpc-cli/bin.js", "proto", "-i", "protos", "-o", "theirs.ts")
	cli.Dir = dir // absolute paths make it slow
	if out, err := cli.CombinedOutput(); err != nil {
		t.Fatalf("tsrpc-cli: %v\n%s", err, out)
	}
	script(t, 2, "equal.js", protos, filepath.Join(dir, "theirs.ts"))
}
