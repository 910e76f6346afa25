package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestCompletion completes command lines in real shells.
func TestCompletion(t *testing.T) {
	dir := t.TempDir()
	for _, shell := range []string{"bash", "zsh", "fish"} {
		var script strings.Builder
		if err := completion(t.Context(), stdio{out: &script}, []string{shell}); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, shell)
		if err := os.WriteFile(file, []byte(script.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, tt := range []struct {
			line      string
			want, not []string
		}{
			{"rpcgen ", []string{"call", "completion", "help"}, []string{"bash"}},
			{"rpcgen -", []string{"-type", "-check"}, []string{"-jar"}},
			{"rpcgen cal", []string{"call"}, []string{"help"}},
			{"rpcgen call -", []string{"-jar", "-curl"}, []string{"-type"}},
			{"rpcgen -check -", []string{"-type"}, []string{"-jar"}},
			{"rpcgen completion ", []string{"bash", "zsh", "fish"}, []string{"call"}},
			{"rpcgen help c", []string{"call"}, nil},
		} {
			got := complete(t, shell, file, tt.line)
			for _, word := range tt.want {
				if !slices.Contains(got, word) {
					t.Errorf("%s: %q is not completed to %s, but to %q", shell, tt.line, word, got)
				}
			}
			for _, word := range tt.not {
				if slices.Contains(got, word) {
					t.Errorf("%s: %q is completed to %s", shell, tt.line, word)
				}
			}
		}
	}
}

// complete returns what a shell that has read the script offers for a line.
func complete(t *testing.T, shell, script, line string) []string {
	t.Helper()
	words := strings.Split(line, " ")
	var commands string
	switch shell {
	case "bash":
		commands = "source " + script + "; COMP_WORDS=('" + strings.Join(words, "' '") + "'); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _rpcgen; printf '%s\\n' \"${COMPREPLY[@]}\""
	case "zsh": // compadd and _files, which work in an editor only, print
		commands = "compdef() { : }; compadd() { shift; local w; for w in $@; do [[ $w == $PREFIX* ]] && print -r -- $w; done }; _files() { : }; source " + script +
			"; words=('" + strings.Join(words, "' '") + "'); CURRENT=${#words}; PREFIX=${words[CURRENT]}; _rpcgen"
	case "fish":
		commands = "source " + script + "; complete -C '" + line + "'"
	}
	args := []string{"-c", commands}
	if shell == "zsh" {
		args = append([]string{"-f"}, args...)
	}
	cmd := exec.Command(shell, args...)
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), "HOME="+cmd.Dir)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %q: %v\n%s", shell, line, err, out)
	}
	var list []string
	for l := range strings.Lines(string(out)) {
		word, _, _ := strings.Cut(strings.TrimSpace(l), "\t")
		list = append(list, word)
	}
	return list
}

// TestFlagsAreListed compares the flags that each command has with those that its help lists,
// and completion with them.
func TestFlagsAreListed(t *testing.T) {
	source, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	declared := map[string][]string{} // by the name given to newFlags
	for _, name := range source {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range strings.Split(string(text), "newFlags(\"")[1:] {
			command, rest, _ := strings.Cut(part, `"`)
			rest, _, _ = strings.Cut(rest, "parseFlags(")
			for _, m := range regexp.MustCompile(`flags\.\w+\((?:&[\w.]+, )?"([\w-]+)"`).FindAllStringSubmatch(rest, -1) {
				declared[command] = append(declared[command], m[1])
			}
		}
	}
	if len(declared["call"]) == 0 {
		t.Fatal("no flags were found in call.go")
	}
	for _, c := range commands() {
		var listed []string
		for _, f := range listedFlags(c.usage()) {
			listed = append(listed, f.Name)
		}
		slices.Sort(listed)
		slices.Sort(declared[c.name])
		if !slices.Equal(listed, declared[c.name]) {
			t.Errorf("rpcgen %s has the flags %q, but help lists %q", c.name, declared[c.name], listed)
		}
	}
}
