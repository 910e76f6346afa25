package load

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A Request is what decides about a load before anything of it is read.
type Request struct {
	Settings map[string]string // of "go env -w"
	Dirs     []string          // absolute, that are read in any case
}

// Cacheable returns the request of a load, and whether what it reads can be known
// again without the go command. It cannot for patterns that match whatever there
// is, for packages that only the go command finds, with a workspace, and with
// flags that put other files into the place of those on disk.
func (cfg Config) Cacheable() (Request, bool) {
	dir, err := filepath.Abs(cfg.Dir)
	env := newEnvironment(cfg.Env)
	if err != nil || !fromDisk(env) {
		return Request{}, false
	}
	r := Request{Settings: env.file, Dirs: []string{dir}}
	for _, p := range cfg.Patterns {
		local := p == "." || p == ".." || strings.HasPrefix(p, "./") || strings.HasPrefix(p, "../")
		if !local || strings.Contains(p, "...") || strings.HasSuffix(p, ".go") {
			return Request{}, false
		}
		r.Dirs = append(r.Dirs, filepath.Join(dir, p))
	}
	return r, true
}

// fromDisk says whether the go command reads modules from where they lie.
func fromDisk(env environment) bool {
	if v := env.get("GO111MODULE"); v != "" && v != "on" {
		return false
	}
	if v := env.get("GOWORK"); v != "" && v != "off" || env.get("GOPACKAGESDRIVER") != "" {
		return false
	}
	for flag := range strings.FieldsSeq(env.get("GOFLAGS")) {
		name, _, _ := strings.Cut("-"+strings.TrimLeft(flag, "-"), "=")
		if !slices.Contains([]string{"-mod", "-tags", "-trimpath", "-buildvcs", "-p"}, name) {
			return false
		}
	}
	return true
}

// inputs returns the directories that an attempt has read from and whose files may
// change: not those of the standard library and of the module cache. It reports
// false if that is not all that decides.
func (u *universe) inputs() ([]string, bool) {
	var dirs []string
	for _, p := range u.sources {
		dirs = append(dirs, p.dir)
		if len(p.failed) > 0 {
			return nil, false
		}
	}
	modules := u.l.moduleCache()
	var foreign []string
	for _, p := range u.listed {
		switch {
		case p.Standard:
		case p.Error != nil || p.Dir == "" || len(p.CgoFiles) > 0:
			return nil, false
		case modules != "" && strings.HasPrefix(p.Dir, modules+string(filepath.Separator)):
			foreign = append(foreign, p.ImportPath)
		default:
			dirs = append(dirs, p.Dir)
		}
	}
	// A directory that appears in a module here may take the place of a package
	// in the cache if its path begins like the module's.
	for module := range u.l.modules(dirs) {
		if slices.ContainsFunc(foreign, func(path string) bool { return strings.HasPrefix(path, module+"/") }) {
			return nil, false
		}
	}
	return dirs, true
}

// modules returns the paths of the modules that directories belong to.
func (l *loader) modules(dirs []string) map[string]bool {
	paths, seen := map[string]bool{}, map[string]bool{}
	for _, dir := range dirs {
		for ; !seen[dir]; dir = filepath.Dir(dir) {
			seen[dir] = true
			if data, err := os.ReadFile(filepath.Join(dir, "go.mod")); err == nil {
				paths[modulePath(string(data))] = true
			}
		}
	}
	return paths
}

// moduleCache returns where the go command keeps modules, "" if that is not known.
func (l *loader) moduleCache() string {
	if dir := l.env.get("GOMODCACHE"); dir != "" {
		return filepath.Clean(dir)
	}
	list := filepath.SplitList(cmp.Or(l.env.get("GOPATH"), l.build.GOPATH))
	if len(list) == 0 || list[0] == "" {
		return ""
	}
	return filepath.Join(list[0], "pkg", "mod")
}
