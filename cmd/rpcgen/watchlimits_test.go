package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestWatchLimits lowers the limits of Linux for this program alone and watches.
func TestWatchLimits(t *testing.T) {
	const limits = "/proc/sys/user/"
	if exec.Command("unshare", "-Ur", "sh", "-c", "echo 1 >"+limits+"max_inotify_watches").Run() != nil {
		t.Skip("the system does not let us lower its limits")
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	link, dir := filepath.Join(t.TempDir(), "rpcgen"), t.TempDir()
	if err := os.Symlink(self, link); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module example.com/library\n\ngo 1.26\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "a"), 0o777); err != nil {
		t.Fatal(err)
	}
	for _, limit := range []string{"max_inotify_watches", "max_inotify_instances"} {
		cmd := exec.CommandContext(t.Context(), "unshare", "-Ur", "sh", "-c", `echo $1 >$2 && exec "$3" -watch ./...`, "sh",
			map[bool]string{true: "0", false: "1"}[limit == "max_inotify_instances"], limits+limit, link)
		cmd.Dir = dir
		text, err := cmd.CombinedOutput()
		exit, ok := errors.AsType[*exec.ExitError](err)
		if !ok || exit.ExitCode() != exitAction || !strings.Contains(string(text), "the system watches no more files; raise the limits fs.inotify.max_user_watches") {
			t.Errorf("%s: %v\n%s", limit, err, text)
		}
	}
}
