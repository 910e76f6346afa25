package cache

import (
	"crypto/sha256"
	"debug/elf"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// Key returns the key of a run: of this program, of the go command, of the
// environment and of the rest, which is what the run was asked to do. It is "" if
// the run must not be remembered.
func Key(env []string, rest ...any) string {
	tool, err := program()
	if err != nil {
		return ""
	}
	goTool, err := goCommand()
	if err != nil {
		return ""
	}
	h := sha256.New()
	fmt.Fprintf(h, "1 %q %q\n", tool, goTool)
	for _, v := range slices.Sorted(slices.Values(env)) {
		name, _, _ := strings.Cut(v, "=")
		if decides(name) {
			fmt.Fprintf(h, "%q\n", v)
		}
	}
	for _, v := range rest {
		fmt.Fprintf(h, "%#v\n", v)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// decides says whether an environment variable may have a say in a build.
func decides(name string) bool {
	switch name {
	case "GOLINE", "DOLLAR":
		return false // go generate sets them, for nothing that we do
	case "PATH", "HOME", "CC", "CXX", "FC", "AR", "PKG_CONFIG", "XDG_CONFIG_HOME", "XDG_CACHE_HOME":
		return true
	}
	return strings.HasPrefix(name, "GO") || strings.HasPrefix(name, "CGO_")
}

// program returns what tells this program from any other: the build ID that the
// go command gave it, or else a hash of all of it.
func program() (string, error) {
	name, err := os.Executable()
	if err != nil {
		return "", err
	}
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	if x, err := elf.NewFile(f); err == nil {
		if s := x.Section(".note.go.buildid"); s != nil {
			if id, err := s.Data(); err == nil && strings.Count(string(id), "/") == 3 {
				return string(id), nil
			}
		}
	}
	h := sha256.New()
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	_, err = io.Copy(h, f)
	return string(h.Sum(nil)), err
}

// goCommand returns what tells the go command from another: where it lies and
// what it says of itself. One that stands alone, such as a script that picks a
// version, is an error.
func goCommand() (string, error) {
	name, err := exec.LookPath("go")
	if err != nil {
		return "", err
	}
	if name, err = filepath.EvalSymlinks(name); err != nil {
		return "", err
	}
	info, err := os.Stat(name)
	if err != nil {
		return "", err
	}
	root := filepath.Dir(filepath.Dir(name))
	version, err := os.ReadFile(filepath.Join(root, "VERSION"))
	if err != nil {
		return "", err
	}
	settings, err := os.ReadFile(filepath.Join(root, "go.env"))
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s %d %d %s %s", name, info.Size(), info.ModTime().UnixNano(), version, settings), nil
}
