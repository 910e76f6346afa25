package golden

import (
	"bytes"
	"errors"
	"flag"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/generator"
	"github.com/rpcgen/rpcgen/testdata/internal/node"
	"github.com/rpcgen/rpcgen/testdata/internal/typescript"
)

var update = flag.Bool("update", false, "rewrite the generated TypeScript")

// TestTypeScript expects that the clients in the folders ts are as rpcgen -ts writes
// them, but for the runtime part, which is the same in all of them and left out here.
// -update rewrites them.
func TestTypeScript(t *testing.T) {
	t.Parallel()
	stale := map[string]bool{}
	for _, folder := range typeScriptFolders(t) {
		for _, name := range typeScriptIn(t, folder) {
			stale[name] = filepath.Base(name) != "roundtrip.ts"
		}
	}
	seen := map[string]bool{}
	for _, cfg := range lines(t, ".") {
		if cfg.Fake || len(cfg.Wrap) > 0 {
			continue // TypeScript has neither
		}
		if cfg.OutDir == "" { // a package's clients are written in one run
			if seen[cfg.Dir] {
				continue
			}
			seen[cfg.Dir] = true
			cfg = generator.Config{Dir: cfg.Dir, Patterns: []string{"."}}
		}
		for name, file := range emitted(t, cfg) {
			name = filepath.Join(cfg.Dir, "ts", name)
			stale[name] = false
			own, ok := typescript.Cut(file)
			if !ok {
				t.Errorf("%s: it does not end with the runtime part", name)
			}
			expectFile(t, name, own)
		}
	}
	for name, is := range stale {
		switch {
		case !is:
		case *update:
			if err := os.Remove(name); err != nil {
				t.Error(err)
			}
		default:
			t.Errorf("%s: nothing would write it; run make golden", name)
		}
	}
}

// emitted returns what rpcgen -ts would write, by name.
func emitted(t *testing.T, cfg generator.Config) map[string][]byte {
	t.Helper()
	dir := t.TempDir()
	cfg.Outputs = []generator.Output{{Target: "ts", Dir: dir}}
	cfg.Check = true // so all of it is a change
	res, err := generator.Run(t.Context(), cfg)
	if err != nil {
		t.Fatalf("%s/%s %v:\n%v", cfg.Dir, cfg.File, cfg.Patterns, err)
	}
	files := map[string][]byte{}
	for _, c := range res.Changes {
		if filepath.Dir(c.Name) == dir {
			files[filepath.Base(c.Name)] = c.New
		}
	}
	if len(files) == 0 {
		t.Errorf("%s/%s %v: no TypeScript", cfg.Dir, cfg.File, cfg.Patterns)
	}
	return files
}

// expectFile expects that a file holds data, or writes it with -update.
func expectFile(t *testing.T, name string, data []byte) {
	t.Helper()
	old, err := os.ReadFile(name)
	switch {
	case err == nil && bytes.Equal(old, data):
	case *update:
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		write(t, name, data)
	default:
		change := generator.Change{Name: name, Old: old, New: data}
		t.Errorf("%s: stale; run make golden\n%s", name, change.Diff())
	}
}

// TestTypeScriptCompiles gives all generated TypeScript, and the scripts that use it,
// to the compiler, with the strictest settings that users may have.
func TestTypeScriptCompiles(t *testing.T) {
	t.Parallel()
	dir := wholeTypeScript(t)
	node.Run(t, dir, node.Tool(t, "tsc"), "-p", "tsconfig.json")
}

// wholeTypeScript returns a folder like this one with all of the TypeScript in it, whose
// runtime part is there.
func wholeTypeScript(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, folder := range typeScriptFolders(t) {
		typescript.Copy(t, dir, folder)
	}
	absolute := strings.ReplaceAll(string(read(t, "tsconfig.json")), `"../ts`, `"`+filepath.ToSlash(node.Dir))
	write(t, filepath.Join(dir, "golden", "tsconfig.json"), []byte(absolute))
	return filepath.Join(dir, "golden")
}

// typeScriptFolders returns the folders that hold TypeScript.
func typeScriptFolders(t *testing.T) []string {
	t.Helper()
	var list []string
	err := filepath.WalkDir(".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && e.IsDir() && e.Name() == "ts" {
			list = append(list, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func typeScriptIn(t *testing.T, folder string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(folder, "*.ts"))
	if err != nil {
		t.Fatal(err)
	}
	return names
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
	whole := wholeTypeScript(t)
	config := regexp.MustCompile(`"include": .*`).ReplaceAll(read(t, filepath.Join(whole, "tsconfig.json")), []byte(`"include": ["wrong.ts"]`))
	for _, test := range tests {
		dir := t.TempDir()
		imports := strings.ReplaceAll(test.imports, `"./`, `"`+filepath.ToSlash(whole)+"/")
		code := "export const f = " + test.code
		if strings.HasPrefix(test.code, "const ") {
			code = test.code
		}
		code = imports + "\n" + code + "\n"
		write(t, filepath.Join(dir, "wrong.ts"), []byte(code))
		write(t, filepath.Join(dir, "tsconfig.json"), config)
		if err := tsc(t, dir); !strings.Contains(err, "wrong.ts(2,") {
			t.Errorf("%s: the compiler says %q to\n%s", test.name, err, code)
		}
	}
}

// TestTypeScriptStyle looks at each generated file.
func TestTypeScriptStyle(t *testing.T) {
	t.Parallel()
	n := 0
	for _, folder := range typeScriptFolders(t) {
		for _, name := range typeScriptIn(t, folder) {
			if filepath.Base(name) == "roundtrip.ts" {
				continue
			}
			n++
			text := string(read(t, name))
			if !strings.HasPrefix(text, header+"\n// Source of ") {
				t.Errorf("%s: the header is not as it should be", name)
			}
			if strings.Contains(text, "\t") || strings.Contains(text, " \n") || strings.Contains(text, "\n\n\n") || strings.Contains(text, "{\n\n") {
				t.Errorf("%s: there is white space too much", name)
			}
			if strings.Contains(text, "\nimport ") || strings.Contains(text, ": any") {
				t.Errorf("%s: it imports something, or has an any", name)
			}
		}
	}
	if n == 0 {
		t.Error("there are no files")
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
