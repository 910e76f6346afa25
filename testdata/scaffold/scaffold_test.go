// Package scaffold tests the projects that rpcgen init starts, as their users would go on
// with them.
package scaffold

import (
	"bufio"
	"bytes"
	"flag"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/rpcgen/rpcgen/testdata/internal/servers"
)

var update = flag.Bool("update", false, "rewrite go.mod and go.sum of the templates with what go mod tidy makes of them")

// templates are all of them, with where each serves the calls.
var templates = map[string]string{"minimal": "/", "web": "/api/", "cluster": "/"}

// TestProjects starts a project of each template in a folder of its own, and does all
// that its README says. What it needs must be in the module cache.
func TestProjects(t *testing.T) {
	t.Setenv("GOPROXY", "off")
	t.Setenv("GOFLAGS", "-buildvcs=false")
	t.Setenv("GOWORK", "off")
	rpcgen := filepath.Join(t.TempDir(), "rpcgen.exe")
	run(t, "../..", "go", "build", "-o", rpcgen, "./cmd/rpcgen")
	for template, prefix := range templates {
		t.Run(template, func(t *testing.T) {
			dir := t.TempDir()
			out := run(t, dir, rpcgen, "init", "-template", template, "-module", "example.com/team/hello/v2", "sub/hello")
			if !strings.Contains(out, "go generate ./...") {
				t.Errorf("init says %q", out)
			}
			dir = filepath.Join(dir, "sub", "hello")
			if *update {
				refresh(t, dir, template)
			}
			run(t, dir, "go", "generate", "./...")
			run(t, dir, "go", "test", "./...")
			serves(t, dir, template, prefix, rpcgen)

			run(t, dir, "go", "vet", "./...")
			empty(t, run(t, dir, "gofmt", "-l", "."))
			empty(t, run(t, dir, "go", "mod", "tidy", "-diff"))
			run(t, dir, "go", "tool", "rpcgen", "-check", "./api")
			empty(t, strings.TrimPrefix(run(t, dir, "go", "tool", "rpcgen", "impl", "-type", "greeter", "./api.Greeter"), "greeter has all methods of ./api.Greeter\n"))
		})
	}
}

// serves starts the program as its README says, calls it, and stops it as Ctrl-C does.
func serves(t *testing.T, dir, template, prefix, rpcgen string) {
	t.Helper()
	args := []string{"run", ".", "-addr", "127.0.0.1:0"}
	if template == "cluster" {
		args = append(args, "-redis", servers.Redis(t).URL)
	}
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // go run and the program
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Kill(-cmd.Process.Pid, syscall.SIGINT); err != nil {
			t.Error(err)
		}
		_, _ = io.Copy(io.Discard, stdout)
		// The status is that of go run, which was interrupted as well. The program itself
		// says what is wrong, or nothing.
		if err := cmd.Wait(); stderr.Len() > 0 {
			t.Errorf("%v\n%s", err, &stderr)
		}
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	url, ok := strings.CutPrefix(strings.TrimSpace(line), "serving on ")
	if err != nil || !ok {
		t.Fatalf("it says %q, %v", line, err)
	}
	if out := run(t, dir, rpcgen, "call", url+prefix, "Greeter/Greet", "name=Anna"); !strings.Contains(out, `"Hello, Anna!"`) {
		t.Errorf("the call returned %s", out)
	}
}

// refresh lets the go command write the templates' go.mod and go.sum anew.
func refresh(t *testing.T, dir, template string) {
	t.Helper()
	run(t, dir, "go", "mod", "tidy")
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	for from, to := range map[string]string{"go.mod": "gomod.tmpl", "go.sum": "gosum"} {
		data, err := os.ReadFile(filepath.Join(dir, from))
		if err != nil {
			t.Fatal(err)
		}
		text := strings.NewReplacer(
			"example.com/team/hello/v2", "{{.Module}}",
			"rpcgen v0.0.0", "rpcgen {{.Version}}",
			"\n\nreplace github.com/rpcgen/rpcgen => "+root+"\n", "\n{{- if .Replace}}\n\nreplace github.com/rpcgen/rpcgen => {{.Replace}}\n{{- end}}\n",
		).Replace(string(data))
		if err := os.WriteFile(filepath.Join(root, "generator", "scaffold", "template", template, to), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// run runs a command line, which must succeed, and returns what it prints.
func run(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s %s: %v\n%s%s", name, strings.Join(args, " "), err, &stdout, &stderr)
	}
	return stdout.String()
}

// empty checks that a command has nothing to say.
func empty(t *testing.T, out string) {
	t.Helper()
	if out != "" {
		t.Errorf("got\n%s", out)
	}
}

// fails runs a command line, which must fail, and returns what it prints on stderr.
func fails(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Run(); err == nil {
		t.Fatalf("%s %s: no error", name, strings.Join(args, " "))
	}
	return stderr.String()
}
