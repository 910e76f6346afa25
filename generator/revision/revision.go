// Package revision brings the files of a revision of a git repository into a directory of
// their own. It touches neither the work tree nor the index, runs no filters or hooks, and
// leaves nothing in the repository.
package revision

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// A Tree is what a revision holds.
type Tree struct {
	Dir string // what stands for the directory that Checkout was given
	top string
}

// Close removes the files.
func (t *Tree) Close() error { return os.RemoveAll(t.top) }

// ErrNoRevision says that a repository has no revision of that name, or that there is no
// repository.
var ErrNoRevision = errors.New("no such revision")

// Checkout brings the files of a revision, which can be anything that git names a commit
// by, into a temporary directory, and returns what stands for dir there. Links that lead
// out of the repository and submodules are left out.
func Checkout(ctx context.Context, dir, revision string) (*Tree, error) {
	g := git{ctx, dir}
	commit, err := g.run("rev-parse", "--verify", "--quiet", "--end-of-options", revision+"^{commit}")
	if err != nil {
		if _, err := g.run("rev-parse", "--git-dir"); err != nil {
			return nil, fmt.Errorf("%s is not in a git repository: %w", dir, ErrNoRevision)
		}
		return nil, fmt.Errorf("%q: %w", revision, ErrNoRevision)
	}
	prefix, err := g.run("rev-parse", "--show-prefix")
	if err != nil {
		return nil, err
	}
	root, err := g.run("rev-parse", "--show-toplevel")
	if err != nil {
		return nil, err
	}
	top, err := os.MkdirTemp("", "rpcgen-")
	if err != nil {
		return nil, err
	}
	t := &Tree{Dir: filepath.Join(top, filepath.FromSlash(prefix)), top: top}
	if err := g.fill(top, commit); err != nil {
		return nil, errors.Join(err, t.Close())
	}
	if err := os.MkdirAll(t.Dir, 0o777); err != nil { // the directory may be new
		return nil, errors.Join(err, t.Close())
	}
	if err := keepReplacements(top, filepath.FromSlash(root)); err != nil {
		return nil, errors.Join(err, t.Close())
	}
	return t, nil
}

// git runs git in a directory.
type git struct {
	ctx context.Context
	dir string
}

func (g git) command(args ...string) *exec.Cmd {
	cmd := exec.CommandContext(g.ctx, "git", append([]string{"-C", g.dir}, args...)...)
	cmd.Env = append(os.Environ(), "GIT_OPTIONAL_LOCKS=0", "LC_ALL=C")
	return cmd
}

// run returns what git prints, without the newline at its end.
func (g git) run(args ...string) (string, error) {
	out, err := g.command(args...).Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		text, _, _ := strings.Cut(strings.TrimSpace(string(exit.Stderr)), "\n")
		return "", fmt.Errorf("git %s: %s", args[0], strings.TrimPrefix(text, "fatal: "))
	}
	return strings.TrimSuffix(string(out), "\n"), err
}

// An entry is a file of a commit.
type entry struct {
	mode, object, name string
}

// The modes of entries (gitformat-index).
const (
	modeLink      = "120000"
	modeSubmodule = "160000"
)

// fill writes the files of a commit into an empty directory.
func (g git) fill(top, commit string) error {
	list, err := g.run("ls-tree", "-r", "-z", "--full-tree", commit)
	if err != nil {
		return err
	}
	var entries []entry
	for line := range strings.SplitSeq(strings.TrimSuffix(list, "\x00"), "\x00") {
		about, name, ok := strings.Cut(line, "\t")
		fields := strings.Fields(about)
		if ok && len(fields) == 3 && fields[0] != modeSubmodule {
			entries = append(entries, entry{fields[0], fields[2], name})
		}
	}
	root, err := os.OpenRoot(top)
	if err != nil {
		return err
	}
	err = g.blobs(entries, func(e entry, data []byte) error { return put(root, e, data) })
	return errors.Join(err, root.Close())
}

// blobs calls f with the content of each entry.
func (g git) blobs(entries []entry, f func(entry, []byte) error) error {
	cmd := g.command("cat-file", "--batch", "--buffer")
	var want bytes.Buffer
	for _, e := range entries {
		want.WriteString(e.object + "\n")
	}
	cmd.Stdin = &want
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	read := bufio.NewReaderSize(out, 1<<16)
	for _, e := range entries {
		if err = readBlob(read, e, f); err != nil {
			break
		}
	}
	if err != nil {
		_ = cmd.Process.Kill() // it has more to say than anybody reads
		_ = cmd.Wait()
		return err
	}
	return cmd.Wait()
}

// readBlob reads one answer of git cat-file: a line with the size, the content, a newline.
func readBlob(read *bufio.Reader, e entry, f func(entry, []byte) error) error {
	line, err := read.ReadString('\n')
	if err != nil {
		return err
	}
	fields := strings.Fields(line)
	if len(fields) != 3 {
		return fmt.Errorf("git has no %s: %s", e.name, strings.TrimSpace(line))
	}
	size, err := strconv.Atoi(fields[2])
	if err != nil {
		return err
	}
	data := make([]byte, size+1)
	if _, err := io.ReadFull(read, data); err != nil {
		return err
	}
	return f(e, data[:size])
}

// put writes a file or a link. The root lets nothing out.
func put(root *os.Root, e entry, data []byte) error {
	name := filepath.FromSlash(e.name)
	if dir := filepath.Dir(name); dir != "." {
		if err := root.MkdirAll(dir, 0o777); err != nil {
			return err
		}
	}
	if e.mode == modeLink {
		to := filepath.FromSlash(string(data))
		if filepath.IsAbs(to) || !filepath.IsLocal(filepath.Join(filepath.Dir(name), to)) {
			return nil
		}
		return root.Symlink(to, name)
	}
	return root.WriteFile(name, data, 0o666)
}
