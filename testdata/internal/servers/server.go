// Package servers starts real database servers for tests: on free loopback ports,
// in temporary folders, as processes that end with the test.
package servers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// patience is how long a server may take to start or to stop. None should ever
// need it.
const patience = time.Minute

// A Server is a process that listens on a loopback address.
type Server struct {
	Addr string // host:port
	URL  string // what a client's driver takes

	t     testing.TB
	name  string
	args  []string
	attr  syscall.SysProcAttr
	env   []string
	quit  syscall.Signal // asks it to end
	ready func(ctx context.Context) error

	cmd    *exec.Cmd
	log    *bytes.Buffer
	exited chan struct{} // closed when cmd has ended
}

// PID returns the process's number.
func (s *Server) PID() int { return s.cmd.Process.Pid }

// start runs the program and waits until it answers.
func (s *Server) start() {
	s.t.Helper()
	s.log = &bytes.Buffer{}
	s.cmd = exec.Command(s.args[0], s.args[1:]...)
	s.cmd.Env = append(os.Environ(), s.env...)
	s.cmd.Stdout, s.cmd.Stderr = s.log, s.log
	attr := s.attr
	s.cmd.SysProcAttr = dieWithParent(&attr)
	if err := s.cmd.Start(); err != nil {
		s.t.Fatalf("start %s: %v", s.name, err)
	}
	cmd, exited := s.cmd, make(chan struct{})
	s.exited = exited
	go func() {
		_ = cmd.Wait() // how it ends is seen by what the test does with it
		close(exited)
	}()
	if err := s.wait(); err != nil {
		s.Kill()
		s.t.Fatalf("%s does not answer: %v\n%s", s.name, err, s.log)
	}
}

// wait returns when the server answers.
func (s *Server) wait() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return Until(ctx, func() error {
		select {
		case <-s.exited:
			cancel()
			return errors.New("it has ended")
		default:
			return s.ready(ctx)
		}
	})
}

// Until calls try again and again until it returns nil, and returns its last
// error if ctx ends before.
func Until(ctx context.Context, try func() error) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		err := try()
		if err == nil {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return err
		}
	}
}

// Kill ends the process at once, as a crash does (kill -9), and waits for that.
func (s *Server) Kill() { s.end(syscall.SIGKILL) }

// Stop lets the process shut down and waits for that.
func (s *Server) Stop() { s.end(s.quit) }

// Pause stops the process, and those it has started, without ending it:
// connections stay, and nobody answers. When it returns, all threads stand still:
// the signal alone leaves the others time to answer one more question.
func (s *Server) Pause() {
	s.t.Helper()
	s.signal(syscall.SIGSTOP)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	err := Until(ctx, func() error {
		for _, pid := range append(children(s.t, s.PID()), s.PID()) {
			if err := stopped(pid); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.t.Errorf("%s does not pause: %v", s.name, err)
	}
}

// Resume lets a paused process go on.
func (s *Server) Resume() { s.signal(syscall.SIGCONT) }

// signal sends a signal to the server and to the processes that it has started:
// PostgreSQL has one for each connection.
func (s *Server) signal(sig syscall.Signal) {
	s.t.Helper()
	if err := s.cmd.Process.Signal(sig); err != nil {
		s.t.Errorf("%s: %v: %v", s.name, sig, err)
	}
	for _, pid := range children(s.t, s.PID()) {
		if err := syscall.Kill(pid, sig); err != nil && !errors.Is(err, syscall.ESRCH) {
			s.t.Errorf("%s, process %d: %v: %v", s.name, pid, sig, err)
		}
	}
}

func (s *Server) end(sig syscall.Signal) {
	s.t.Helper()
	if err := s.cmd.Process.Signal(sig); errors.Is(err, os.ErrProcessDone) {
		return
	}
	select {
	case <-s.exited:
	case <-time.After(patience):
		s.t.Errorf("%s does not end on %v:\n%s", s.name, sig, s.log)
		_ = s.cmd.Process.Kill()
		<-s.exited
	}
}

// Restart starts the server anew, with the same address and data, after Kill or Stop.
func (s *Server) Restart() {
	s.t.Helper()
	s.start()
}

// launch starts the server for as long as the test runs.
func (s *Server) launch() *Server {
	s.t.Helper()
	s.start()
	s.t.Cleanup(s.Kill)
	return s
}

// folder returns an empty folder of user's for as long as the test runs. The
// paths of t.TempDir are too long for Unix sockets, and other users cannot enter them.
func folder(t testing.TB, user *syscall.Credential) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "rpcgen")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	if user != nil {
		if err := os.Chown(dir, int(user.Uid), int(user.Gid)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// freePort returns a port that nobody listens on. It is below those that systems
// give to outgoing connections: one of these could take it while the server is
// down, and the server could not come back.
func freePort(t testing.TB) int {
	t.Helper()
	for range 1000 {
		port := 10_000 + rand.N(20_000)
		l, err := net.Listen("tcp", address(port))
		if err != nil {
			continue // it is taken
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		return port
	}
	t.Fatal("there is no free port from 10000 to 29999")
	return 0
}

func address(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

// program finds a program in the PATH or in one of some folders, which may be
// patterns. The test fails if there is none.
func program(t testing.TB, name, debian string, folders ...string) string {
	t.Helper()
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	for _, folder := range folders {
		found, err := filepath.Glob(filepath.Join(folder, name))
		if err == nil && len(found) > 0 {
			return found[len(found)-1]
		}
	}
	t.Fatalf("this test needs the program %s: on Debian, apt-get install %s (or run .ci/install)", name, debian)
	return ""
}

// run carries out a command that prepares a server.
func run(t testing.TB, user *syscall.Credential, args ...string) {
	t.Helper()
	cmd := exec.Command(args[0], args[1:]...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: user}
	cmd.Dir = os.TempDir()
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// dial is the ready function of servers that greet whoever connects.
func dial(ctx context.Context, addr string) error {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", addr)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	return conn.Close()
}
