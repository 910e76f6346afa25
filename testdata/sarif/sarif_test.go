package sarif

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// schema compiles the schema of OASIS, of which the linter's module holds a copy.
func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "mod", "download", "-modfile=../../go.tool.mod", "-json", "github.com/securego/gosec/v2").Output()
	if err != nil {
		t.Fatal(err)
	}
	var module struct{ Dir string }
	if err := json.Unmarshal(out, &module); err != nil {
		t.Fatal(err)
	}
	s, err := jsonschema.NewCompiler().Compile(filepath.Join(module.Dir, "report", "sarif", "testdata", "sarif-schema-2.1.0.json"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSchema(t *testing.T) {
	s := schema(t)
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":               "module example.com/library\n\ngo 1.26\n",
		"good/good.go":         "package good\n\n//rpcgen:service\ntype Good interface {\n\tDo() error\n}\n",
		"wide/wïde.go":         "package wide\n\n//rpcgen:service\ntype Wide interface {\n\t/* 𝒳 */ Do(x chan int) error\n}\n",
		"syntax/a.go":          "package syntax\n\n//rpcgen:service\ntype A interface {\n\tDo( error\n}\n",
		"foreign/f.go":         "package foreign\n\n//rpcgen:service\ntype F interface {\n\tDo() error\n}\n",
		"foreign/f_rpc.gen.go": "package foreign\n",
	} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	bin := filepath.Join(t.TempDir(), "rpcgen")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", bin, "github.com/rpcgen/rpcgen/cmd/rpcgen").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, tt := range [][2]string{
		{"-check ./good", `"ruleId": "out-of-date"`},
		{"./good", `"results": []`},
		{"./foreign", `"ruleId": "foreign-file"`},
		{"./syntax", `"startLine": 5`},
		{"./wide", `"uri": "wide/w%C3%AFde.go"`},
		{"-type Nope ./good", `"ruleId": "no-such-type"`},
		{"-type StatFS -o x -pkg x io/fs", `"uri": "file://`},
	} {
		args, want := tt[0], tt[1]
		cmd := exec.CommandContext(t.Context(), bin, append([]string{"-sarif", "-cache=off"}, strings.Fields(args)...)...)
		cmd.Dir = dir
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, _ := cmd.Output() // it ends with 1 where there is a problem
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(out))
		if err != nil {
			t.Errorf("%s: %v\n%s%s", args, err, out, &stderr)
			continue
		}
		if err := s.Validate(doc); err != nil {
			t.Errorf("%s: %v\n%s", args, err, out)
		}
		if !strings.Contains(string(out), want) {
			t.Errorf("%s: there is no %s in\n%s", args, want, out)
		}
		// The 𝒳 before the place has four bytes, and two units of UTF-16.
		if args == "./wide" && !strings.Contains(string(out), `"startColumn": 14`) {
			t.Errorf("the column is not in units of UTF-16:\n%s", out)
		}
	}
}
