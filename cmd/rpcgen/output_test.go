package main

import (
	"errors"
	"go/token"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/generator"
	"github.com/rpcgen/rpcgen/generator/diag"
)

func TestRescue(t *testing.T) {
	var stdout, stderr strings.Builder
	code := func() (code int) {
		defer rescue(&output{out: &stdout, err: &stderr}, &code)
		panic(errors.New("index out of range\n\tat home"))
	}()
	want := "rpcgen: internal error: index out of range at home; please report it with the interface that causes it at https://github.com/rpcgen/rpcgen/issues\n"
	if code != exitAction || stderr.String() != want || stdout.Len() > 0 {
		t.Errorf("got %d, %q, %q", code, stderr.String(), stdout.String())
	}
}

func TestOutput(t *testing.T) {
	problems := diag.List{
		{Message: "no <file>"},
		{Pos: token.Position{Filename: "a.go", Line: 3, Column: 4}, Code: diag.NoServices, Message: "bad"},
		{Pos: token.Position{Filename: "b.go"}, Message: "worse"},
	}
	change := generator.Change{Name: "c.go", New: []byte("package c\n")}
	for _, tt := range []struct {
		json           bool
		stdout, stderr string
	}{
		{
			stdout: "diff /dev/null c.go\n--- /dev/null\n+++ c.go\n@@ -0,0 +1,1 @@\n+package c\n",
			stderr: "rpcgen: no <file>\na.go:3:4: bad\nb.go: worse\nrpcgen: other\n",
		},
		{
			json: true,
			stdout: `{"message":"no <file>"}
{"file":"a.go","line":3,"column":4,"code":"no-services","message":"bad"}
{"file":"b.go","message":"worse"}
{"message":"other"}
{"file":"c.go","code":"out-of-date","message":"is out of date; run rpcgen without -check","diff":"diff /dev/null c.go\n--- /dev/null\n+++ c.go\n@@ -0,0 +1,1 @@\n+package c\n"}
`,
		},
	} {
		var stdout, stderr strings.Builder
		out := &output{out: &stdout, err: &stderr, json: tt.json}
		out.problems(problems)
		out.problems(errors.New("other"))
		out.stale(change)
		if stdout.String() != tt.stdout || stderr.String() != tt.stderr {
			t.Errorf("json %v: got\n%s\nand\n%s", tt.json, stdout.String(), stderr.String())
		}
	}
}
