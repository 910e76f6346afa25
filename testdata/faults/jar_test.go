package faults_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
	"github.com/rpcgen/rpcgen/runtime/cookie"
)

// What children that use a jar read from their environment.
const (
	childJar     = "FAULTS_JAR"
	childName    = "FAULTS_NAME"
	childUpdates = "FAULTS_UPDATES"
)

const jarOrigin = "https://shop.example"

// jarKeys is how many keys of the cookie each child has for itself.
const jarKeys = 5

func jarKey(name string, i int) string { return name + "-" + strconv.Itoa(i%jarKeys) }

// updateJar is the role of a program that gets answers with cookies. It prints
// the number of each update after it was acknowledged.
func updateJar(context.Context) error {
	jar, err := cookie.NewFile(os.Getenv(childJar))
	if err != nil {
		return err
	}
	updates, err := strconv.Atoi(os.Getenv(childUpdates))
	if err != nil {
		return err
	}
	for i := range updates {
		if err := put(jar, jarKey(os.Getenv(childName), i), i); err != nil {
			return err
		}
		if _, err := fmt.Println(i); err != nil { //nolint:forbidigo // this is what the child is for
			return err
		}
	}
	return nil
}

// put is what the client's flow does when an answer sets one key.
func put(jar *cookie.File, key string, value any) error {
	ctx := context.Background()
	sent, err := jar.Load(ctx, jarOrigin)
	if err != nil {
		return err
	}
	got := &runtime.Cookie{Values: map[string]any{}}
	if sent != nil {
		got = sent.Clone()
	}
	if got.Values == nil {
		got.Values = map[string]any{}
	}
	got.Values[key] = value
	return jar.Merge(ctx, jarOrigin, sent, got)
}

// values reads a jar, which must be whole.
func values(t testing.TB, path string) map[string]any {
	t.Helper()
	jar, err := cookie.NewFile(path)
	if err != nil {
		t.Fatal(err)
	}
	now, err := jar.Load(context.Background(), jarOrigin)
	if err != nil {
		t.Fatalf("the jar cannot be read: %v", err)
	}
	if now == nil {
		return nil
	}
	return now.Values
}

// number is a cookie's value as the jar's JSON has it.
func number(v any) int {
	n, err := strconv.Atoi(fmt.Sprint(v))
	if err != nil {
		return -1
	}
	return n
}

// TestJarProcesses: programs that use one file at once lose nothing of each other.
func TestJarProcesses(t *testing.T) {
	const processes = 8
	updates := choose(50, 200)
	path := filepath.Join(t.TempDir(), "jar")
	var children []*child
	for i := range processes {
		children = append(children, startChild(t, "jar", childJar+"="+path, childName+"=p"+strconv.Itoa(i), childUpdates+"="+strconv.Itoa(updates)))
	}
	for _, c := range children {
		c.stop()
	}
	got, lost := values(t, path), 0
	for p := range processes {
		for i := updates - jarKeys; i < updates; i++ {
			if key := jarKey("p"+strconv.Itoa(p), i); number(got[key]) != i {
				t.Errorf("%s is %v, want %d", key, got[key], i)
				lost++
			}
		}
	}
	figure(t, "%d processes, %d updates each of one jar file: %d keys lost", processes, updates, lost)
}

// TestJarKilled: a program that is killed while it writes leaves a whole file, with all
// that was acknowledged.
func TestJarKilled(t *testing.T) {
	rounds := choose(10, 50)
	path := filepath.Join(t.TempDir(), "jar")
	acknowledged, lost := 0, 0
	for round := range rounds {
		name := "r" + strconv.Itoa(round%5)
		c, out := startPrinting(t, "jar", childJar+"="+path, childName+"="+name, childUpdates+"=1000000")
		last, wait := -1, 1+rand.N(40)
		lines := bufio.NewScanner(out)
		for range wait {
			if !lines.Scan() {
				t.Fatalf("the child ended: %s", c.log)
			}
		}
		if err := c.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		for ok := true; ok; ok = lines.Scan() { // what it had printed before it died
			n, err := strconv.Atoi(lines.Text())
			if err != nil {
				break // half a line
			}
			last = n
		}
		_ = c.cmd.Wait() // says that it was killed
		got := values(t, path)
		acknowledged += last + 1
		for i := max(0, last-jarKeys+1); i <= last; i++ {
			// The one that was under way may be there or not.
			if n := number(got[jarKey(name, i)]); n != i && n != last+1 {
				t.Errorf("round %d: %s is %v, want %d", round, jarKey(name, i), got[jarKey(name, i)], i)
				lost++
			}
		}
	}
	bad, err := filepath.Glob(path + ".bad-*")
	if err != nil || len(bad) > 0 {
		t.Errorf("torn files: %v, %v", bad, err)
	}
	figure(t, "%d times kill -9 of a program that writes its jar: %d updates acknowledged, %d lost, %d torn files", rounds, acknowledged, lost, len(bad))
}

// startPrinting is startChild with what it prints.
func startPrinting(t testing.TB, role string, env ...string) (*child, io.Reader) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	c := prepareChild(t, role, env...)
	c.cmd.Stdout = w
	c.run()
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return c, r
}

// TestJarFullDisk: a jar that cannot be written says so, keeps what it has, and
// goes on when there is room.
func TestJarFullDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "jar")
	c := startChild(t, "starved jar", childJar+"="+path)
	c.stop()
	if got := values(t, path); number(got["before"]) != 1 || number(got["after"]) != 3 || got["full"] != nil {
		t.Errorf("the jar holds %v, want what was acknowledged and nothing else", got)
	}
	figure(t, "no room for a jar file: the write fails, the file is whole, the next one succeeds when there is room")
}

// starveJar is the role of a program whose files may not grow any more for a while.
func starveJar(context.Context) error {
	signal.Ignore(syscall.SIGXFSZ) // the write is to fail instead
	jar, err := cookie.NewFile(os.Getenv(childJar))
	if err != nil {
		return err
	}
	if err := put(jar, "before", 1); err != nil {
		return err
	}
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	small := limit
	small.Cur = 16
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &small); err != nil {
		return err
	}
	err = put(jar, "full", strings.Repeat("x", 100))
	if err == nil {
		return errors.New("a jar was written where there is no room")
	}
	now, err := jar.Load(context.Background(), jarOrigin)
	if err != nil || number(now.Values["before"]) != 1 {
		return fmt.Errorf("the jar holds %v, %w", now, err)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	return put(jar, "after", 3)
}
