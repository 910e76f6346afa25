package load

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// findGo returns what tells the go command from another: where it lies and what it
// says of itself, and whether there is a C compiler, which decides about the build
// tag cgo. It reports false for a go command that stands alone, such as a script
// that picks a version, and for one whose own settings change more than where
// modules come from.
func findGo(env environment) ([]string, bool) {
	name, err := exec.LookPath("go")
	if err != nil {
		return nil, false
	}
	if name, err = filepath.EvalSymlinks(name); err != nil {
		return nil, false
	}
	root := filepath.Dir(filepath.Dir(name))
	if dir := env.value["GOROOT"]; dir != "" {
		if dir, err = filepath.EvalSymlinks(dir); err != nil || dir != root {
			return nil, false
		}
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, false
	}
	facts := []string{name, fmt.Sprint(info.Size(), info.ModTime().UnixNano())}
	for _, file := range []string{"VERSION", "go.env"} {
		data, err := os.ReadFile(filepath.Join(root, file))
		if err != nil || file == "go.env" && !plainSettings(string(data)) {
			return nil, false
		}
		facts = append(facts, string(data))
	}
	if env.get("CGO_ENABLED") == "" {
		for _, name := range append([]string{"gcc", "clang"}, strings.Fields(env.get("CC"))...) {
			found, _ := exec.LookPath(name)
			facts = append(facts, name+" is "+found)
		}
	}
	return facts, true
}

// plainSettings says whether a go.env file only says where toolchains and modules
// come from.
func plainSettings(text string) bool {
	for name, value := range settings(text) {
		switch name {
		case "GOTOOLCHAIN":
			if strings.Contains(value, "path") {
				return false
			}
		case "GOPROXY", "GOSUMDB", "GOPRIVATE", "GONOPROXY", "GONOSUMDB", "GOINSECURE", "GOVCS", "GOAUTH":
		default:
			return false
		}
	}
	return true
}
