//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package cookie

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/rpcgen/rpcgen/runtime"
)

// Whoever can write the directory can put a jar of his own there.
func TestUnsafeDirectoriesAreRefused(t *testing.T) {
	for mode, hint := range map[fs.FileMode]string{
		0o777: "chmod go-w", 0o770: "chmod go-w", 0o702: "chmod go-w",
		0o755: "", 0o700: "", 0o777 | fs.ModeSticky: "",
	} {
		dir := filepath.Join(t.TempDir(), "jars")
		jar := openFile(t, filepath.Join(dir, "jar"))
		merge(t, jar, here, "", `{"sessionId":"canary"}`)
		if err := os.Chmod(dir, mode); err != nil {
			t.Fatal(err)
		}
		if hint == "" {
			expect(t, openFile(t, jar.path), here, `{"sessionId":"canary"}`)
			continue
		}
		refused(t, jar, ErrUnsafe, hint)
	}
	t.Run("of another user", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "jars")
		jar := openFile(t, filepath.Join(dir, "jar"))
		if err := os.Chown(dir, 12345, -1); err != nil {
			t.Skip("only root can give directories away")
		}
		refused(t, jar, ErrUnsafe, "user 12345")
	})
}

// No origin and no id is ever part of a name in the file system.
func TestNothingFromOutsideIsAPath(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "jars")
	jar := openFile(t, filepath.Join(dir, "jar"))
	for _, evil := range []string{"../../evil", "/etc/evil", "inproc://../evil", "a\x00b"} {
		merge(t, jar, evil, "", `{"sessionId":"../evil","../evil":1}`)
	}
	if got := names(t, filepath.Dir(dir)) + ": " + names(t, dir); got != "jars: jar jar.lock" {
		t.Errorf("there are %s", got)
	}
}

// Who has opened the file reads the old state to its end.
func TestReadersSeeOldOrNew(t *testing.T) {
	jar := openFile(t, filepath.Join(t.TempDir(), "jar"))
	merge(t, jar, here, "", `{"a":"old"}`)
	before, err := os.ReadFile(jar.path)
	if err != nil {
		t.Fatal(err)
	}
	reader, err := os.Open(jar.path)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	merge(t, jar, here, "", `{"a":"new"}`)
	if got, err := io.ReadAll(reader); err != nil || string(got) != string(before) {
		t.Errorf("the open file holds %s, %v", got, err)
	}
}

// The new file is on the disk before it gets its name, and the name is on the
// disk before Merge returns. A disk that fails says so, and leaves the old state.
func TestWritesReachTheDisk(t *testing.T) {
	jar := openFile(t, filepath.Join(t.TempDir(), "jar"))
	merge(t, jar, here, "", `{"a":"old"}`)
	var steps []string
	var broken error
	jar.sync = func(file *os.File) error {
		named, err := os.ReadFile(jar.path)
		if err != nil {
			t.Error(err)
		}
		steps = append(steps, filepath.Base(file.Name()))
		if isNew := strings.Contains(string(named), "new"); isNew != (file.Name() == filepath.Dir(jar.path)) {
			t.Errorf("at the sync of %s, the jar holds %s", file.Name(), named)
		}
		if data, err := os.ReadFile(jar.path + ".tmp"); err == nil && !strings.Contains(string(data), `"new"`) {
			t.Errorf("what is brought to the disk is %s", data)
		}
		return broken
	}
	broken = syscall.EIO
	got := &runtime.Cookie{Values: map[string]any{"a": "new"}}
	if err := jar.Merge(t.Context(), here, nil, got); !errors.Is(err, syscall.EIO) {
		t.Errorf("a disk that fails: %v", err)
	}
	expect(t, jar, here, `{"a":"old"}`)
	broken, steps = nil, nil
	merge(t, jar, here, "", `{"a":"new"}`)
	if want := "jar.tmp " + filepath.Base(filepath.Dir(jar.path)); strings.Join(steps, " ") != want {
		t.Errorf("brought to the disk: %q, want %q", steps, want)
	}
}
