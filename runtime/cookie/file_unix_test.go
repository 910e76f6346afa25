//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package cookie

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
)

func TestFileModes(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0)) // the mildest of all
	dir := filepath.Join(t.TempDir(), "mine")
	path := filepath.Join(dir, "jar")
	merge(t, openFile(t, path), here, "", `{"a":1}`)
	for name, want := range map[string]os.FileMode{dir: 0o700, path: 0o600, path + ".lock": 0o600} {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
}

// refused holds that neither opening nor using a jar works, and why.
func refused(t *testing.T, jar *File, want error, hint string) {
	t.Helper()
	_, errNew := NewFile(jar.path)
	_, errLoad := jar.Load(t.Context(), here)
	errMerge := jar.Merge(t.Context(), here, nil, &runtime.Cookie{SessionID: "canary"})
	for _, err := range []error{errNew, errLoad, errMerge} {
		if !errors.Is(err, want) || !strings.Contains(err.Error(), hint) || !strings.Contains(err.Error(), jar.path) || strings.Contains(err.Error(), "canary") {
			t.Errorf("the error is %v", err)
		}
	}
}

func TestUnsafeFilesAreRefused(t *testing.T) {
	const content = `{"version":1,"origins":{}}`
	for _, mode := range []os.FileMode{0o644, 0o640, 0o620, 0o606, 0o601} {
		jar := openFile(t, filepath.Join(t.TempDir(), "jar"))
		write(t, jar.path, content)
		if err := os.Chmod(jar.path, mode); err != nil {
			t.Fatal(err)
		}
		refused(t, jar, ErrUnsafe, "chmod 600")
	}
	creations := map[string]func(path string) error{
		"symbolic link": func(path string) error {
			write(t, path+".real", content)
			return os.Symlink(path+".real", path)
		},
		"symbolic link to nothing": func(path string) error { return os.Symlink(path+".none", path) },
		"directory":                func(path string) error { return os.Mkdir(path, 0o700) },
		"pipe":                     func(path string) error { return syscall.Mkfifo(path, 0o600) },
	}
	for name, create := range creations {
		t.Run(name, func(t *testing.T) {
			jar := openFile(t, filepath.Join(t.TempDir(), "jar"))
			if err := create(jar.path); err != nil {
				t.Fatal(err)
			}
			hint := "not a plain file"
			if strings.HasPrefix(name, "symbolic") {
				hint = "symbolic link"
			}
			refused(t, jar, ErrUnsafe, hint)
		})
	}
	t.Run("of another user", func(t *testing.T) {
		jar := openFile(t, filepath.Join(t.TempDir(), "jar"))
		write(t, jar.path, content)
		if err := os.Chown(jar.path, 12345, -1); err != nil {
			t.Skip("only root can give files away")
		}
		refused(t, jar, ErrUnsafe, "user 12345")
	})
	t.Run("the lock is a link", func(t *testing.T) {
		jar := openFile(t, filepath.Join(t.TempDir(), "jar"))
		if err := os.Symlink(jar.path+".elsewhere", jar.path+".lock"); err != nil {
			t.Fatal(err)
		}
		if err := jar.Merge(t.Context(), here, nil, &runtime.Cookie{}); !errors.Is(err, ErrUnsafe) {
			t.Errorf("the error is %v", err)
		}
	})
}

// What follows runs this test binary again, as other programs that use the jar.

// startChild starts one, which is killed at the end of the test if it still runs.
func startChild(t *testing.T, role, path string, args ...string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, append([]string{path}, args...)...)
	cmd.Env = append(os.Environ(), "COOKIE_TEST_CHILD="+role)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if cmd.ProcessState == nil {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
	})
	return cmd, bufio.NewScanner(out)
}

func child(role string) int {
	jar, err := NewFile(os.Args[1])
	if err == nil {
		switch role {
		case "update":
			err = childUpdate(jar, os.Args[2], os.Args[3])
		case "full":
			err = childFull(jar)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "child:", err)
		return 1
	}
	return 0
}

// childUpdate counts key up and says each number once it is stored.
func childUpdate(jar *File, key, count string) error {
	ctx := context.Background()
	n, err := strconv.Atoi(count)
	if err != nil {
		return err
	}
	for i := 1; i <= n; i++ {
		sent, err := jar.Load(ctx, here)
		if err != nil {
			return err
		}
		if have := orEmpty(sent).Values[key]; i > 1 && have != float64(i-1) {
			return fmt.Errorf("%s is %v, it was %d", key, have, i-1)
		}
		got := orEmpty(sent.Clone())
		got.Values = with(got.Values, key, i)
		if err := jar.Merge(ctx, here, sent, got); err != nil {
			return err
		}
		fmt.Println(i)
	}
	return nil
}

// childFull finds the disk full, as far as this process goes.
func childFull(jar *File) error {
	signal.Ignore(syscall.SIGXFSZ) // else the system ends the process
	limit := syscall.Rlimit{Cur: 512, Max: 512}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	got := &runtime.Cookie{Values: map[string]any{"large": strings.Repeat("x", 2000)}}
	err := jar.Merge(context.Background(), here, nil, got)
	if !errors.Is(err, syscall.EFBIG) {
		return fmt.Errorf("the error is %w", errors.Join(errors.New("wrong"), err))
	}
	return nil
}

func TestProgramsShareAFile(t *testing.T) {
	programs, updates := 8, 200
	if testing.Short() {
		updates = 20
	}
	path := filepath.Join(t.TempDir(), "jar")
	var children []*exec.Cmd
	for i := range programs {
		cmd, out := startChild(t, "update", path, fmt.Sprint("p", i), fmt.Sprint(updates))
		children = append(children, cmd)
		go func() {
			for out.Scan() { // so that the pipe does not fill up
			}
		}()
	}
	for _, cmd := range children {
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
	c, err := openFile(t, path).Load(t.Context(), here)
	if err != nil {
		t.Fatal(err)
	}
	for i := range programs {
		if got := c.Values[fmt.Sprint("p", i)]; got != float64(updates) {
			t.Errorf("p%d is %v, want %d", i, got, updates)
		}
	}
	if got := names(t, filepath.Dir(path)); got != "jar jar.lock" {
		t.Errorf("in the directory are %s", got)
	}
}

// Killed at any point, a program leaves what it has said is stored, or one more.
func TestKilledWhileWriting(t *testing.T) {
	rounds := 50
	if testing.Short() {
		rounds = 5
	}
	path := filepath.Join(t.TempDir(), "jar")
	for round := range rounds {
		key := fmt.Sprint("k", round%40)
		cmd, out := startChild(t, "update", path, key, "1000000")
		said := 0
		for said < 3+round%5 && out.Scan() {
			said, _ = strconv.Atoi(out.Text())
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		for out.Scan() { // what was said until then
			said, _ = strconv.Atoi(out.Text())
		}
		_ = cmd.Wait() // it was killed
		c, err := openFile(t, path).Load(t.Context(), here)
		if err != nil {
			t.Fatal(err)
		}
		if have := c.Values[key]; have != float64(said) && have != float64(said+1) {
			t.Fatalf("%s is %v, %d was stored", key, have, said)
		}
	}
	if aside, _ := filepath.Glob(path + ".bad-*"); len(aside) > 0 {
		t.Errorf("the file was torn: %v", aside)
	}
}

func TestFullDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "jar")
	jar := openFile(t, path)
	merge(t, jar, here, "", `{"sessionId":"s1"}`)
	cmd, _ := startChild(t, "full", path)
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	expect(t, jar, here, `{"sessionId":"s1"}`)
	if got := names(t, filepath.Dir(path)); got != "jar jar.lock" {
		t.Errorf("in the directory are %s", got)
	}
	merge(t, jar, here, "", `{"a":1}`) // when there is room again
	expect(t, jar, here, `{"a":1,"sessionId":"s1"}`)
}
