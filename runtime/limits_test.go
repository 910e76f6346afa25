package runtime_test

import (
	"go/ast"
	"go/constant"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The folders of the packages that docs/limits.md names.
var limited = map[string]string{
	"runtime": ".", "codec": "codec", "cookie": "cookie", "httprpc": "transport/httprpc", "inproc": "transport/inproc",
	"session": "session", "memstore": "session/memstore",
}

// A limit is a constant by the name of its package and its own.
var limit = regexp.MustCompile(`^(Default|Max|Min|Inflate)|(Timeout|Wait|MaxAge|Interval|Batch|Fraction|Alert)$`)

// docs/limits.md has every limit, and each with the number that it has in the code.
func TestLimitsAreDocumented(t *testing.T) {
	constants := constantsOf(t)
	page, err := os.ReadFile("../docs/limits.md")
	if err != nil {
		t.Fatal(err)
	}
	missing := maps.Clone(constants)
	for line := range strings.Lines(string(page)) {
		cells := strings.Split(line, "|")
		if len(cells) != 6 {
			continue
		}
		name := strings.Trim(cells[3], " `")
		c, ok := constants[name]
		if name == "" || name == "constant" || name == "---" {
			continue
		}
		if delete(missing, name); !ok {
			t.Errorf("there is no constant %s", name)
			continue
		}
		if got, want := cellNumber(strings.TrimSpace(cells[2])), constant.ToInt(c.Val()); got != want.ExactString() {
			t.Errorf("%s is %s, not %q", name, want, cells[2])
		}
	}
	for name, c := range missing {
		if c.Exported() && limit.MatchString(c.Name()) && c.Val().Kind() != constant.String {
			t.Errorf("%s is not there", name)
		}
	}
}

// constantsOf returns the constants of all the packages, by their qualified names.
func constantsOf(t *testing.T) map[string]*types.Const {
	t.Helper()
	all := map[string]*types.Const{}
	fset := token.NewFileSet()
	std := importer.ForCompiler(fset, "source", nil)
	for name, dir := range limited {
		paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		var files []*ast.File
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, file)
		}
		// Of what the files import, only the package time says what a limit is. The rest
		// does not type-check, and need not.
		config := types.Config{Importer: timeOnly{std}, Error: func(error) {}, IgnoreFuncBodies: true}
		pkg, _ := config.Check(name, fset, files, nil)
		for _, n := range pkg.Scope().Names() {
			if c, ok := pkg.Scope().Lookup(n).(*types.Const); ok {
				all[name+"."+n] = c
			}
		}
	}
	return all
}

type timeOnly struct{ types.Importer }

func (i timeOnly) Import(path string) (*types.Package, error) {
	if path == "time" || path == "crypto/sha256" {
		return i.Importer.Import(path)
	}
	return nil, os.ErrNotExist
}

var cell = regexp.MustCompile(`^(?:1/)?([0-9]+(?: [0-9]{3})*)(?: (KiB|MiB|s|min|h|d)\b)?`)

// cellNumber returns the number that a cell of the table begins with, "" if none. Times
// are in nanoseconds.
func cellNumber(text string) string {
	found := cell.FindStringSubmatch(text)
	if found == nil {
		return ""
	}
	n, err := strconv.ParseInt(strings.ReplaceAll(found[1], " ", ""), 10, 64)
	if err != nil {
		return ""
	}
	units := map[string]int64{
		"": 1, "KiB": 1 << 10, "MiB": 1 << 20,
		"s": int64(time.Second), "min": int64(time.Minute), "h": int64(time.Hour), "d": int64(24 * time.Hour),
	}
	return strconv.FormatInt(n*units[found[2]], 10)
}
