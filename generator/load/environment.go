package load

import (
	"go/build"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

// An environment is what the go command goes by: the process's environment and
// the file that "go env -w" writes.
type environment struct {
	vars     []string          // as for exec.Cmd
	value    map[string]string // the same, by name
	file     map[string]string
	settings string // the file's text
}

func newEnvironment(vars []string) environment {
	if vars == nil {
		vars = os.Environ()
	}
	e := environment{vars: vars, value: map[string]string{}, file: map[string]string{}}
	for _, v := range vars {
		if name, value, ok := strings.Cut(v, "="); ok {
			e.value[name] = value
		}
	}
	file := e.value["GOENV"]
	if file == "" {
		if dir, err := os.UserConfigDir(); err == nil {
			file = filepath.Join(dir, "go", "env")
		}
	}
	if file == "off" {
		return e
	}
	if data, err := os.ReadFile(file); err == nil {
		e.settings = string(data)
		e.file = settings(e.settings)
	}
	return e
}

// settings reads a file of the go command, by its rules.
func settings(text string) map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(text) {
		name, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		if ok && name != "" && 'A' <= name[0] && name[0] <= 'Z' {
			m[name] = value
		}
	}
	return m
}

func (e environment) get(name string) string {
	if v := e.value[name]; v != "" {
		return v
	}
	return e.file[name]
}

// forDir returns the variables for a command that runs in dir.
func (e environment) forDir(dir string) []string {
	return append(slices.Clip(e.vars), "PWD="+dir)
}

// buildContext returns what decides which files belong to a package.
func (e environment) buildContext(tags string) *build.Context {
	c := build.Default
	if v := e.get("GOOS"); v != "" {
		c.GOOS = v
	}
	if v := e.get("GOARCH"); v != "" {
		c.GOARCH = v
	}
	switch e.get("CGO_ENABLED") {
	case "0":
		c.CgoEnabled = false
	case "1":
		c.CgoEnabled = true
	default:
		c.CgoEnabled = c.CgoEnabled && c.GOOS == runtime.GOOS && c.GOARCH == runtime.GOARCH
	}
	c.BuildTags = splitTags(tags)
	for flag := range strings.FieldsSeq(e.get("GOFLAGS")) {
		if v, ok := strings.CutPrefix("-"+strings.TrimLeft(flag, "-"), "-tags="); ok {
			c.BuildTags = append(c.BuildTags, splitTags(v)...)
		}
	}
	return &c
}

// splitTags splits at commas and, as the go command once wanted it, spaces.
func splitTags(tags string) []string {
	return strings.FieldsFunc(tags, func(r rune) bool { return r == ',' || r == ' ' })
}
