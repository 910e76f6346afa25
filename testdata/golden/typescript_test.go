package golden

import (
	"errors"
	"flag"
	"io/fs"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/generator"
	"github.com/rpcgen/rpcgen/testdata/internal/node"
)

var update = flag.Bool("update", false, "rewrite the generated TypeScript")

// TestTypeScript expects that the clients in the folders ts are as rpcgen -ts writes
// them. -update rewrites them.
func TestTypeScript(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, cfg := range lines(t, ".") {
		if cfg.OutDir == "" { // a package's clients are written in one run
			if seen[cfg.Dir] {
				continue
			}
			seen[cfg.Dir] = true
			cfg = generator.Config{Dir: cfg.Dir, Patterns: []string{"."}}
		}
		cfg.Outputs = []generator.Output{{Target: "ts", Dir: "ts"}}
		if !*update {
			cfg.Check = true
			expectSame(t, cfg)
		} else if _, err := generator.Run(t.Context(), cfg); err != nil {
			t.Error(err)
		}
	}
}

// TestTypeScriptCompiles gives all generated TypeScript, and the scripts that use it,
// to the compiler, with the strictest settings that users may have.
func TestTypeScriptCompiles(t *testing.T) {
	t.Parallel()
	node.Run(t, ".", node.Tool(t, "tsc"), "-p", "tsconfig.json")
}

// TestTypeScriptRefused expects that the compiler refuses what the types do not allow,
// so that they are not any.
func TestTypeScriptRefused(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, imports, code string }{
		{"missing parameter", `import { LibraryClient } from "./params/ts/params.ts";`, `(c: LibraryClient) => c.borrow({ isbn: "1" });`},
		{"unknown parameter", `import { LibraryClient } from "./params/ts/params.ts";`, `(c: LibraryClient) => c.borrow({ isbn: "1", days: 1, more: 2 });`},
		{"wrong result", `import { LibraryClient } from "./params/ts/params.ts";`, `async (c: LibraryClient): Promise<string[]> => c.borrow({ isbn: "1", days: 1 });`},
		{"no member of an enum", `import type { State } from "./enums/ts/enums.ts";`, `const s: State = "ajar"; s;`},
		{"null for a list", `import type { Tree } from "./recursive/ts/recursive.ts";`, `(t: Tree) => { t.children = null; };`},
		{"text for a time", `import type { Event } from "./times/ts/times.ts";`, `(e: Event) => { e.at = "2026-01-02"; };`},
		{"text for bytes", `import type { File } from "./binary/ts/binary.ts";`, `(f: File) => { f.data = "AAE="; };`},
		{"maybe absent", `import type { Form } from "./tags/ts/tags.ts";`, `(f: Form) => f.empty.length;`},
		{"number for a quoted one", `import type { Form } from "./tags/ts/tags.ts";`, `(f: Form) => { f.quoted = 1; };`},
	}
	config := read(t, "tsconfig.json")
	for _, test := range tests {
		dir := t.TempDir()
		code := strings.ReplaceAll(test.imports, `"./`, `"`+wd(t)+"/") + "\nexport const f = " + strings.TrimSuffix(test.code, ";") + ";\n"
		if rest, ok := strings.CutPrefix(test.code, "const "); ok {
			code = strings.ReplaceAll(test.imports, `"./`, `"`+wd(t)+"/") + "\nconst " + rest + "\n"
		}
		write(t, filepath.Join(dir, "wrong.ts"), []byte(code))
		absolute := strings.ReplaceAll(string(config), `"../ts`, `"`+node.Dir)
		absolute = regexp.MustCompile(`"include": .*`).ReplaceAllString(absolute, `"include": ["wrong.ts"]`)
		write(t, filepath.Join(dir, "tsconfig.json"), []byte(absolute))
		if err := tsc(t, dir); !strings.Contains(err, "wrong.ts(2,") {
			t.Errorf("%s: the compiler says %q to\n%s", test.name, err, code)
		}
	}
}

// TestTypeScriptStyle looks at each generated file.
func TestTypeScriptStyle(t *testing.T) {
	t.Parallel()
	n := 0
	err := filepath.WalkDir(".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Ext(name) != ".ts" || filepath.Base(name) == "roundtrip.ts" {
			return err
		}
		n++
		own, _, ok := strings.Cut(string(read(t, name)), "\n// The rest of this file")
		if !ok || !strings.HasPrefix(own, header+"\n// Source of ") {
			t.Errorf("%s: the header or the runtime part is not as it should be", name)
		}
		if strings.Contains(own, "\t") || strings.Contains(own, " \n") || strings.Contains(own, "\n\n\n") || strings.Contains(own, "{\n\n") {
			t.Errorf("%s: there is white space too much", name)
		}
		if strings.Contains(own, "\nimport ") || strings.Contains(own, ": any") {
			t.Errorf("%s: it imports something, or has an any", name)
		}
		return nil
	})
	if err != nil || n == 0 {
		t.Errorf("%d files: %v", n, err)
	}
}

// tsc returns what the compiler has to say of the project in dir.
func tsc(t *testing.T, dir string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), node.Tool(t, "tsc"), "-p", ".")
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if _, ok := errors.AsType[*exec.ExitError](err); err != nil && !ok {
		t.Fatal(err)
	}
	return string(out)
}
