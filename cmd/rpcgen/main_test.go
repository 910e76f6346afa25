package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite what the scripts compare")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"rpcgen": main})
}

// TestScripts runs the command over testdata/script, one scenario a file.
// -update rewrites what the scripts compare.
func TestScripts(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	params := scriptParams(t, root)
	params.Dir, params.UpdateScripts = filepath.Join(root, "testdata", "script"), *update
	testscript.Run(t, params)
}

// scriptParams returns how scripts run, without where they are.
func scriptParams(t *testing.T, root string) testscript.Params {
	env := goEnv(t, "GOCACHE", "GOMODCACHE", "GOROOT")
	return testscript.Params{
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Vars = append(e.Vars, env...)
			// Scripts are on their own: what they need of other modules is what the
			// checkout itself needs, so it is in the module cache already.
			e.Setenv("GOPROXY", "off")
			e.Setenv("GOSUMDB", "off")
			e.Setenv("GOFLAGS", "-mod=mod")
			e.Setenv("GOTOOLCHAIN", "local")
			e.Setenv("GOWORK", "")
			e.Setenv("XDG_CACHE_HOME", filepath.Join(e.WorkDir, ".cache"))
			e.Setenv("ROOT", root)
			e.Setenv("RPCGENDEBUG", "panic")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"module":    cmdModule,
			"age":       cmdAge,
			"untouched": cmdUntouched,
		},
		Condition: func(cond string) (bool, error) {
			if cond == "root" {
				return os.Getuid() == 0, nil
			}
			return false, fmt.Errorf("unknown condition %q", cond)
		},
	}
}

func goEnv(t *testing.T, names ...string) []string {
	t.Helper()
	out, err := exec.Command("go", append([]string{"env"}, names...)...).Output()
	if err != nil {
		t.Fatal(err)
	}
	values := strings.Split(strings.TrimSpace(string(out)), "\n")
	for i, name := range names {
		values[i] = name + "=" + values[i]
	}
	return values
}

// cmdModule makes the current directory a module that uses the checkout:
//
//	module PATH [LINE...]
func cmdModule(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: module PATH [LINE...]")
	}
	root := ts.Getenv("ROOT")
	text := fmt.Sprintf("module %s\n\ngo 1.26\n\nrequire github.com/rpcgen/rpcgen v0.0.0\n\nreplace github.com/rpcgen/rpcgen => %s\n\n%s\n",
		args[0], root, strings.Join(args[1:], "\n"))
	ts.Check(os.WriteFile(ts.MkAbs("go.mod"), []byte(text), 0o666))
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs("go.sum"), sum, 0o666))
}

// longAgo is when cmdAge says that a file was written.
var longAgo = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)

// cmdAge makes files look old:
//
//	age FILE...
func cmdAge(ts *testscript.TestScript, neg bool, args []string) {
	for _, name := range args {
		ts.Check(os.Chtimes(ts.MkAbs(name), longAgo, longAgo))
	}
}

// cmdUntouched checks that nobody has written files since they were made to look
// old or, with !, that somebody has:
//
//	[!] untouched FILE...
func cmdUntouched(ts *testscript.TestScript, neg bool, args []string) {
	for _, name := range args {
		info, err := os.Stat(ts.MkAbs(name))
		ts.Check(err)
		if same := info.ModTime().Equal(longAgo); same == neg {
			ts.Fatalf("%s was last changed %v", name, info.ModTime())
		}
	}
}
