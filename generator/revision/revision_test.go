package revision

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// repository makes a repository with these files, and returns its directory.
func repository(t *testing.T, commands ...string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "repo")
	if err := os.Mkdir(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	for _, command := range append([]string{"git init -q -b main"}, commands...) {
		cmd := exec.CommandContext(t.Context(), "sh", "-c", command)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@b",
			"GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@b", "GIT_ALLOW_PROTOCOL=file")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", command, err, out)
		}
	}
	return dir
}

func TestCheckout(t *testing.T) {
	dir := repository(t,
		"mkdir -p a/b 'with space' && echo one >a/b/c.go && echo two >'with space/ö.go' && printf '' >empty",
		"printf 'no newline' >a/bin && ln -s b/c.go a/inside && ln -s ../../out a/outside && ln -s /etc/passwd absolute",
		"mkdir a/b2 && printf 'module x\\n\\nreplace y => ../../../y\\n\\nreplace z => ../../z\\n' >a/b2/go.mod",
		"echo '*.go export-ignore' >.gitattributes",
		"git init -q sub && git -C sub commit -q --allow-empty -m sub && git -c advice.addEmbeddedRepo=false add . && git commit -qm one",
		"echo changed >a/b/c.go",
	)
	tree, err := Checkout(t.Context(), filepath.Join(dir, "a"), "main")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"b/c.go": "one\n", "../with space/ö.go": "two\n", "../empty": "", "bin": "no newline", "inside": "one\n",
		"b2/go.mod": "module x\n\nreplace y => " + filepath.Dir(dir) + "/y\n\nreplace z => ../../z\n",
	} {
		got, err := os.ReadFile(filepath.Join(tree.Dir, filepath.FromSlash(name)))
		if err != nil || string(got) != want {
			t.Errorf("%s: got %q, %v, want %q", name, got, err, want)
		}
	}
	for _, name := range []string{"outside", "../absolute", "../sub", "../.git"} {
		if _, err := os.Lstat(filepath.Join(tree.Dir, filepath.FromSlash(name))); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s is there: %v", name, err)
		}
	}
	if err := tree.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(tree.top); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Close has left %s: %v", tree.top, err)
	}
}

// A directory that the revision does not have is empty there.
func TestCheckoutOfANewDirectory(t *testing.T) {
	dir := repository(t, "echo one >a.go && git add . && git commit -qm one && mkdir new")
	tree, err := Checkout(t.Context(), filepath.Join(dir, "new"), "HEAD")
	if err != nil {
		t.Fatal(err)
	}
	defer tree.Close()
	if list, err := os.ReadDir(tree.Dir); len(list) != 0 || err != nil {
		t.Errorf("got %v, %v", list, err)
	}
}

func TestNoRevision(t *testing.T) {
	dir := repository(t, "echo one >a.go && git add . && git commit -qm one && git tag blob $(git hash-object -w a.go)")
	for _, name := range []string{"nowhere", "-h", "--all", "", "blob", "HEAD:a.go", "main..main", "a\x00b"} {
		if tree, err := Checkout(t.Context(), dir, name); err == nil {
			t.Errorf("%q is a revision: %s", name, tree.Dir)
			tree.Close()
		}
	}
	_, err := Checkout(t.Context(), t.TempDir(), "HEAD")
	if !errors.Is(err, ErrNoRevision) || !strings.Contains(err.Error(), "is not in a git repository") {
		t.Errorf("outside of a repository: %v", err)
	}
}
