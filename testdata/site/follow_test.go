package site

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// A step is something to do that a document shows.
type step struct {
	line          int
	file, content string // a file to write
	command       string // a command to run
	prints        string // what the last command has to print
	text          bool
}

// path is the comment with which a file begins: // cmd/main.go, # Makefile, <!-- index.html -->.
var path = regexp.MustCompile(`^(?://|#|<!--) ([\w./-]+\.\w+)(?: -->)?$`)

// steps reads a document. Fenced blocks of a kind that is neither a file nor text are an
// error: nobody would know whether they are right.
func steps(t *testing.T, name, text string) (list []step) {
	t.Helper()
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); i++ {
		at := i + 1
		command, ok := strings.CutPrefix(lines[i], "    ")
		switch {
		case ok && strings.TrimSpace(lines[i]) != "":
			list = append(list, step{line: at, command: command})
		case strings.HasPrefix(lines[i], "```"):
			kind := strings.TrimPrefix(lines[i], "```")
			var block []string
			for i++; i < len(lines) && lines[i] != "```"; i++ {
				block = append(block, lines[i])
			}
			content := strings.Join(block, "\n") + "\n"
			if kind == "text" {
				list = append(list, step{line: at, text: true, prints: content})
				continue
			}
			m := path.FindStringSubmatch(block[0])
			if m == nil {
				t.Errorf("%s:%d: the block does not begin with the path of a file", name, at)
				continue
			}
			list = append(list, step{line: at, file: m[1], content: strings.TrimLeft(strings.TrimPrefix(content, block[0]), "\n")})
		}
	}
	return list
}

// follow does what a document says, in an empty folder.
func follow(t *testing.T, name string) {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(root, "docs", name))
	if err != nil {
		t.Fatal(err)
	}
	list := steps(t, name, string(text))
	if len(list) == 0 {
		t.Fatalf("%s shows nothing to do", name)
	}
	dir := t.TempDir()
	var printed string
	for _, s := range list {
		switch {
		case s.file != "":
			file := filepath.Join(dir, filepath.FromSlash(s.file))
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(s.content), 0o644); err != nil {
				t.Fatal(err)
			}
		case s.text:
			if !matches(s.prints, printed) {
				t.Errorf("%s:%d: the command before prints\n%s\nnot\n%s", name, s.line, printed, s.prints)
			}
		default:
			printed = run(t, root, dir, fmt.Sprintf("%s:%d", name, s.line), s.command)
		}
	}
}

// matches says that what was printed is what the document shows, where "…" stands for
// anything on its line, such as a time.
func matches(shown, printed string) bool {
	pattern := strings.ReplaceAll(regexp.QuoteMeta(strings.TrimSpace(shown)), "…", ".*")
	return regexp.MustCompile("^" + pattern + "$").MatchString(strings.TrimSpace(printed))
}

// run runs a command and returns what it prints. A command that fails fails the test, unless
// the line ends with a comment that gives the exit status: "# exit status 1".
func run(t *testing.T, root, dir, where, command string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	want := ""
	if m := regexp.MustCompile(`# (exit status \d+)`).FindStringSubmatch(command); m != nil {
		want = m[1]
	}
	command = strings.ReplaceAll(command, "CHECKOUT", root)
	if strings.Contains(command, "localhost:8080") {
		command = strings.ReplaceAll(command, "localhost:8080", freeAddress(t))
	}
	cmd := exec.CommandContext(ctx, "bash", "-c", command)
	cmd.Dir = dir
	cmd.WaitDelay = 10 * time.Second
	// Runs are remembered elsewhere, and the module that we are a test of is not the reader's.
	cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off", "PWD="+dir, "XDG_CACHE_HOME="+filepath.Join(dir, ".cache"), "GOCACHE="+gocache(t))
	var out, progress bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &progress
	err := cmd.Run()
	if got := fmt.Sprint(err); err != nil && got != want || err == nil && want != "" {
		t.Fatalf("%s: %s: %v\n%s%s", where, command, err, &out, &progress)
	}
	if want != "" { // problems go to standard error
		return progress.String() + out.String()
	}
	return out.String()
}

// freeAddress returns an address that nobody listens on, for documents that say localhost:8080.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return fmt.Sprintf("localhost:%d", l.Addr().(*net.TCPAddr).Port)
}

func gocache(t *testing.T) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "env", "GOCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}
