package web

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rpcgen/rpcgen/testdata/internal/node"
)

// TestInit starts a project with rpcgen init -web, and uses its page in Chromium: see
// init.test.mjs. The compiler of the types finds nothing to complain about either.
func TestInit(t *testing.T) {
	node.Install(t, ".")
	t.Setenv("GOWORK", "off")
	dir := t.TempDir()
	rpcgen := filepath.Join(dir, "rpcgen.exe")
	node.Run(t, filepath.Join("..", ".."), "go", "build", "-o", rpcgen, "./cmd/rpcgen")
	node.Run(t, dir, rpcgen, "init", "-web", "hello")
	project := filepath.Join(dir, "hello")
	node.Run(t, project, "go", "generate", "./...")
	node.Run(t, ".", "npx", "tsc", "-p", filepath.Join(project, "web"))
	program := filepath.Join(dir, "hello.exe")
	node.Run(t, project, "go", "build", "-o", program, ".")

	cmd := exec.Command(program, "-addr", "127.0.0.1:0")
	cmd.Stderr = os.Stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			t.Error(err)
		}
		_, _ = io.Copy(io.Discard, stdout)
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("PAGE", strings.TrimSpace(strings.TrimPrefix(line, "serving on ")))
	t.Log(node.Run(t, ".", "node", "--test", "init.test.mjs"))
}
