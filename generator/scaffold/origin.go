package scaffold

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
)

// tool is the module of rpcgen itself.
const tool = "github.com/rpcgen/rpcgen"

// Origin returns the version of rpcgen that this program was built from and, if that
// was a checkout and no release, its directory. A new project requires the one, with
// the other in its place.
func Origin() (version, dir string, err error) {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	_, file, _, _ := runtime.Caller(0)
	return origin(info, filepath.Dir(filepath.Dir(filepath.Dir(file))))
}

// origin is Origin for a program with that build information, from sources in dir.
func origin(info *debug.BuildInfo, dir string) (version, replace string, err error) {
	main := info.Main
	if main.Path != tool { // another program has been built with us, such as a test
		for _, dep := range info.Deps {
			if dep.Path == tool {
				main = *dep
			}
		}
	}
	// The go command knows the sum of what it has downloaded. A checkout has none, and
	// its version, made of the last commit, is one that nobody else can get.
	if main.Sum != "" && main.Replace == nil {
		return main.Version, "", nil
	}
	if isCheckout(dir) {
		return "v0.0.0", dir, nil
	}
	if semver.IsValid(main.Version) && !module.IsPseudoVersion(main.Version) && semver.Build(main.Version) == "" && main.Replace == nil {
		return main.Version, "", nil // built from a vendor directory
	}
	return "", "", errors.New("this rpcgen does not know where it comes from, so a new project cannot require it; build it without -trimpath, or install a release: go install " + tool + "/cmd/rpcgen@latest")
}

// isCheckout says whether dir is the root of our module, with all that is in it.
func isCheckout(dir string) bool {
	if !filepath.IsAbs(dir) {
		return false // built with -trimpath
	}
	data, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	return err == nil && modfile.ModulePath(data) == tool
}
