package corpus

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "rewrite the outcomes in "+tableFile)

// TestCorpus writes stubs for all interfaces of the table into packages of their
// own, as users do with interfaces that they do not own, and vets what it wrote in
// one go. What is refused has to be refused with the diagnostics of the table.
func TestCorpus(t *testing.T) {
	table, err := readTable()
	if err != nil {
		t.Fatal(err)
	}
	out := outDir(t)
	rpcgen := filepath.Join(out, "rpcgen")
	start := time.Now()
	run(t, "go", "build", "-o", rpcgen, "github.com/rpcgen/rpcgen/cmd/rpcgen")
	run(t, "go", "build", ".") // what the generator reads, which is not its time
	t.Logf("built what is needed in %v", time.Since(start).Round(time.Second))
	version := modules(t, table)

	var written []string
	for i := range table {
		e := &table[i]
		dir := "./" + filepath.ToSlash(filepath.Join(out, dirName(e)))
		got, took := generate(t, rpcgen, dir, e)
		t.Logf("%-12s %6v  %s, %s", got.short(), took.Round(time.Millisecond), e.name(), version[e.pkg])
		switch {
		case *update:
			e.outcome = got
		case got != e.outcome:
			t.Errorf("%s: got %q, want %q", e.name(), got, e.outcome)
		}
		if got.refused == 0 {
			written = append(written, dir)
		}
	}
	start = time.Now()
	run(t, "go", append([]string{"vet"}, written...)...)
	t.Logf("%d interfaces have stubs, vetted in %v; %d are refused", len(written), time.Since(start).Round(time.Second), len(table)-len(written))
	if *update {
		if err := writeTable(table); err != nil {
			t.Fatal(err)
		}
	}
}

// outDir makes a directory for the stubs. It lies in this module, since that is the
// one that requires what they import.
func outDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp(".", "out-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// modules returns where the packages of the table come from, with the version.
func modules(t *testing.T, table []entry) map[string]string {
	t.Helper()
	args := []string{"list", "-f", "{{.ImportPath}} {{with .Module}}{{.Path}}@{{.Version}}{{else}}std{{end}}"}
	for i := range table {
		args = append(args, table[i].pkg)
	}
	out, err := exec.Command("go", args...).Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	version := map[string]string{}
	for line := range strings.Lines(string(out)) {
		pkg, module, _ := strings.Cut(strings.TrimSpace(line), " ")
		version[pkg] = module
	}
	return version
}

var notInNames = regexp.MustCompile(`\W+`)

func dirName(e *entry) string { return strings.ToLower(notInNames.ReplaceAllString(e.name(), "_")) }

// run runs a command that has to succeed.
func run(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, args[0], err, out)
	}
}

var diagnostic = regexp.MustCompile(`^(.+\.go:\d+:\d+): (.+)$`)

// generate runs rpcgen for one interface and says what came of it.
func generate(t *testing.T, rpcgen, dir string, e *entry) (outcome, time.Duration) {
	t.Helper()
	args := []string{"-type", e.typ, "-o", dir, "-pkg", "xrpc", e.pkg}
	var stdout, stderr bytes.Buffer
	cmd := exec.Command(rpcgen, args...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	start := time.Now()
	err := cmd.Run()
	took := time.Since(start)
	if stdout.Len() > 0 {
		t.Errorf("%s: rpcgen printed %q", e.name(), stdout.String())
	}
	_, statErr := os.Stat(dir)
	switch code := cmd.ProcessState.ExitCode(); {
	case err == nil && stderr.Len() == 0 && statErr == nil:
		check(t, rpcgen, args)
		return outcome{}, took
	case code != 1 || !os.IsNotExist(statErr):
		t.Errorf("%s: rpcgen ended with %v, directory: %v\n%s", e.name(), err, statErr, &stderr)
	}
	var o outcome
	for line := range strings.Lines(stderr.String()) {
		m := diagnostic.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
		if m == nil {
			t.Errorf("%s: %q is no diagnostic", e.name(), line)
			continue
		}
		if o.refused++; o.refused == 1 {
			o.first = m[2]
		}
		path, _, _ := strings.Cut(m[1], ":")
		if _, err := os.Stat(path); err != nil {
			t.Errorf("%s: a diagnostic is about a file that is not there: %v", e.name(), err)
		}
	}
	return o, took
}

// check runs rpcgen anew, which should find its own output as it should be.
func check(t *testing.T, rpcgen string, args []string) {
	t.Helper()
	if out, err := exec.Command(rpcgen, append([]string{"-check"}, args...)...).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("rpcgen -check %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// An entry is an interface, and what is expected when stubs are written for it.
type entry struct {
	pkg, typ string
	outcome  outcome
}

func (e *entry) name() string { return e.pkg + "." + e.typ }

// An outcome is how many problems the generator found, and the first one's text.
type outcome struct {
	refused int
	first   string
}

func (o outcome) short() string {
	if o.refused == 0 {
		return "ok"
	}
	return fmt.Sprintf("refused %d", o.refused)
}

func (o outcome) String() string {
	return strings.TrimSpace(o.short() + " " + o.first)
}

// tableFile has a line for each interface: its package, its name, and "ok", or
// "refused" with the number of problems and the first one's text.
const tableFile = "interfaces.txt"

func readTable() ([]entry, error) {
	text, err := os.ReadFile(tableFile)
	if err != nil {
		return nil, err
	}
	var table []entry
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.SplitN(line, " ", 5)
		switch {
		case len(f) == 3 && f[2] == "ok":
			table = append(table, entry{pkg: f[0], typ: f[1]})
			continue
		case len(f) == 5 && f[2] == "refused":
			if n, err := strconv.Atoi(f[3]); err == nil && n > 0 {
				table = append(table, entry{f[0], f[1], outcome{n, f[4]}})
				continue
			}
		}
		return nil, fmt.Errorf("%s: %q is not a line of the table", tableFile, line)
	}
	return table, nil
}

func writeTable(table []entry) error {
	slices.SortFunc(table, func(a, b entry) int {
		return cmp.Or(strings.Compare(a.pkg, b.pkg), strings.Compare(a.typ, b.typ))
	})
	var b bytes.Buffer
	for _, e := range table {
		fmt.Fprintf(&b, "%s %s %s\n", e.pkg, e.typ, e.outcome)
	}
	return os.WriteFile(tableFile, b.Bytes(), 0o644)
}
