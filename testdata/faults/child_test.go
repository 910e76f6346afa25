package faults_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"testing"
)

// childRole is the environment variable that makes the test program a child with a role.
const childRole = "FAULTS_CHILD"

// roles are what a child can be. It is to end when ctx does.
var roles = map[string]func(ctx context.Context) error{
	"server":      serveChild,
	"jar":         updateJar,
	"starved jar": starveJar,
}

// play is the main function of a child. It ends with the parent, whose end closes stdin.
func play(role string) error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // whatever it is, it is the end
		cancel()
	}()
	run, ok := roles[role]
	if !ok {
		return fmt.Errorf("a child cannot be a %q", role)
	}
	return run(ctx)
}

// A child is this program in a process of its own.
type child struct {
	t     testing.TB
	cmd   *exec.Cmd
	stdin io.Closer
	log   *lockedBuffer
}

// startChild runs this program in a role, for as long as the test runs unless it
// is killed or stopped before.
func startChild(t testing.TB, role string, env ...string) *child {
	t.Helper()
	c := prepareChild(t, role, env...)
	c.run()
	return c
}

// prepareChild is startChild without the start.
func prepareChild(t testing.TB, role string, env ...string) *child {
	t.Helper()
	c := &child{t: t, cmd: exec.Command(os.Args[0]), log: &lockedBuffer{}}
	c.cmd.Env = append(append(os.Environ(), childRole+"="+role), env...)
	c.cmd.Stdout, c.cmd.Stderr = c.log, c.log
	stdin, err := c.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.stdin = stdin
	return c
}

// run starts the child, for as long as the test runs unless it ends before.
func (c *child) run() {
	c.t.Helper()
	if err := c.cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(c.kill)
}

// kill ends the child at once, as a crash does (kill -9), and waits for that.
func (c *child) kill() {
	if c.cmd.ProcessState != nil {
		return
	}
	_ = c.cmd.Process.Kill() // it may have ended by itself
	_ = c.cmd.Wait()         // says that it was killed
}

// stop lets the child end in order.
func (c *child) stop() {
	c.t.Helper()
	c.stdin.Close()
	if err := c.cmd.Wait(); err != nil {
		c.t.Errorf("the child: %v\n%s", err, c.log)
	}
}

// A lockedBuffer is a bytes.Buffer for several goroutines.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}
