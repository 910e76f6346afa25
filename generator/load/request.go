package load

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A Request is what decides about a load, beside its Config, before any source is
// read.
type Request struct {
	Facts []string // of the environment, of "go env -w" and of the go command
	Dirs  []string // absolute, that are read in any case or would be if they existed
}

// Cacheable returns the request of a load, and whether what it reads can be known
// again without the go command. It cannot for patterns that match whatever there
// is, for packages that only the go command finds, with a workspace, and with
// settings that put other files into the place of those on disk, or other programs
// into that of the compiler.
func (cfg Config) Cacheable() (Request, bool) {
	dir, err := filepath.Abs(cfg.Dir)
	env := newEnvironment(cfg.Env)
	if err != nil || !env.usual() || cfg.Env != nil && !env.ours() {
		return Request{}, false
	}
	goCommand, ok := findGo(env)
	if !ok {
		return Request{}, false
	}
	r := Request{Facts: append(env.facts(), goCommand...), Dirs: []string{dir}}
	for _, p := range cfg.Patterns {
		local := p == "." || p == ".." || strings.HasPrefix(p, "./") || strings.HasPrefix(p, "../")
		if !local || strings.Contains(p, "...") || strings.HasSuffix(p, ".go") {
			return Request{}, false
		}
		r.Dirs = append(r.Dirs, filepath.Join(dir, p))
	}
	switch {
	case cfg.OutDir == "":
	case filepath.IsAbs(cfg.OutDir):
		r.Dirs = append(r.Dirs, filepath.Clean(cfg.OutDir))
	default:
		r.Dirs = append(r.Dirs, filepath.Join(dir, cfg.OutDir))
	}
	roots, ok := rootsOf(r.Dirs)
	r.Dirs = append(r.Dirs, vendors(roots)...)
	return r, ok
}

// plainFlags are what GOFLAGS may hold of flags that do not hide what the go
// command reads and runs.
var plainFlags = []string{"-mod", "-modcacherw", "-tags", "-trimpath", "-buildvcs", "-p", "-v", "-x"}

// usual says whether the go command reads modules from where they lie, by what we
// know of.
func (e environment) usual() bool {
	if v := e.get("GO111MODULE"); v != "" && v != "on" {
		return false
	}
	if v := e.get("GOWORK"); v != "" && v != "off" {
		return false
	}
	// The go command would look for another one in $PATH.
	if strings.Contains(e.get("GOTOOLCHAIN"), "path") {
		return false
	}
	for flag := range strings.FieldsSeq(e.get("GOFLAGS")) {
		name, _, _ := strings.Cut("-"+strings.TrimLeft(flag, "-"), "=")
		if !slices.Contains(plainFlags, name) {
			return false
		}
	}
	if v := e.value["GOENV"]; v != "" && v != "off" && !filepath.IsAbs(v) {
		return false
	}
	return e.file["GOROOT"] == ""
}

// ours says whether programs and settings are found by this environment where this
// process, which looks for them too, finds them.
func (e environment) ours() bool {
	return !slices.ContainsFunc([]string{"PATH", "HOME", "home", "XDG_CONFIG_HOME", "AppData"}, func(name string) bool {
		return e.value[name] != os.Getenv(name)
	})
}

// facts returns what the environment has of variables that may have a say, and
// the settings of "go env -w".
func (e environment) facts() []string {
	var list []string
	for name, value := range e.value {
		if decides(name) {
			list = append(list, name+"="+value)
		}
	}
	slices.Sort(list)
	return append(list, "go env: "+e.settings)
}

// decides says whether an environment variable may have a say in a build.
func decides(name string) bool {
	switch strings.ToUpper(name) {
	case "GOLINE":
		return false // go generate sets it, for nothing that we do
	case "PATH", "HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_CONFIG_HOME", "CC", "CXX", "FC", "AR", "PKG_CONFIG":
		return true
	}
	return strings.HasPrefix(strings.ToUpper(name), "GO") || strings.HasPrefix(strings.ToUpper(name), "CGO_")
}
