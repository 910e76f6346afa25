package generator

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/generator/diag"
	"github.com/rpcgen/rpcgen/generator/emit"
)

var library = map[string]string{
	"go.mod":   "module example.com/library\n\ngo 1.26\n",
	"good.go":  "package library\n\ntype Good interface{ Do() error }\n",
	"bad.go":   "package library\n\ntype Bad interface{ Do(c chan int) error }\n",
	"taken.go": "package library\n\ntype Taken interface{ Do() error }\n\nfunc RegisterTaken() {}\n",
}

func TestRun(t *testing.T) {
	dir := t.TempDir()
	create(t, dir, library)
	cfg := Config{Dir: dir, File: "good.go"}
	for _, check := range []bool{true, false} {
		cfg.Check = check
		res, err := Run(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, c := range res.Changes {
			names = append(names, c.Name)
			if c.Old != nil {
				t.Errorf("check %v: %s was there", check, c.Name)
			}
		}
		if want := []string{"good_codec.gen.go", "good_rpc.gen.go"}; !slices.Equal(names, want) {
			t.Errorf("check %v: changes are %q, want %q", check, names, want)
		}
		for _, name := range names {
			if _, written := tree(t, dir)[name]; written == check {
				t.Errorf("check %v: %s is written: %v", check, name, written)
			}
		}
	}
	res, err := Run(t.Context(), cfg)
	if err != nil || len(res.Changes) > 0 {
		t.Errorf("the second run: %+v, %v", res, err)
	}
}

// What the loader and what the emitters refuse comes together, and nothing is written.
func TestRunProblems(t *testing.T) {
	dir := t.TempDir()
	create(t, dir, library)
	_, err := Run(t.Context(), Config{Dir: dir, Types: []string{"Good", "Taken", "Bad"}})
	problems, ok := errors.AsType[diag.List](err)
	if !ok || len(problems) != 2 ||
		!strings.HasPrefix(problems[0].Message, "method Do: param c: chan int cannot be sent") ||
		!strings.HasPrefix(problems[1].Message, "interface Taken: the stubs declare RegisterTaken") {
		t.Errorf("got %v", err)
	}
	if got := tree(t, dir); !equal(got, library) {
		t.Errorf("something was written: %q", got)
	}
}

// What another run is about to write is not an orphan.
func TestRunBesideAnother(t *testing.T) {
	dir := t.TempDir()
	create(t, dir, library)
	const temp = ".gone_rpc.gen.go.1-0.tmp"
	create(t, dir, map[string]string{
		temp:              emit.Header + "\n" + emit.SourcePrefix + "gone.go\n\npackage lib\n",
		"gone_rpc.gen.go": emit.Header + "\n" + emit.SourcePrefix + "gone.go\n\npackage lib\n",
	})
	if _, err := Run(t.Context(), Config{Dir: dir, File: "good.go"}); err != nil {
		t.Fatal(err)
	}
	files := tree(t, dir)
	if _, ok := files[temp]; !ok {
		t.Errorf("%s was removed", temp)
	}
	if _, ok := files["gone_rpc.gen.go"]; ok {
		t.Error("the orphan was not removed")
	}
}

func TestRunCanceled(t *testing.T) {
	dir := t.TempDir()
	create(t, dir, library)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Run(ctx, Config{Dir: dir, File: "good.go"}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if got := tree(t, dir); !equal(got, library) {
		t.Errorf("something was written: %q", got)
	}
}
